"""The folder of backups: names by time, and the newest kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from server.backup.archive import NotABackupError, read_manifest
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from server.backup.archive import Manifest

_NAME = re.compile(r"sheetline-[0-9]{8}-[0-9]{6}(-[0-9]+)?\.backup")
_LEFT_OVER = re.compile(r"\.sheetline-[0-9]{8}-[0-9]{6}(-[0-9]+)?\.backup\.(part|copy)(-wal|-shm|-journal)?")
_STALE = dt.timedelta(days=1)  # no backup takes that long: it was killed


def new_name(folder: Path, *, now: dt.datetime) -> Path:
    """Return a name in the folder that is not taken."""
    stem, number = f"sheetline-{now.astimezone(SHANGHAI):%Y%m%d-%H%M%S}", 1
    found = folder / f"{stem}.backup"
    while found.exists():
        number += 1
        found = folder / f"{stem}-{number}.backup"
    return found


def keep_newest(folder: Path, count: int, *, server: str, now: dt.datetime) -> list[Path]:
    """Delete all backups of a server but the newest, and what killed ones left; return those deleted.

    Other servers' backups, and files that are none, are not touched.
    """
    ours = sorted(
        (
            (manifest.made_at, path.name, path)
            for path, manifest in _backups(folder)
            if manifest.holds.server == server
        ),
        reverse=True,
    )
    gone = [path for _, _, path in ours[count:]]
    left = [path for path in folder.iterdir() if _LEFT_OVER.fullmatch(path.name) and _is_stale(path, now)]
    for path in [*gone, *left]:
        path.unlink(missing_ok=True)
    return gone


def _backups(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    for path in folder.iterdir():
        if _NAME.fullmatch(path.name):
            try:
                yield path, read_manifest(path)
            except NotABackupError:
                continue


def _is_stale(path: Path, now: dt.datetime) -> bool:
    return now - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) > _STALE
