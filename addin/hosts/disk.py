"""The file on disk: who else has it open, has it changed since it was read, and replacing it in one step."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OWNER_NAME_BYTES = 54


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
        _flush(fresh)
        require_free(path)
        if print_of(path) != expected:
            raise RefusedBookError("changed", name=path.name)
        fresh.replace(path)
        _flush_folder(path.parent)
    except PermissionError as error:
        raise RefusedBookError("locked", name=path.name) from error
    except OSError as error:
        raise RefusedBookError("unwritable", name=path.name, what=error.strerror or str(error)) from error
    finally:
        fresh.unlink(missing_ok=True)
    return print_of(path)


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


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there; the rename is journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
