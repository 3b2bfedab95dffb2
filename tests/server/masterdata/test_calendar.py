"""The factory calendar."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from server.masterdata.calendar import NoWorkingTimeError, add_working_hours, is_free_day
from sync.fields.dates import SHANGHAI

DAY = ((dt.time(8), dt.time(12)), (dt.time(13), dt.time(17)))


def test_a_public_holiday_on_a_weekday_is_free() -> None:
    assert is_free_day(dt.date(2025, 10, 1))


def test_a_swapped_weekend_day_is_a_working_day() -> None:
    assert dt.date(2025, 9, 28).weekday() == 6
    assert not is_free_day(dt.date(2025, 9, 28))


@pytest.mark.parametrize(
    ("date", "free"), [("2099-01-02", False), ("2099-01-03", True), ("2099-01-04", True)]
)
def test_a_year_that_is_not_published_has_free_weekends(date: str, *, free: bool) -> None:
    assert is_free_day(dt.date.fromisoformat(date)) is free


def _after(start: str, hours: str) -> str:
    moment = dt.datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    ended = add_working_hours(moment, hours=Decimal(hours), working_day=DAY)
    assert ended.tzinfo is dt.UTC
    return ended.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2025-11-24T08:00", "24", "2025-11-26 17:00"),  # Monday to Wednesday evening
        ("2025-11-24T11:00", "2", "2025-11-24 14:00"),  # over lunch
        ("2025-11-28T16:30", "1", "2025-12-01 08:30"),  # over a weekend
        ("2025-11-29T10:00", "0.5", "2025-12-01 08:30"),  # from a free day
        ("2025-09-30T17:00", "8", "2025-10-09 17:00"),  # over the National Day holiday
        ("2025-11-24T09:00", "0", "2025-11-24 09:00"),
    ],
)
def test_working_hours_pass_only_in_shifts_of_working_days(start: str, hours: str, end: str) -> None:
    assert _after(start, hours) == end


def test_a_day_without_shifts_is_refused() -> None:
    with pytest.raises(NoWorkingTimeError):
        add_working_hours(dt.datetime.now(dt.UTC), hours=Decimal(1), working_day=())
