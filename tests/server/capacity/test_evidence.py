"""What an approver is told of order lines that are stored."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from server.capacity.rules.records import Reason, Source
from server.db.session import reading, writing
from server.orders.models import ORDERS
from server.orders.telling_capacity import capacity
from tests.server.orders.office import ADMIN, row

if TYPE_CHECKING:
    from tests.server.capacity.workshop import Workshop

TUESDAY = dt.date(2026, 11, 24)
ADDRESS = "江苏省苏州市星湖街1号"


def day(number: int) -> dt.date:
    return TUESDAY + dt.timedelta(days=number)


def test_a_line_without_stock_needs_hours_and_is_promised_from_production(workshop: Workshop) -> None:
    made = workshop.order(10, ship_to=ADDRESS)
    told = workshop.told(made.key)[made.key]
    assert (told.unit, told.hours_needed, told.hours_free) == ("L1", Decimal(20), Decimal(64))
    assert (told.ready_on, told.transit_days, told.promised_on) == (day(3), 2, day(5))
    assert (told.source, told.fits, told.reason) == (Source.PRODUCTION, True, None)


def test_a_line_that_stock_covers_needs_no_hours(workshop: Workshop) -> None:
    workshop.office.put("LED", 100)
    made = workshop.order(10, ship_to=ADDRESS)
    told = workshop.told(made.key)[made.key]
    assert (told.hours_needed, told.ready_on, told.promised_on) == (Decimal(0), TUESDAY, day(2))
    assert told.source is Source.STOCK


def test_planned_supply_that_is_earlier_is_promised(workshop: Workshop) -> None:
    workshop.office.plan("LED", 50, day(2).isoformat())
    made = workshop.order(10)
    told = workshop.told(made.key)[made.key]
    assert (told.ready_on, told.source) == (day(2), Source.SUPPLY)


def test_a_line_promised_from_supply_keeps_its_day(workshop: Workshop) -> None:
    workshop.office.plan("LED", 50, day(2).isoformat())
    made = workshop.order(10, action="同意等货")
    told = workshop.told(made.key)[made.key]
    assert (told.ready_on, told.source) == (day(2), Source.SUPPLY)


def test_what_is_reserved_in_part_is_not_made_again(workshop: Workshop) -> None:
    workshop.office.put("LED", 6)
    made = workshop.order(10, action="拆单发货")
    assert workshop.told(made.key)[made.key].hours_needed == Decimal(8)


def test_open_orders_due_earlier_go_before_and_approved_ones_before_all(workshop: Workshop) -> None:
    later = workshop.order(8, requested_on="2026-12-18")
    mine = workshop.order(4, requested_on="2026-12-04")
    assert workshop.told(mine.key)[mine.key].hours_free == Decimal(64)
    with writing(workshop.office.engine) as conn:
        conn.execute(ORDERS.update().where(ORDERS.c.key == later.key).values(stage="approved"))
    assert workshop.told(mine.key)[mine.key].hours_free == Decimal(48)


def test_orders_that_ended_or_are_suspected_take_no_hours(workshop: Workshop) -> None:
    gone = workshop.order(8, requested_on="2026-12-01")
    workshop.office.push(row(gone.key, 1, action="作废"))
    for _ in range(2):
        workshop.order(8, requested_on="2026-12-01", phone="13800138000")
    mine = workshop.order(4)
    assert workshop.told(mine.key)[mine.key].hours_free == Decimal(64)


def test_the_open_load_by_day_never_is_more_than_a_day_has(workshop: Workshop) -> None:
    workshop.order(5)
    workshop.order(6)
    assert workshop.load() == {"L1": {day(1): 8, day(2): 8, day(3): 6}}


def test_a_day_off_and_overtime_move_the_promise(workshop: Workshop) -> None:
    made = workshop.order(10)
    sheet = workshop.sheet("calendar")
    sheet.add({"date": day(1).isoformat(), "hours": "0"})
    assert workshop.told(made.key)[made.key].ready_on == day(6)
    sheet.add({"date": day(2).isoformat(), "unit": "一车间", "hours": "12"})
    assert workshop.told(made.key)[made.key].ready_on == day(3)


def test_a_product_without_unit_or_hours_says_why(workshop: Workshop) -> None:
    nut, mto = workshop.order(5, product="NUT"), workshop.order(5, product="MTO")
    workshop.product("MTO", production_unit="一车间")
    told = workshop.told(nut.key, mto.key)
    assert (told[nut.key].reason, told[nut.key].hours_needed) == (Reason.NO_UNIT, None)
    assert (told[mto.key].reason, told[mto.key].unit) == (Reason.NO_HOURS, "L1")


def test_a_place_nobody_entered_takes_the_days_of_the_rule(workshop: Workshop) -> None:
    workshop.office.rule("默认运输天数", "9")
    made = workshop.order(4, ship_to="西藏拉萨")
    assert workshop.told(made.key)[made.key].transit_days == 9


def test_unknown_lines_are_missing(workshop: Workshop) -> None:
    assert workshop.told("nobody") == workshop.told() == {}


def test_evidence_costs_as_many_statements_for_fifty_lines_as_for_one(workshop: Workshop) -> None:
    made = [workshop.order(1).key for _ in range(3)]
    one = workshop.statements(made[0])
    assert workshop.statements(*made) == one
    assert one <= 12


def test_a_draft_is_told_as_if_it_were_entered(workshop: Workshop) -> None:
    draft = workshop.order(10, action="暂存")
    assert workshop.told(draft.key)[draft.key].hours_needed == Decimal(20)


def test_the_story_of_a_line_tells_hours_promise_and_load_of_its_unit(workshop: Workshop) -> None:
    made = workshop.order(10, requested_on="2099-12-31", ship_to=ADDRESS)
    with reading(workshop.office.engine) as conn:
        evidence, load = capacity(conn, made.key, ADMIN)
        (row_told,) = evidence.rows
        assert (row_told[0], row_told[1], row_told[4], row_told[6]) == ("一车间", "20", "2", "排产")
        assert [hours for _, hours in load.rows] == ["8", "8", "4"]
        assert capacity(conn, "nobody", ADMIN) == []


def test_the_story_of_a_line_without_unit_says_why(workshop: Workshop) -> None:
    nut = workshop.order(5, product="NUT", requested_on="2099-12-31")
    with reading(workshop.office.engine) as conn:
        (evidence,) = capacity(conn, nut.key, ADMIN)
    assert evidence.rows[0][6] == "产品没有填生产单元"
