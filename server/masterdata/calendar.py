"""The factory calendar: Chinese public holidays with their swapped working days, and working hours."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

import chinese_calendar

from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from server.masterdata.rules.settings import Segment


SATURDAY = 5


class NoWorkingTimeError(ValueError):
    """A working day has no shifts: working hours never pass."""


@lru_cache(maxsize=4096)
def is_free_day(date: dt.date) -> bool:
    """Tell whether nobody works on `date`: the published calendar, else (year not published) the weekend."""
    try:
        return bool(chinese_calendar.is_holiday(date))
    except NotImplementedError:
        return date.weekday() >= SATURDAY


def add_working_hours(start: dt.datetime, *, hours: Decimal, working_day: Sequence[Segment]) -> dt.datetime:
    """Return the moment (UTC) when `hours` of working time have passed since `start` (aware).

    The shifts in `working_day` are local times of Asia/Shanghai; free days do not count.
    """
    left = dt.timedelta(seconds=float(hours) * 3600)
    for begin, end in _shifts(start.astimezone(SHANGHAI), working_day):
        if left <= end - begin:
            return (begin + left).astimezone(dt.UTC)
        left -= end - begin
    raise NoWorkingTimeError


def working_hours_between(
    start: dt.datetime, end: dt.datetime, *, working_day: Sequence[Segment]
) -> dt.timedelta:
    """Return the working time between two moments (aware); none when the end comes first."""
    passed = dt.timedelta()
    for begin, stop in _shifts(start.astimezone(SHANGHAI), working_day):
        if begin >= end:
            break
        passed += min(stop, end) - begin
    return passed


def _shifts(start: dt.datetime, working_day: Sequence[Segment]) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield the shifts after `start`, the running one from `start` on."""
    date = start.date()
    while working_day:
        if not is_free_day(date):
            for begins, ends in working_day:
                begin = max(start, dt.datetime.combine(date, begins, SHANGHAI))
                end = dt.datetime.combine(date, ends, SHANGHAI)
                if begin < end:
                    yield begin, end
        date += dt.timedelta(days=1)
