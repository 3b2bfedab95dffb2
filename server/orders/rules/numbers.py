"""Order numbers: a series a month, and how many a break in history spares."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SPARED_A_DAY = 10_000  # as many orders as one press can make; a number costs nothing
ROUND = 1_000  # the first number after a break is seen to be one


def series_of(day: dt.date) -> str:
    """Return the series of the month of a day."""
    return f"order_{day:%y%m}"


def number_of(day: dt.date, place: int) -> str:
    """Return the number of the order at a place in the series of that day."""
    return f"SO{_month(day)}{place:04d}"


@lru_cache(maxsize=16)
def _month(day: dt.date) -> str:
    return f"{day:%y%m}"


def months(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield a day of each month from one day to another, the first and the last included."""
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = (day + dt.timedelta(days=32)).replace(day=1)
