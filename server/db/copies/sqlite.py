"""SQLite: copied by its online backup, replaced in one transaction of the old file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.copies.contract import BLOCK_BYTES, CopyFailedError, InUseError, NoDatabaseError
from workbooks.durable import flush_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

BESIDE = ("-wal", "-shm", "-journal")
_LOCK_SECONDS = 2.0


@dataclass(frozen=True)
class FileCopy:
    """A copy in a file of its own."""

    conn: sa.Connection
    path: Path

    def blocks(self) -> Iterator[bytes]:
        """Yield the file."""
        with self.path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block


@contextmanager
def copying(url: str, *, scratch: Path) -> Iterator[FileCopy]:
    """Copy the database to `scratch` in one read, which makes no writer wait, and open the copy."""
    path = file_of(url)
    if not path.is_file() or path.stat().st_size == 0:
        raise NoDatabaseError(str(path))
    try:
        _new_file(scratch)
        with _failures():
            _copy_sound(path, scratch)
        engine = sa.create_engine(f"sqlite:///{scratch.as_posix()}", poolclass=sa.NullPool)
        with engine.connect() as conn:
            yield FileCopy(conn, scratch)
    finally:
        remove(scratch)


def _copy_sound(path: Path, scratch: Path) -> None:
    """Copy everything at once: page by page, every writer in between would make it begin anew."""
    with (
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as source,
        closing(sqlite3.connect(scratch)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = target.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise CopyFailedError(f"数据库文件已损坏 (damaged): {verdict}")


@dataclass
class FileReplacing:
    """The new database in a file beside the old one, which `live` holds against everybody else.

    `live` is None where there is none, or none that can be read.
    """

    path: Path
    fresh: Path
    live: sqlite3.Connection | None

    @property
    def url(self) -> str:
        """Where the new database is."""
        return f"sqlite:///{self.fresh.as_posix()}"

    def fill(self, blocks: Iterable[bytes]) -> None:
        """Write the file and look at every page of it."""
        _new_file(self.fresh)
        with self.fresh.open("wb") as file:
            for block in blocks:
                file.write(block)
        with _failures(), closing(sqlite3.connect(self.fresh)) as conn:
            (verdict,) = conn.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise CopyFailedError(f"数据库文件已损坏 (damaged): {verdict}")

    def swap(self, *, at: dt.datetime) -> str:
        """Write the new over the old in one transaction, or take the place of a file that is no database."""
        with _failures(), closing(sqlite3.connect(self.fresh)) as fresh:
            fresh.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
        former = _unused(self.path.with_name(f"{self.path.stem}-before-{at:%Y%m%d-%H%M%S}{self.path.suffix}"))
        if self.live is not None and self._overwritten(former):
            return former.name
        return self._put_aside(former)

    def _overwritten(self, former: Path) -> bool:
        """Overwrite the old database after copying it; False when it is too broken for that."""
        if self.live is None:
            return False
        try:
            _new_file(former)
            with closing(sqlite3.connect(former)) as target:
                self.live.backup(target)
            with closing(sqlite3.connect(self.fresh)) as source:
                source.backup(self.live)
        except sqlite3.DatabaseError:
            remove(former)
            self.close()
            return False
        self.close()
        return True

    def _put_aside(self, former: Path) -> str:
        """Keep copies of what is there; its log must be gone before the new file stands beside it."""
        there = [end for end in ("", *BESIDE) if Path(f"{self.path}{end}").exists()]
        for end in there:
            shutil.copyfile(f"{self.path}{end}", f"{former}{end}")
        for end in there[there[:1] == [""] :]:
            Path(f"{self.path}{end}").unlink()
        flush_file(self.fresh)
        self.fresh.replace(self.path)
        return former.name if there else ""

    def close(self) -> None:
        """Let go of the old database."""
        if self.live is not None:
            self.live.close()
            self.live = None


@contextmanager
def replacing(url: str) -> Iterator[FileReplacing]:
    """Hold the old database, and give a place for the new one beside it."""
    path = file_of(url)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = FileReplacing(path, path.with_name(f"{path.name}.restoring"), hold(path))
    try:
        remove(place.fresh)
        yield place
    finally:
        place.close()
        remove(place.fresh)


def hold(path: Path) -> sqlite3.Connection | None:
    """Return a connection beside which there is no other, nor can be; None where there is no database.

    Raises InUseError.
    """
    if not path.exists():
        return None
    conn = sqlite3.connect(path, timeout=_LOCK_SECONDS, isolation_level=None)
    try:
        conn.execute("PRAGMA locking_mode=EXCLUSIVE")
        conn.execute("BEGIN EXCLUSIVE")  # the lock stays after the transaction
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        conn.execute("COMMIT")
    except sqlite3.OperationalError as error:
        conn.close()
        if "locked" in str(error):
            raise InUseError(f"{path} (the database is in use: stop the server and the worker)") from error
        return None
    except sqlite3.DatabaseError:
        conn.close()
        return None
    return conn


def file_of(url: str) -> Path:
    """Return the file of a database."""
    return Path(sa.make_url(url).database or "")


def remove(path: Path) -> None:
    """Delete a database file and what stands beside it."""
    for end in ("", *BESIDE):
        Path(f"{path}{end}").unlink(missing_ok=True)


def _unused(path: Path) -> Path:
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def _new_file(path: Path) -> None:
    """Make an empty file that only its owner reads."""
    os.close(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))


@contextmanager
def _failures() -> Iterator[None]:
    """Say what SQLite said."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise CopyFailedError(str(error)) from error
