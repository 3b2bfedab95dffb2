"""What undo takes back, and what a pull tells, of master data."""

from __future__ import annotations

import sqlalchemy as sa

from server.db.session import reading, writing
from server.masterdata import service
from server.masterdata.models import RULES
from server.views.contract import Leaving, Position, Scope, Window
from server.views.store import add_book_rows
from tests.server.masterdata.maker import BOLT, SheetMaker
from tests.server.masterdata.sheet import ADMIN, codes


def test_a_created_row_that_is_undone_is_seen_nowhere_and_its_code_is_free_again(sheet: SheetMaker) -> None:
    products = sheet["products"]
    (made,) = products.add(BOLT)
    (undone,) = products.undo(made, created=True).written
    assert undone.rev == 2
    assert undone.delta["code"] == ("B-1", None)
    assert products.shown(made.key) == []
    with reading(sheet.engine) as conn:
        assert service.products_by_text(conn, ["B-1"])["B-1"].match is None
        assert products.view.find(conn, [made.key], ADMIN)[made.key].visible is False
        assert service.product_choices(conn) == []
    assert codes(products.add(BOLT)[0]) == []


def test_an_edit_that_is_undone_puts_the_old_values_back(sheet: SheetMaker) -> None:
    products = sheet["products"]
    (made,) = products.add(BOLT)
    (edited,) = products.edit({made.key: {"list_price": "9", "spec": "M8"}})
    (undone,) = products.undo(edited, created=False).written
    assert undone.rev == 3
    assert dict(undone.delta) == {"list_price": ("9", "1.25"), "spec": ("M8", None)}


def test_pages_follow_commit_order_and_leave_out_what_is_not_settled(sheet: SheetMaker) -> None:
    products = sheet["products"]
    keys = [products.add(BOLT | {"code": f"B-{place}"})[0].key for place in range(5)]
    with reading(sheet.engine) as conn:
        rows = products.view.load(conn, ADMIN, Scope("all"), Window(Position(-1, ""), 2**62, 3))
        place = Position(rows[-1].stamp, rows[-1].key)
        rest = products.view.load(conn, ADMIN, Scope("all"), Window(place, 2**62, 3))
        settled = products.view.load(conn, ADMIN, Scope("all"), Window(Position(-1, ""), rest[0].stamp, 9))
    assert [row.key for row in (*rows, *rest)] == keys
    assert [row.key for row in settled] == keys[:3]


def test_a_price_and_a_rule_that_are_undone_are_seen_nowhere(sheet: SheetMaker) -> None:
    sheet["products"].add(BOLT)
    (price,) = sheet["prices"].add({"product": "B-1", "price": "1", "level": "A"})
    sheet["prices"].undo(price, created=True)
    (customer,) = sheet["customers"].add({"code": "C1", "name": "华光"})
    sheet["customers"].undo(customer, created=True)
    assert sheet["prices"].shown(price.key) == []
    with reading(sheet.engine) as conn:
        assert service.customers_by_text(conn, ["华光"])["华光"].match is None


def test_a_rule_that_was_lost_can_be_added_again_and_its_meaning_comes_from_the_server(
    sheet: SheetMaker,
) -> None:
    rules = sheet["rules"]
    with reading(sheet.engine) as conn:
        rows = rules.view.load(conn, ADMIN, Scope("all"), Window(Position(-1, ""), 2**62, 99))
    row = next(row for row in rows if row.values["name"] == "疑似重复分钟")
    with writing(sheet.engine) as conn:
        conn.execute(sa.delete(RULES).where(RULES.c.key == row.key))
    (made,) = rules.add({"name": "疑似重复分钟", "value": "7", "title": "别的"})
    assert made.values["title"] == row.values["title"]
    rules.undo(made, created=True)
    assert rules.shown(made.key) == []


def test_the_scope_of_a_book_holds_the_rows_it_knows(sheet: SheetMaker) -> None:
    products = sheet["products"]
    keys = [products.add(BOLT | {"code": f"B-{place}"})[0].key for place in range(3)]
    with writing(sheet.engine) as conn:
        add_book_rows(conn, "products", book="ours", keys=keys[:2])
        add_book_rows(conn, "customers", book="ours", keys=keys[2:])
        rows = products.view.load(conn, ADMIN, Scope("book", "ours"), Window(Position(-1, ""), 2**62, 9))
    assert [row.key for row in rows] == keys[:2]


def test_rows_that_were_taken_back_are_told_to_those_who_saw_them(sheet: SheetMaker) -> None:
    products = sheet["products"]
    kept, gone = (products.add(BOLT | {"code": code})[0] for code in ("B-1", "B-2"))
    before = products.shown(gone.key)[0].stamp
    products.undo(gone, created=True)
    assert isinstance(products.view, Leaving)
    with reading(sheet.engine) as conn:
        left = products.view.left(conn, ADMIN, Scope("all"), Window(Position(before, gone.key), 2**62, 9))
        late = products.view.left(conn, ADMIN, Scope("all"), Window(Position(2**61, ""), 2**62, 9))
    assert (left, late) == ([gone.key], [])
    assert [row.key for row in products.shown(kept.key, gone.key)] == [kept.key]
