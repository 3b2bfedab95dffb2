"""Running numbers: from 1, ascending, never given twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from server.db.numbers import allocate
from server.db.session import writing

if TYPE_CHECKING:
    from sqlalchemy import Engine

WRITERS = 6


def drawn(engine: Engine, series: str, *, count: int) -> list[int]:
    """Draw numbers in a transaction of their own."""
    with writing(engine) as conn:
        return allocate(conn, series, count=count)


def test_a_series_begins_with_one_and_goes_on(engine: Engine) -> None:
    assert drawn(engine, "so2611", count=3) == [1, 2, 3]
    assert drawn(engine, "so2611", count=2) == [4, 5]


def test_series_do_not_know_of_each_other(engine: Engine) -> None:
    drawn(engine, "so2611", count=3)
    assert drawn(engine, "so2612", count=1) == [1]


def test_no_numbers_asked_for_are_none_used(engine: Engine) -> None:
    assert drawn(engine, "so2611", count=0) == []
    assert drawn(engine, "so2611", count=1) == [1]


def test_writers_at_once_never_get_the_same_number(engine: Engine) -> None:
    start = threading.Barrier(WRITERS)

    def draw(_writer: int) -> list[int]:
        start.wait()
        return [number for _ in range(4) for number in drawn(engine, "so2611", count=3)]

    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = [number for some in pool.map(draw, range(WRITERS)) for number in some]
    assert len(set(numbers)) == WRITERS * 4 * 3


@pytest.mark.parametrize("series", ["", "SO", "so-1", "so; drop table site", "x" * 60])
def test_a_series_has_a_plain_name(engine: Engine, series: str) -> None:
    with pytest.raises(ValueError, match="series"):
        drawn(engine, series, count=1)
