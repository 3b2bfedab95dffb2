"""A block is a transaction: kept whole, or not at all; writers take turns."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from server.db.engine import make_engine
from server.db.session import is_busy, is_unwritable, reading, writing
from tests.server.db.things import THINGS, count_things, make_things

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

WRITERS = 8
ROUNDS = 5


class ChangedMindError(Exception):
    """Raised by a test in the middle of its transaction."""


def test_what_a_writer_did_is_kept_when_its_block_ends(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as conn:
        conn.execute(sa.insert(THINGS).values(key="a"))
    with reading(engine) as conn:
        assert count_things(conn) == 1


def test_nothing_a_writer_did_is_kept_when_its_block_raises(engine: Engine) -> None:
    make_things(engine)
    with suppress(ChangedMindError), writing(engine) as conn:
        conn.execute(sa.insert(THINGS).values(key="a"))
        raise ChangedMindError
    with reading(engine) as conn:
        assert count_things(conn) == 0


def test_a_savepoint_taken_back_leaves_the_rest_of_its_transaction(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as conn:
        conn.execute(sa.insert(THINGS).values(key="kept"))
        with conn.begin_nested() as savepoint:
            conn.execute(sa.insert(THINGS).values(key="taken back"))
            savepoint.rollback()
    with reading(engine) as conn:
        assert conn.execute(sa.select(THINGS.c.key)).scalars().all() == ["kept"]


def test_a_reader_does_not_see_what_is_not_committed(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as writer:
        writer.execute(sa.insert(THINGS).values(key="a"))
        with reading(engine) as reader:
            assert count_things(reader) == 0


def test_writers_at_once_lose_no_update(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as conn:
        conn.execute(sa.insert(THINGS).values(key="a", count=0))
    start = threading.Barrier(WRITERS)

    def raise_by_one(_writer: int) -> None:
        start.wait()
        for _ in range(ROUNDS):
            with writing(engine) as conn:
                count = conn.execute(sa.select(THINGS.c.count).with_for_update()).scalar_one()
                conn.execute(sa.update(THINGS).values(count=count + 1))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(raise_by_one, range(WRITERS)))
    with reading(engine) as conn:
        assert conn.execute(sa.select(THINGS.c.count)).scalar_one() == WRITERS * ROUNDS


def test_a_lock_held_too_long_is_told_as_busy_not_as_a_bug(engine: Engine) -> None:
    make_things(engine)
    impatient = "PRAGMA busy_timeout = 20" if engine.dialect.name == "sqlite" else "SET lock_timeout = '20ms'"
    with writing(engine) as holder:
        holder.execute(
            sa.text("LOCK TABLE things") if engine.dialect.name == "postgresql" else sa.text("SELECT 1")
        )
        with engine.connect() as other:
            other.exec_driver_sql(impatient)
            other.rollback()
            with pytest.raises(sa.exc.OperationalError) as caught:
                other.exec_driver_sql("INSERT INTO things (key) VALUES ('a')")
            other.rollback()
    assert is_busy(caught.value)


def test_a_mistake_in_a_statement_is_not_told_as_busy(engine: Engine) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught, reading(engine) as conn:
        conn.execute(sa.text("SELECT * FROM no_such_table"))
    assert not is_busy(caught.value)


def test_sqlite_is_opened_to_survive_a_power_cut(tmp_path: Path) -> None:
    opened = make_engine(f"sqlite:///{(tmp_path / 'a.sqlite3').as_posix()}")
    with reading(opened) as conn:
        found = [
            conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    opened.dispose()
    assert found == ["wal", 2, 1]


def test_another_database_is_refused_by_name() -> None:
    with pytest.raises(sa.exc.ArgumentError, match="mysql"):
        make_engine("mysql://localhost/orders")


def test_a_server_that_is_not_there_is_told_as_busy() -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    engine = make_engine(f"postgresql://nobody@127.0.0.1:{port}/x")
    with pytest.raises(sa.exc.OperationalError) as caught, reading(engine):
        pass
    assert is_busy(caught.value)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_pool_without_a_free_connection_is_told_as_busy(database_url: str) -> None:
    engine = sa.create_engine(database_url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    with engine.connect(), pytest.raises(sa.exc.TimeoutError) as caught:
        engine.connect()
    engine.dispose()
    assert is_busy(caught.value)


def test_other_errors_are_not_told_as_busy() -> None:
    assert not is_busy(ValueError("database is locked"))


def test_a_database_that_cannot_write_is_told_from_one_that_is_busy(engine: Engine) -> None:
    make_things(engine)
    stop = "PRAGMA query_only = ON" if engine.dialect.name == "sqlite" else "SET TRANSACTION READ ONLY"
    with reading(engine) as conn:
        conn.exec_driver_sql(stop)
        with pytest.raises(DBAPIError) as caught:
            conn.execute(sa.insert(THINGS).values(key="a"))
    engine.dispose()
    assert is_unwritable(caught.value)
    assert not is_busy(caught.value)
    assert not is_unwritable(ChangedMindError())
