"""Databases for tests: each test gets its own, a copy of one that was migrated once."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from server.db.engine import make_engine
from server.db.migrate import upgrade
from tests.postgres import fresh_database, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

ENGINES = ("sqlite", "postgresql")

settings.register_profile("default", deadline=None, print_blob=True)
settings.register_profile("long", settings.get_profile("default"), max_examples=2_000)
settings.load_profile("default")  # `--hypothesis-profile=long` comes later and wins


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Run one private PostgreSQL for this process, begun by the first test that needs it."""
    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> Iterator[str]:
    """Name a migrated database on the private server, to be copied."""
    with fresh_database(postgresql_server) as url:
        upgrade(url)
        yield url.rpartition("/")[2]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "sheetline.sqlite3"
    upgrade(f"sqlite:///{path.as_posix()}")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name a database without tables, once on each engine: for tests of the migrations."""
    if request.param == "sqlite":
        yield f"sqlite:///{(tmp_path / 'empty.sqlite3').as_posix()}"
        return
    with fresh_database(request.getfixturevalue("postgresql_server")) as url:
        yield url


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name a migrated database without rows, once on each engine: for tests that start processes."""
    if request.param == "sqlite":
        path = tmp_path / "sheetline.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path.as_posix()}"
        return
    template = request.getfixturevalue("migrated_postgresql")
    with fresh_database(request.getfixturevalue("postgresql_server"), template=template) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Open a migrated database without rows, once on each engine."""
    opened = make_engine(database_url)
    yield opened
    opened.dispose()
