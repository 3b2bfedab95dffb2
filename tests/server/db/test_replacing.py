"""One restore at a time: one that was killed a moment ago is waited for, one that runs is left alone."""

from __future__ import annotations

import datetime as dt
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import make_url

from server.db.copies import postgresql
from server.db.copies.contract import InUseError
from server.db.engine import make_engine
from tests.postgres import fresh_database
from tests.races.placed import DEADLINE_SECONDS, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

HELD = "SELECT pg_advisory_lock(hashtext(%s))"
WAITED_FOR = (
    "EXISTS (SELECT 1 FROM pg_locks JOIN pg_database AS d ON d.oid = database"
    " WHERE locktype = 'advisory' AND NOT granted AND d.datname = 'postgres')"
)


@pytest.fixture
def database(postgresql_server: str) -> Iterator[str]:
    """Name a database nobody uses."""
    with fresh_database(postgresql_server) as url:
        yield url


@pytest.fixture
def other_restore(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Hold the lock that a restore of the database holds."""
    name = make_url(database).database
    cluster = f"{database.rpartition('/')[0]}/postgres"
    with psycopg.connect(cluster, autocommit=True) as holder:
        holder.execute(HELD, [f"sheetline restore {name}"])
        yield holder


def begin(url: str) -> None:
    with postgresql.replacing(url):
        pass


def test_a_restore_waits_for_the_end_of_one_that_was_killed(
    database: str, other_restore: psycopg.Connection[tuple[object, ...]]
) -> None:
    watcher = make_engine(f"{database.rpartition('/')[0]}/postgres")
    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(begin, database)
        wait_until(watcher, WAITED_FOR)
        other_restore.close()
        begun.result(DEADLINE_SECONDS)
    watcher.dispose()


@pytest.mark.usefixtures("other_restore")
def test_a_restore_that_runs_is_left_alone(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "PATIENCE", "50ms")
    with pytest.raises(InUseError, match="another restore"):
        begin(database)


def test_the_planner_knows_a_restored_database_before_anybody_uses_it(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("CREATE TABLE things AS SELECT generate_series(1, 1000) AS number")
    moment = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    with tempfile.TemporaryDirectory() as folder, postgresql.copying(database, scratch=Path(folder)) as dump:
        blocks = list(dump.blocks())
    with postgresql.replacing(database) as fresh:
        fresh.fill(blocks)
        fresh.swap(at=moment)
    with psycopg.connect(database) as conn:
        found = conn.execute("SELECT reltuples FROM pg_class WHERE relname = 'things'").fetchone()
    assert found == (1000,)
