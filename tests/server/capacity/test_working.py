"""Hours of production units by day, and work that fills them from the front."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.capacity.rules.records import ProductionUnit, SpecialDay
from server.capacity.rules.working import HORIZON_DAYS, Plan, plan_of
from server.masterdata.calendar import is_free_day

MONDAY = dt.date(2026, 11, 23)
UNIT = ProductionUnit("k1", "L1", "一车间", Decimal(8), Decimal(2))
HOURS = st.lists(st.integers(0, 24).map(Decimal), min_size=1, max_size=30)
WORK = st.decimals(0, 200, places=2)


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def _plan(*hours: int) -> Plan:
    return Plan([Decimal(each) for each in hours], start=MONDAY)


@pytest.mark.parametrize(
    ("hours", "taken", "number"),
    [
        (1, 0, 0),
        (8, 0, 0),
        (9, 0, 1),
        (16, 0, 1),
        (17, 0, 3),
        (8, 8, 1),
        (1, 16, 3),
        (24, 0, 3),
        (25, 0, None),
    ],
)
def test_work_is_done_on_the_first_day_on_which_all_hours_fit(
    hours: int, taken: int, number: int | None
) -> None:
    done = _plan(8, 8, 0, 8).finish(Decimal(hours), taken=Decimal(taken))
    assert done == (None if number is None else day(number))


@pytest.mark.parametrize(
    ("until", "taken", "free"),
    [(-1, 0, 0), (0, 0, 8), (2, 0, 16), (3, 0, 24), (99, 0, 24), (3, 10, 14), (0, 10, 0)],
)
def test_free_are_the_hours_until_a_day_that_nobody_took(until: int, taken: int, free: int) -> None:
    assert _plan(8, 8, 0, 8).free(until=day(until), taken=Decimal(taken)) == free


def test_hours_by_day_go_around_free_days() -> None:
    filled = _plan(8, 8, 0, 8).by_day(Decimal(12), taken=Decimal(6))
    assert filled == {day(0): 2, day(1): 8, day(3): 2}


def test_a_unit_works_its_hours_on_all_stations_and_not_on_free_days() -> None:
    plan = plan_of(UNIT, (), start=MONDAY, is_free=is_free_day)
    assert [plan.free(until=day(number)) for number in (0, 4, 5, 6, 7)] == [16, 80, 80, 80, 96]


def test_swapped_working_days_and_holidays_are_known() -> None:
    """1 October 2026 is a holiday, and the Saturday of 10 October is worked for it."""
    october = dt.date(2026, 10, 1)
    plan = plan_of(UNIT, (), start=october, is_free=is_free_day)
    hours = plan.by_day(Decimal(64))
    assert min(hours) == dt.date(2026, 10, 8)
    assert dt.date(2026, 10, 10) in hours


def test_a_special_day_of_the_unit_beats_one_of_all_which_beats_the_calendar() -> None:
    special = [
        SpecialDay(MONDAY, Decimal(0)),
        SpecialDay(MONDAY, Decimal(11), "L1"),
        SpecialDay(day(5), Decimal(4)),
        SpecialDay(day(1), Decimal(24), "L2"),
    ]
    filled = plan_of(UNIT, special, start=MONDAY, is_free=is_free_day).by_day(Decimal(94))
    assert [filled[each] for each in (MONDAY, day(1), day(5))] == [22, 16, 8]


@given(hours=HOURS, works=st.lists(WORK, max_size=8))
def test_no_day_takes_more_than_it_has_and_nothing_is_lost(
    hours: list[Decimal], works: list[Decimal]
) -> None:
    plan, taken = Plan(hours, start=MONDAY), Decimal(0)
    load = dict.fromkeys((day(number) for number in range(len(hours))), Decimal(0))
    for work in works:
        for on, part in plan.by_day(work, taken=taken).items():
            assert part > 0
            load[on] += part
        taken += work
    assert all(load[day(number)] <= there for number, there in enumerate(hours))
    assert sum(load.values()) == min(taken, sum(hours))


@given(hours=HOURS, work=WORK, taken=WORK)
def test_work_ends_on_the_last_day_it_fills(hours: list[Decimal], work: Decimal, taken: Decimal) -> None:
    plan = Plan(hours, start=MONDAY)
    done = plan.finish(work, taken=taken)
    if done is not None and work:
        assert max(plan.by_day(work, taken=taken)) == done
        assert plan.free(until=done, taken=taken) >= work


@given(hours=HOURS, works=st.tuples(WORK, WORK), taken=st.tuples(WORK, WORK))
def test_more_work_or_more_before_it_is_never_done_earlier(
    hours: list[Decimal], works: tuple[Decimal, Decimal], taken: tuple[Decimal, Decimal]
) -> None:
    plan = Plan(hours, start=MONDAY)
    early = plan.finish(min(works), taken=min(taken)) or dt.date.max
    assert early <= (plan.finish(max(works), taken=max(taken)) or dt.date.max)


def test_the_horizon_is_two_years() -> None:
    plan = plan_of(UNIT, (), start=MONDAY, is_free=lambda _: False)
    assert plan.finish(Decimal(16 * HORIZON_DAYS)) == day(HORIZON_DAYS - 1)
    assert plan.finish(Decimal(16 * HORIZON_DAYS) + 1) is None
