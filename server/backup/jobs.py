"""Periodic work of backups: one every night, where a folder is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.backup.folder import keep_newest, new_name
from server.backup.service import back_up
from server.db.jobs import Errand

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from sqlalchemy import Engine

    from server.config import Config

KEPT = 14


def jobs(config: Config) -> tuple[Errand, ...]:
    """Return the nightly backup; none where no folder is set, so that one machine of many makes it."""
    folder = config.backups
    if folder is None:
        return ()

    def run(_engine: Engine, now: dt.datetime) -> str:
        return nightly(config.database_url, folder, now=now)

    return (Errand("backup.nightly", "40 2 * * *", run),)


def nightly(url: str, folder: Path, *, now: dt.datetime) -> str:
    """Make a backup, keep the newest two weeks of them, and return its name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = new_name(folder, now=now)
    made = back_up(url, file, now=now)
    keep_newest(folder, KEPT, server=made.holds.server, now=now)
    return file.name
