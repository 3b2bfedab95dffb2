"""Brings a database to the newest schema; two servers starting at once take turns."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.db.engine import make_engine
from server.db.session import writing
from server.errors import ConflictError

FOLDER = Path(__file__).parent / "migrations"
_TURN = sa.text("SELECT pg_advisory_xact_lock(hashtext('sheetline migrations'))")


class NewerDatabaseError(ConflictError):
    """The schema is of a newer program than this one."""

    title = "数据库是较新版本的程序建立的，本程序不能使用"

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"数据库结构 {revision}，本程序只到 {newest_revision()}；请换用较新的程序，"
            f"或恢复升级前的备份 (the database is newer than this program)"
        )


class BrokenReferenceError(RuntimeError):
    """A migration left a row that refers to nothing; it is taken back as a whole."""


def alembic_config(conn: sa.Connection) -> Config:
    """Return Alembic's settings for an open connection."""
    config = _config()
    config.attributes["connection"] = conn
    return config


def newest_revision() -> str:
    """Return the newest schema this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def is_known(revision: str) -> bool:
    """Tell whether this program can work on a schema, after migrating it."""
    return any(
        script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
    )


def current_revision(conn: sa.Connection) -> str | None:
    """Return the schema of a database; None when it has none of ours."""
    return MigrationContext.configure(conn).get_current_revision()


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate the database at `url` up to `revision`; a new SQLite file is made, its folder too.

    All in one transaction: what fails half-way leaves the database as it was. Raises NewerDatabaseError.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        # A table that is made anew is dropped first, and must not take along the rows that refer to it.
        sa.event.listen(engine, "connect", _without_references)
    try:
        with writing(engine) as conn:
            migrate(conn, revision)
    finally:
        engine.dispose()


def migrate(conn: sa.Connection, revision: str = "head") -> None:
    """Migrate in the caller's transaction, in turn with others. Raises NewerDatabaseError."""
    if conn.dialect.name == "postgresql":
        conn.execute(_TURN)
    found = current_revision(conn)
    if found is not None and not is_known(found):
        raise NewerDatabaseError(found)
    command.upgrade(alembic_config(conn), revision)
    if conn.dialect.name == "sqlite":
        broken = conn.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise BrokenReferenceError(f"{len(broken)} rows refer to nothing, the first in {broken[0][0]}")


def _without_references(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", FOLDER.as_posix())
    return config
