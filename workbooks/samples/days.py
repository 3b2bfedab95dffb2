"""Days around a given today, on which the sample factory works or rests."""

from __future__ import annotations

import datetime as dt

import chinese_calendar

SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


def working_day(today: dt.date, ahead: int) -> dt.date:
    """Return the first working day at least `ahead` days after today."""
    day = today + ahead * ONE_DAY
    while is_free(day):
        day += ONE_DAY
    return day


def free_day(today: dt.date, ahead: int) -> dt.date:
    """Return the first free day at least `ahead` days after today."""
    day = today + ahead * ONE_DAY
    while not is_free(day):
        day += ONE_DAY
    return day


def is_free(day: dt.date) -> bool:
    """Tell whether nobody works: the published calendar, else the weekend."""
    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:
        return day.weekday() >= SATURDAY
