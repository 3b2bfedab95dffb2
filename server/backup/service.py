"""Use cases of backups: make one, keep the newest, restore one, and notice a database that was moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.audit.service import Entry, record
from server.backup.archive import Facts, Manifest, NotABackupError, blocks_of, verify, write_archive
from server.config import VERSION
from server.db.copies import copying, engine_of, replacing
from server.db.copies.contract import CopyFailedError, NoDatabaseError
from server.db.engine import make_engine
from server.db.epochs import begin_epoch, is_moved
from server.db.migrate import NewerDatabaseError, current_revision, is_known, upgrade
from server.db.session import writing
from server.db.sites import server_identity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from server.db.copies.contract import Replacing

CONSOLE = "console"
AfterRestore = Callable[["Connection", dt.datetime, dt.datetime], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that took the place of a database, which stays as `former`."""

    manifest: Manifest
    epoch: int
    former: str


class OtherEngineError(NotABackupError):
    """The backup is of the other kind of database."""

    title = "备份与数据库的种类不同"


def back_up(url: str, file: Path, *, now: dt.datetime) -> Manifest:
    """Copy the database into a file that is not there yet; who writes meanwhile does not wait.

    Raises NoDatabaseError, CopyFailedError, MissingProgramError, ExistsError.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with copying(url, scratch=file.with_name(f".{file.name}.copy")) as copy:
            facts = _facts(copy.conn)

            def describe(digest: str) -> Manifest:
                return Manifest(product=VERSION, made_at=now, sha256=digest, holds=facts)

            return write_archive(file, copy.blocks(), describe=describe)
    except OSError as error:
        raise CopyFailedError(f"{file}：{error.strerror or error} (the backup was not written)") from error


def restore(url: str, file: Path, *, now: dt.datetime, then: Sequence[AfterRestore]) -> Restored:
    """Put a backup in the place of the database: verified, migrated, in a new epoch, all of it or nothing.

    `then` are called with the connection, when the backup was made, and now. Raises NotABackupError,
    OtherEngineError, NewerDatabaseError, InUseError, CopyFailedError, MissingProgramError, NotAllowedError.
    """
    manifest = verify(file)
    _demand_usable(manifest, url)
    try:
        with replacing(url) as place:
            place.fill(blocks_of(file))
            _demand_same(place, manifest)
            upgrade(place.url)
            epoch = _settle(place, manifest, now=now, then=then)
            return Restored(manifest, epoch, place.swap(at=now))
    except OSError as error:
        raise CopyFailedError(f"{error.strerror or error} (nothing was changed)") from error


def settle_moved(conn: Connection, *, now: dt.datetime) -> None:
    """Begin an epoch when the database was moved to another cluster by hand: no cursor holds here."""
    if not is_moved(conn):
        return
    begun = begin_epoch(conn, at=now, cause="moved")
    record(
        conn, [Entry("site.moved", detail={"epoch": begun.epoch})], actor=CONSOLE, at=now, stamp=begun.stamp
    )


def _facts(conn: Connection) -> Facts:
    """Return what a database of ours holds. Raises NoDatabaseError for any other."""
    schema = current_revision(conn)
    if schema is None:
        raise NoDatabaseError("数据库里还没有表上单的数据 (there is nothing of Sheetline in it)")
    server, epoch = server_identity(conn)
    preparer = conn.dialect.identifier_preparer
    rows = {
        name: int(conn.execute(sa.text(f"SELECT count(*) FROM {preparer.quote(name)}")).scalar_one())  # noqa: S608 - a table's own name
        for name in sorted(sa.inspect(conn).get_table_names())
    }
    return Facts(engine=conn.dialect.name, schema=schema, server=server, epoch=epoch, rows=rows)


def _demand_usable(manifest: Manifest, url: str) -> None:
    held = manifest.holds
    if held.engine != engine_of(url):
        raise OtherEngineError(f"备份是 {held.engine}，数据库是 {engine_of(url)} (another kind of database)")
    if not is_known(held.schema):
        raise NewerDatabaseError(held.schema)


def _demand_same(place: Replacing, manifest: Manifest) -> None:
    """Raise CopyFailedError unless what was read back is what the manifest says."""
    engine = make_engine(place.url)
    try:
        with engine.connect() as conn:
            found = _facts(conn)
    finally:
        engine.dispose()
    if found != manifest.holds:
        raise CopyFailedError("恢复出的数据与清单不符 (what was restored is not what the manifest says)")


def _settle(place: Replacing, manifest: Manifest, *, now: dt.datetime, then: Sequence[AfterRestore]) -> int:
    """Begin an epoch in the new database, and do what features want done before anybody works on it."""
    engine = make_engine(place.url)
    detail = {"made_at": manifest.made_at, "sha256": manifest.sha256, "epoch": manifest.holds.epoch}
    try:
        with writing(engine) as conn:
            begun = begin_epoch(conn, at=now, cause=f"restored {manifest.sha256}")
            for each in then:
                each(conn, manifest.made_at, now)
            entry = Entry("site.restored", detail=detail)
            record(conn, [entry], actor=CONSOLE, at=now, stamp=begun.stamp)
    finally:
        engine.dispose()
    return begun.epoch
