"""The files of a database belong to the user the server runs as, and to nobody else."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

FILE, FOLDER = 0o600, 0o700


def keep_private(data: Path, url: str) -> None:
    """Close the data folder and, of SQLite, the database file to others; both are made when missing.

    SQLite gives its journals the mode of the file. On Windows modes mean nothing: there the folder's rights
    are those of the profile or drive it stands in. A folder with other things in it is left as it is.
    """
    data.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    file = _file_of(url)
    if not any(data.iterdir()) or (file is not None and file.parent == data and file.exists()):
        data.chmod(FOLDER)
    if file is None:
        return
    file.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, FILE))
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        with suppress(FileNotFoundError):
            file.with_name(name).chmod(FILE)


def _file_of(url: str) -> Path | None:
    parsed = sa.make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
