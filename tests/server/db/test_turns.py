"""Writers of SQLite take turns in the order they came, and nobody waits for ever."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from server.db.session import reading, writing
from server.db.turns import Line, _lines
from server.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

PATIENCE_SECONDS = 20


def started(line: Line, work: Callable[[], None]) -> threading.Thread:
    """Let a thread stand in line; return when it does."""

    def run() -> None:
        with line.turn():
            work()

    before = len(line._waiting)
    thread = threading.Thread(target=run)
    thread.start()
    while len(line._waiting) == before:
        assert thread.is_alive()
    return thread


def test_turns_come_in_the_order_they_were_asked_for() -> None:
    line, order = Line(), list[int]()
    with line.turn():
        threads = [started(line, lambda number=number: order.append(number)) for number in range(20)]  # type: ignore[misc]
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert order == list(range(20))
    with line.turn(patience_seconds=0):
        pass


def test_a_turn_that_does_not_come_in_time_is_given_up_and_skipped() -> None:
    line, order = Line(), list[int]()
    with line.turn():
        with pytest.raises(UnavailableError), line.turn(patience_seconds=0.01):
            order.append(1)
        thread = started(line, lambda: order.append(2))
    thread.join(PATIENCE_SECONDS)
    assert order == [2]
    assert not line._taken


def test_a_turn_that_fails_lets_the_next_one_in() -> None:
    line = Line()
    with pytest.raises(ZeroDivisionError), line.turn():
        raise ZeroDivisionError
    with line.turn(patience_seconds=0):
        pass


def test_only_writers_of_sqlite_stand_in_line(engine: Engine) -> None:
    with writing(engine), reading(engine):
        assert (engine in _lines) == (engine.dialect.name == "sqlite")
        assert all(line._taken for found, line in _lines.items() if found is engine)
    assert not any(line._taken for found, line in _lines.items() if found is engine)
