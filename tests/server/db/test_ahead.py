"""Writes that are sent ahead fail as others do, and leave nothing behind."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from server.db.base import table
from server.db.bulk import insert_rows
from server.db.session import reading, writing
from server.views.models import BookRow

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

ROWS = table(BookRow)
ROW = {"view": "orders", "book": "b", "key": "k"}


def _count(conn: Connection) -> int:
    return int(conn.execute(sa.select(sa.func.count()).select_from(ROWS)).scalar_one())


def test_what_was_sent_is_seen_by_the_next_statement(engine: Engine) -> None:
    with writing(engine) as conn:
        insert_rows(conn, ROWS, [ROW])
        assert _count(conn) == 1


def _write(engine: Engine, *batches: list[dict[str, str]], ask: bool = False) -> None:
    with writing(engine) as conn:
        for rows in batches:
            insert_rows(conn, ROWS, rows)
        if ask:
            _count(conn)


def test_a_write_that_fails_fails_the_transaction_even_as_its_last_statement(engine: Engine) -> None:
    with pytest.raises(IntegrityError):
        _write(engine, [ROW | {"key": "other"}], [ROW, ROW])
    with reading(engine) as conn:
        assert _count(conn) == 0


def test_a_write_that_fails_is_told_by_the_next_statement_that_asks(engine: Engine) -> None:
    with pytest.raises(IntegrityError):
        _write(engine, [ROW, ROW], [ROW | {"key": "other"}], ask=True)


def test_a_connection_serves_again_after_failures(engine: Engine) -> None:
    for _ in range(3):
        with pytest.raises(IntegrityError):
            _write(engine, [ROW, ROW])
    _write(engine, [ROW])
    with reading(engine) as conn:
        assert _count(conn) == 1


def test_what_was_sent_before_an_error_of_ours_is_taken_back(engine: Engine) -> None:
    with suppress(ZeroDivisionError), writing(engine) as conn:
        insert_rows(conn, ROWS, [ROW])
        raise ZeroDivisionError
    _write(engine, [ROW])


def test_a_savepoint_takes_back_what_was_sent_in_it(engine: Engine) -> None:
    with writing(engine) as conn:
        insert_rows(conn, ROWS, [ROW])
        with conn.begin_nested() as savepoint:
            insert_rows(conn, ROWS, [ROW | {"key": "other"}])
            savepoint.rollback()
        assert _count(conn) == 1


def test_the_first_error_is_told_whatever_was_sent_after_it(engine: Engine) -> None:
    _write(engine, [ROW])
    later = [[ROW | {"key": f"later {number}"}] for number in range(20)]
    with pytest.raises(IntegrityError):
        _write(engine, [ROW], *later)
