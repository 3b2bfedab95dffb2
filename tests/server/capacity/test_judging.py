"""What is told of order lines: hours, the day to promise, and why a number is missing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.capacity.rules.judging import judge
from server.capacity.rules.records import Asked, Evidence, Grounds, ProductionUnit, Reason, Source, Work

TODAY = dt.date(2026, 11, 23)
UNITS = (
    ProductionUnit("k1", "L1", "一车间", Decimal(8), Decimal(1)),
    ProductionUnit("k2", "L2", "二车间", Decimal(0), Decimal(1)),
)
GROUNDS = Grounds(
    today=TODAY,
    units=UNITS,
    special=(),
    places={"江苏": 2},
    default_days=3,
    is_free=lambda on: on.weekday() >= 5,
)


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def _work(
    line: str, hours: int | None, due: int = 10, *, unit: str | None = "一车间", firm: bool = False
) -> Work:
    return Work(line, unit, None if hours is None else Decimal(hours), day(due), firm)


def _told(asked: Asked, *others: Work) -> Evidence:
    return judge([asked], others, GROUNDS)[asked.work.line]


def test_what_is_made_is_loaded_behind_approved_work_and_what_is_due_earlier() -> None:
    others = [_work("firm", 8, 40, firm=True), _work("earlier", 8, 1), _work("later", 80, 11)]
    told = _told(Asked(work=_work("x", 9), ship_to="江苏苏州"), *others)
    assert (told.hours_needed, told.ready_on, told.source) == (Decimal(9), day(4), Source.PRODUCTION)
    assert (told.transit_days, told.promised_on) == (2, day(6))
    assert told.hours_free == 8 * 8 - 16
    assert told.fits
    assert (told.unit, told.unit_name, told.reason) == ("L1", "一车间", None)


def test_stock_comes_first_and_needs_no_hours() -> None:
    told = _told(Asked(work=_work("x", 0), stocked_on=TODAY, in_stock=True))
    assert (told.hours_needed, told.ready_on, told.source) == (Decimal(0), TODAY, Source.STOCK)
    assert told.promised_on == day(3)


def test_the_earlier_of_planned_supply_and_production_is_promised() -> None:
    early = _told(Asked(work=_work("x", 8), stocked_on=day(1)))
    late = _told(Asked(work=_work("x", 8), stocked_on=day(30)))
    assert (early.ready_on, early.source) == (day(1), Source.SUPPLY)
    assert (late.ready_on, late.source) == (day(1), Source.PRODUCTION)


def test_supply_that_is_overdue_can_leave_today_at_the_earliest() -> None:
    assert _told(Asked(work=_work("x", 8), stocked_on=day(-3))).ready_on == TODAY


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (_work("x", 8, unit=None), Reason.NO_UNIT),
        (_work("x", 8, unit="三车间"), Reason.UNKNOWN_UNIT),
        (_work("x", None), Reason.NO_HOURS),
        (_work("x", 8, unit="L2"), Reason.BEYOND),
    ],
)
def test_without_a_number_there_is_a_reason_and_stock_is_promised_still(work: Work, reason: Reason) -> None:
    told = _told(Asked(work=work))
    assert (told.reason, told.ready_on, told.promised_on, told.source) == (reason, None, None, None)
    assert told.fits is (False if reason is Reason.BEYOND else None)
    assert _told(Asked(work=work, stocked_on=day(4))).promised_on == day(7)


def test_units_go_by_code_and_by_name_in_any_spelling() -> None:
    assert [_told(Asked(work=_work("x", 8, unit=text))).unit for text in ("l1", "Ｌ１", " 一车间")] == [
        "L1"
    ] * 3


def test_a_line_without_a_day_is_told_no_free_hours() -> None:
    told = _told(Asked(work=Work("x", "L1", Decimal(8), None)))
    assert (told.hours_free, told.fits, told.ready_on) == (None, None, day(1))


WORKS = st.builds(
    _work,
    st.uuids().map(str),
    st.integers(0, 60),
    st.integers(0, 30),
    unit=st.sampled_from(["L1", "一车间", None]),
    firm=st.booleans(),
)


@given(works=st.lists(WORKS, min_size=1, max_size=8))
def test_what_a_line_is_told_does_not_depend_on_who_is_asked_with_it(works: list[Work]) -> None:
    asked = [Asked(work=work) for work in works]
    assert judge(asked, works, GROUNDS) == {each.work.line: _told(each, *works) for each in asked}


@given(works=st.lists(WORKS, max_size=6), hours=st.tuples(st.integers(1, 90), st.integers(1, 90)))
def test_more_is_never_promised_earlier(works: list[Work], hours: tuple[int, int]) -> None:
    less, more = (_told(Asked(work=_work("x", each)), *works) for each in (min(hours), max(hours)))
    assert less.promised_on is not None
    assert more.promised_on is not None
    assert less.promised_on <= more.promised_on
    assert less.hours_free == more.hours_free
