"""The file on disk: who else has it open, has it changed since it was read, and replacing it in one step."""

from __future__ import annotations

import errno
import glob
import os
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbooks.durable import flush_file, flush_folder
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OWNER_NAME_BYTES = 54
_LEFT_BEHIND_SECONDS = 3_600
"""Older than any press takes to save: another one on the same book is left its file."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Print:
    """What tells one saved state of a file from another."""

    size: int
    modified_ns: int
    inode: int


def print_of(path: Path) -> Print:
    """Return the present print of the file. Raises RefusedBookError when it is gone."""
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise RefusedBookError("missing", path=str(path)) from error
    return Print(found.st_size, found.st_mtime_ns, found.st_ino)


def require_free(path: Path) -> None:
    """Raise RefusedBookError when another program has the file open, or when it cannot be written."""
    for lock, program, user in _locks(path):
        if lock.exists():
            who = f"{program}（{user(lock)}）" if user(lock) else program
            raise RefusedBookError("open_elsewhere", name=path.name, what=who, lock=lock.name)
    if not os.access(path, os.W_OK):
        raise RefusedBookError("read_only", name=path.name)
    try:
        with path.open("r+b"):
            pass
    except PermissionError as error:  # on Windows: a sharing violation
        raise RefusedBookError("locked", name=path.name) from error


def replace(path: Path, *, expected: Print, write: Callable[[Path], None]) -> Print:
    """Let `write` fill a new file in the same folder, then put it in the place of `path` in one step.

    Raises RefusedBookError, leaving the file as it is, when it is not the one read, in use, or unwritable.
    """
    fresh = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.tmp")
    try:
        write(fresh)
        shutil.copymode(path, fresh)
        flush_file(fresh)
        require_free(path)
        if print_of(path) != expected:
            raise RefusedBookError("changed", name=path.name)
        fresh.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        with suppress(OSError):  # a folder that nothing can be written in holds nothing of ours
            fresh.unlink(missing_ok=True)
    _sweep(path)
    return print_of(path)


def _refused(path: Path, error: OSError) -> RefusedBookError:
    """Return why the file could not be replaced, and so what to do about it."""
    if error.errno in _FULL:
        return RefusedBookError("disk_full", name=path.name)
    if not os.access(path.parent, os.W_OK):
        return RefusedBookError("read_only_folder", name=path.name, what=str(path.parent))
    if isinstance(error, PermissionError):
        return RefusedBookError("locked", name=path.name)
    return RefusedBookError("unwritable", name=path.name, what=error.strerror or str(error))


def _sweep(path: Path) -> None:
    """Remove what presses left behind that were killed before they were done."""
    oldest = time.time() - _LEFT_BEHIND_SECONDS
    for left in path.parent.glob(f".{glob.escape(path.stem)}-????????.tmp"):
        with suppress(OSError):
            if left.stat().st_mtime < oldest:
                left.unlink()


def _locks(path: Path) -> list[tuple[Path, str, Callable[[Path], str]]]:
    short = path.name[2:] if len(path.stem) > 6 else path.name  # Excel cuts long names by two  # noqa: PLR2004
    return [
        (path.with_name(f"~${path.name}"), " Excel 或 WPS ", _excel_user),
        (path.with_name(f"~${short}"), " Excel 或 WPS ", _excel_user),
        (path.with_name(f".~lock.{path.name}#"), " LibreOffice ", _libreoffice_user),
    ]


def _excel_user(lock: Path) -> str:
    """Return the user name of Excel's owner file: its length, then the name in the system's code page."""
    with suppress(OSError, UnicodeDecodeError, IndexError):
        content = lock.read_bytes()[:_OWNER_NAME_BYTES]
        return content[1 : 1 + content[0]].decode("gb18030").strip()
    return ""


def _libreoffice_user(lock: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return lock.read_text("utf-8").split(",")[0].strip()
    return ""
