"""Migrations: from nothing to what the models say, once, whoever else starts at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.db.base import Base
from server.db.engine import make_engine
from server.db.migrate import alembic_config, upgrade
from server.db.session import reading, writing
from server.db.sites import server_identity
from tests.house.migration import import_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """Read a database and let go of it."""
    engine = make_engine(url)
    with reading(engine) as conn:
        yield conn
    engine.dispose()


def test_migrations_from_empty_make_exactly_what_the_models_describe(empty_database_url: str) -> None:
    import_models()
    upgrade(empty_database_url)
    with opened(empty_database_url) as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    with opened(empty_database_url) as conn:
        before = server_identity(conn)
    upgrade(empty_database_url)
    with opened(empty_database_url) as conn:
        assert server_identity(conn) == before


def test_servers_that_start_at_once_migrate_once(empty_database_url: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(upgrade, [empty_database_url] * 3))
    with opened(empty_database_url) as conn:
        assert server_identity(conn)[1] == 1


def test_a_migration_can_be_taken_back_to_nothing(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    engine = make_engine(empty_database_url)
    with writing(engine) as conn:
        command.downgrade(alembic_config(conn), "base")
    with reading(engine) as conn:
        assert MigrationContext.configure(conn).get_current_revision() is None
        assert conn.dialect.has_table(conn, "site") is False
    engine.dispose()
    upgrade(empty_database_url)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_migrations_are_a_line(database_url: str) -> None:
    with opened(database_url) as conn:
        script = ScriptDirectory.from_config(alembic_config(conn))
    assert len(script.get_heads()) == 1
