"""How many hours a production unit has on each day, and how work fills them: finite forward loading."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from server.capacity.rules.records import ProductionUnit, SpecialDay

ZERO = Decimal(0)
HORIZON_DAYS = 730
ONE_DAY = dt.timedelta(days=1)


class Plan:
    """The days of one unit from `start` on, filled from the front: no day takes more than it has.

    Work is placed as a stretch of hours: what comes before it is `taken`. As nothing starts later than it
    could, sums over the days say everything.
    """

    def __init__(self, hours: Sequence[Decimal], *, start: dt.date) -> None:
        self._start = start
        self._hours = hours
        self._sums = list(accumulate(hours))

    def finish(self, hours: Decimal, *, taken: Decimal = ZERO) -> dt.date | None:
        """Return the day on which `hours` behind `taken` are done, None when that is beyond the horizon."""
        place = bisect_left(self._sums, taken + hours)
        return self._day(place) if place < len(self._sums) else None

    def free(self, *, until: dt.date, taken: Decimal = ZERO) -> Decimal:
        """Return the hours until the end of a day that `taken` leaves; 0 for a day before the start."""
        days = min((until - self._start).days + 1, len(self._sums))
        return max(self._sums[days - 1] - taken, ZERO) if days > 0 else ZERO

    def by_day(self, hours: Decimal, *, taken: Decimal = ZERO) -> dict[dt.date, Decimal]:
        """Return the hours of each day that `hours` behind `taken` fill; what finds no day is left out."""
        filled: dict[dt.date, Decimal] = {}
        left = hours
        first = bisect_right(self._sums, taken)
        for place in range(first, len(self._hours)):
            there = self._sums[place] - max(taken, self._sums[place] - self._hours[place])
            part = min(there, left)
            if part > 0:
                filled[self._day(place)] = part
            left -= part
            if left <= 0:
                break
        return filled

    def _day(self, place: int) -> dt.date:
        return self._start + place * ONE_DAY


def plan_of(
    unit: ProductionUnit,
    special: Sequence[SpecialDay],
    *,
    start: dt.date,
    is_free: Callable[[dt.date], bool],
) -> Plan:
    """Return the plan of a unit; a special day of the unit beats one of all, which beats the calendar."""
    for_all = {day.on: day.hours for day in special if day.unit is None}
    own = {day.on: day.hours for day in special if day.unit == unit.code}
    hours = _clock_hours(unit, for_all | own, start=start, is_free=is_free)
    return Plan([each * unit.stations for each in hours], start=start)


def _clock_hours(
    unit: ProductionUnit,
    special: Mapping[dt.date, Decimal],
    *,
    start: dt.date,
    is_free: Callable[[dt.date], bool],
) -> list[Decimal]:
    days = (start + number * ONE_DAY for number in range(HORIZON_DAYS))
    return [special[day] if day in special else ZERO if is_free(day) else unit.hours_a_day for day in days]
