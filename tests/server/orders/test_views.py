"""Who sees which orders, scopes, dropdowns, and that statements do not grow with rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from server.db.commits import horizon
from server.db.session import reading
from server.views.contract import Actor, Position, Scope, Window
from sync.rows.keys import new_key
from tests.server.masterdata.sheet import counted
from tests.server.orders.office import ADMIN, CLERK, COLLEAGUE, DEALER, NOW, Press, codes, line, row

if TYPE_CHECKING:
    from sync.protocol.messages import RowIn
    from tests.server.orders.office import Office

FEW, MANY = 10, 1_000
MOST = 70


def loaded(office: Office, actor: Actor, scope: Scope, *, limit: int = 2_000) -> list[str]:
    """Return the keys of a pull from the beginning."""
    with reading(office.engine) as conn:
        window = Window(Position(-1, ""), horizon(conn), limit)
        return [shown.key for shown in office.registry.views["orders"].load(conn, actor, scope, window)]


def test_scopes_hold_the_rows_of_the_book_the_author_the_department_or_all(office: Office) -> None:
    book = new_key()
    (mine,) = office.push(line(), press=Press(book=book))
    (theirs,) = office.push(
        line(customer="C2", ordered_at="2026-11-20T10:00:00+08:00"), press=Press(COLLEAGUE)
    )
    assert loaded(office, CLERK, Scope("all")) == [mine.key, theirs.key]
    assert loaded(office, CLERK, Scope("book", book)) == [mine.key]
    assert loaded(office, COLLEAGUE, Scope("mine")) == [theirs.key]
    assert loaded(office, Actor("经理", "manager", department="华东"), Scope("department")) == [mine.key]
    assert loaded(office, CLERK, Scope("all", since=dt.date(2026, 11, 21))) == [mine.key]
    assert loaded(office, CLERK, Scope("all"), limit=1) == [mine.key]


def test_a_dealer_sees_and_writes_the_own_orders_only(office: Office) -> None:
    (staff,) = office.push(line())
    own, foreign, named = office.push(
        line(customer=None), line(customer="C1"), line(customer="明辉照名"), press=Press(DEALER)
    )
    assert own.outcome == "held"
    assert office.shown(own.key)["customer"] == "经销商甲"
    assert [codes(made) for made in (foreign, named)] == [[("customer", "unknown_customer")]] * 2
    assert "明辉照明" not in named.problems[0].message
    assert loaded(office, DEALER, Scope("all")) == [own.key]
    assert office.shown(staff.key, DEALER) == {}
    (hidden,) = office.push(row(staff.key, 1, remark="x"), press=Press(DEALER))
    assert (codes(hidden), hidden.rev) == ([(None, "unknown_row")], None)


def test_a_dealer_without_a_customer_sees_nothing_and_orders_nothing(office: Office) -> None:
    nobody = Actor("lost", "dealer")
    (staff,) = office.push(line())
    made, blank = office.push(line(), line(customer=None), press=Press(nobody))
    assert codes(made) == [("customer", "unknown_customer")]
    assert codes(blank) == [("customer", "required")]
    assert office.shown(staff.key, nobody) == {}


def test_how_to_go_on_without_stock_is_not_for_a_dealer_to_say(office: Office) -> None:
    (short,) = office.push(line(customer=None), press=Press(DEALER))
    (waiting,) = office.push(row(short.key, 1, action="同意等货"), press=Press(DEALER))
    assert waiting.outcome == "unchanged"
    assert codes(waiting) == [("action", "not_writable")]
    assert office.shown(short.key)["status"] == "待确认"


def test_dropdowns_offer_active_customers_products_terms_and_fixed_words(office: Office) -> None:
    view = office.registry.views["orders"]
    with reading(office.engine) as conn:
        assert [choice.value for choice in view.choices(conn, "customer", CLERK)] == [
            "明辉照明",
            "海川五金",
            "经销商甲",
        ]
        assert [choice.value for choice in view.choices(conn, "customer", DEALER)] == ["经销商甲"]
        assert view.choices(conn, "customer", Actor("lost", "dealer")) == []
        assert view.choices(conn, "product", CLERK)[1].label == "LED｜球泡灯 9W"
        assert "月结30天" in [choice.value for choice in view.choices(conn, "payment_terms", CLERK)]
        assert [choice.value for choice in view.choices(conn, "priority", CLERK)] == ["普通", "加急"]
        assert view.choices(conn, "remark", CLERK) == []
        versions = view.choice_versions(conn, CLERK)
    assert versions == {"customer": 3, "product": 4, "payment_terms": 5}


def statements(office: Office, rows: list[RowIn], press: Press | None = None) -> int:
    """Return how many statements a push runs."""
    with counted(office.engine) as ran:
        office.push(*rows, press=press)
    return len(ran)


def orders(count: int, **values: str | None) -> list[RowIn]:
    """Return lines in orders of two, by a purchase number of their own."""
    made = [line(**values) for _ in range(count)]
    for place, sent in enumerate(made):
        first = made[place // 2 * 2]
        sent.values |= {"customer_po": first.key, "phone": first.values["phone"]}
    return made


def test_a_push_of_new_rows_runs_a_fixed_number_of_statements(office: Office) -> None:
    office.put("LED", 10**6)
    office.push(line())
    few, many = (statements(office, orders(size), Press(book=new_key())) for size in (FEW, MANY))
    assert few == many <= MOST


def test_a_push_of_edits_short_lines_and_duplicates_runs_a_fixed_number_of_statements(office: Office) -> None:
    office.put("LED", 10**4)
    counts = []
    for size in (FEW, MANY):
        office.push(*(line(customer_po=f"{size} {place}", product="NUT") for place in range(3)))
        made = office.push(*orders(size))
        edits = [row(result.key, 1, quantity="7", remark="改") for result in made]
        phone = f"1391111{size:04}"
        again = [line(customer_po=f"{size} {place % 3}", phone=phone, product="NUT") for place in range(size)]
        counts.append(statements(office, [*edits, *again, line(quantity="x")]))
    assert counts[0] == counts[1] <= MOST


def test_an_undo_runs_a_fixed_number_of_statements(office: Office) -> None:
    office.put("LED", 10**6)
    counts = []
    for size in (FEW, MANY):
        office.push(*orders(size))
        with counted(office.engine) as ran:
            office.undo()
        counts.append(len(ran))
    assert counts[0] == counts[1] <= MOST


@pytest.mark.parametrize("size", [FEW, MANY])
def test_a_pull_runs_three_statements_at_most(office: Office, size: int) -> None:
    office.push(*orders(size))
    with counted(office.engine) as ran:
        assert len(loaded(office, ADMIN, Scope("all"))) == size
    assert len(ran) <= 5
    assert NOW.tzinfo is not None
