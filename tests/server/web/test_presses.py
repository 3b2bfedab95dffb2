"""Answers of bridge calls: the first one stays, for every process, for a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from server.db.session import writing
from server.web.presses import KEPT, StoredPresses, purge

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


def presses(engine: Engine) -> StoredPresses:
    """Return a store whose clock stands at noon."""
    return StoredPresses(engine, clock=lambda: NOON)


def test_a_call_that_was_never_made_has_no_answer(engine: Engine) -> None:
    assert presses(engine).load("a" * 64) is None


def test_the_answer_of_a_call_is_found_by_another_process(engine: Engine) -> None:
    answer = '{"words":"订单 \\u0000 \\"引号\\""}'.encode()
    assert presses(engine).save("a" * 64, answer) == answer
    assert presses(engine).load("a" * 64) == answer


def test_the_first_answer_stays_when_a_call_was_made_twice_at_once(engine: Engine) -> None:
    presses(engine).save("a" * 64, b'"first"')
    assert presses(engine).save("a" * 64, b'"second"') == b'"first"'
    assert presses(engine).load("a" * 64) == b'"first"'


def test_answers_are_forgotten_after_their_time_and_not_before(engine: Engine) -> None:
    presses(engine).save("a" * 64, b"1")
    with writing(engine) as conn:
        assert purge(conn, NOON + KEPT) == 0
        assert purge(conn, NOON + KEPT + dt.timedelta(seconds=1)) == 1
    assert presses(engine).load("a" * 64) is None
