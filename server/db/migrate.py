"""Brings a database to the newest schema; two servers starting at once take turns."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from server.db.engine import make_engine
from server.db.session import writing

FOLDER = Path(__file__).parent / "migrations"
_TURN = sa.text("SELECT pg_advisory_xact_lock(hashtext('sheetline migrations'))")


def alembic_config(conn: sa.Connection) -> Config:
    """Return Alembic's settings for an open connection."""
    config = Config()
    config.set_main_option("script_location", FOLDER.as_posix())
    config.attributes["connection"] = conn
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate the database at `url` up to `revision`; a new SQLite file is made, its folder too."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(url)
    try:
        with writing(engine) as conn:
            if conn.dialect.name == "postgresql":
                conn.execute(_TURN)
            command.upgrade(alembic_config(conn), revision)
    finally:
        engine.dispose()
