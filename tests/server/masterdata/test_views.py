"""The sheets of master data, row by row."""

from __future__ import annotations

import pytest

from server.db.session import reading
from server.masterdata import service
from server.views.contract import Position, Scope, Window
from tests.server.masterdata.maker import BOLT, VIEW_BY_NAME, SheetMaker
from tests.server.masterdata.sheet import ADMIN, codes, counted


def test_a_new_row_takes_its_defaults_and_answers_them(sheet: SheetMaker) -> None:
    (written,) = sheet["products"].add(BOLT)
    assert codes(written) == []
    assert written.rev == 1
    assert written.values == {"active": "true", "tax_rate": "0.13", "supply_mode": "现货"}
    assert written.delta["code"] == (None, "B-1")
    (shown,) = sheet["products"].shown(written.key)
    assert shown.values["list_price"] == "1.25"
    assert shown.values["active"] == "true"
    assert shown.values["spec"] is None


def test_an_edit_changes_what_it_names_and_counts_the_revision(sheet: SheetMaker) -> None:
    products = sheet["products"]
    (made,) = products.add(BOLT)
    (written,) = products.edit({made.key: {"list_price": "1.5", "spec": "M8"}})
    assert written.rev == 2
    assert dict(written.delta) == {"list_price": ("1.25", "1.5"), "spec": (None, "M8")}
    assert products.shown(made.key)[0].values["name"] == "螺栓"


def test_an_edit_to_what_is_stored_writes_nothing(sheet: SheetMaker) -> None:
    products = sheet["products"]
    (made,) = products.add(BOLT)
    (written,) = products.edit({made.key: {"list_price": "1.250"}})
    assert (written.rev, dict(written.delta)) == (1, {})
    assert products.shown(made.key)[0].rev == 1


def test_a_field_with_a_default_takes_it_again_when_it_is_cleared(sheet: SheetMaker) -> None:
    products = sheet["products"]
    (made,) = products.add(BOLT | {"active": "false"})
    (written,) = products.edit({made.key: {"active": None}})
    assert dict(written.delta) == {"active": ("false", "true")}


def test_all_problems_of_a_row_are_told_at_once(sheet: SheetMaker) -> None:
    row = {
        "code": "x" * 201,
        "list_price": "viel",
        "unit_step": "0",
        "lead_days": "1.5",
        "supply_mode": "随便",
        "warehouse": "W9",
        "safety_stock": "-1",
    }
    (written,) = sheet["products"].add(row)
    assert written.rev is None
    assert sorted(codes(written), key=str) == [
        ("code", "too_long"),
        ("lead_days", "bad_value"),
        ("list_price", "bad_price"),
        ("name", "required"),
        ("safety_stock", "bad_quantity"),
        ("supply_mode", "bad_value"),
        ("unit_step", "bad_value"),
        ("warehouse", "bad_value"),
    ]


@pytest.mark.parametrize("price", ["1.1234567", "1000000000000", "NaN", "1e5"])
def test_a_price_that_cannot_be_kept_exactly_is_refused(sheet: SheetMaker, price: str) -> None:
    assert codes(sheet["products"].add(BOLT | {"list_price": price})[0]) == [("list_price", "bad_price")]


def test_a_required_field_is_not_cleared(sheet: SheetMaker) -> None:
    (made,) = sheet["products"].add(BOLT)
    assert codes(sheet["products"].edit({made.key: {"name": None}})[0]) == [("name", "required")]


def test_a_known_code_under_a_new_key_is_refused_however_it_is_spelled(sheet: SheetMaker) -> None:
    products = sheet["products"]
    products.add(BOLT)
    assert codes(products.add(BOLT | {"code": "ｂ-1"})[0]) == [("code", "duplicate_code")]
    first, second = products.add(BOLT | {"code": "B-2"}, BOLT | {"code": "b-2"})
    assert (codes(first), codes(second)) == ([], [("code", "duplicate_code")])
    assert codes(products.edit({first.key: {"code": "B-1"}})[0]) == [("code", "duplicate_code")]


def test_a_known_name_of_terms_is_refused(sheet: SheetMaker) -> None:
    assert codes(sheet["payment_terms"].add({"name": "月结30天", "days": "30"})[0]) == [
        ("name", "duplicate_code")
    ]


def test_a_warehouse_is_named_by_code_label_or_name(sheet: SheetMaker) -> None:
    sheet["warehouses"].add({"code": "W1", "name": "总仓"})
    rows = [
        BOLT | {"code": f"B-{place}", "warehouse": text}
        for place, text in enumerate(("w1", "W1｜总仓", "总仓"))
    ]
    written = sheet["products"].add(*rows)
    assert [
        shown.values["warehouse"] for shown in sheet["products"].shown(*(row.key for row in written))
    ] == ["W1"] * 3
    assert all("warehouse" not in row.values for row in written)


def test_a_name_that_means_what_is_stored_is_no_change(sheet: SheetMaker) -> None:
    sheet["warehouses"].add({"code": "W1", "name": "总仓"})
    (made,) = sheet["products"].add(BOLT | {"warehouse": "W1"})
    (written,) = sheet["products"].edit({made.key: {"warehouse": "总仓"}})
    assert (written.rev, dict(written.delta)) == (1, {})
    (cleared,) = sheet["products"].edit({made.key: {"warehouse": None}})
    assert dict(cleared.delta) == {"warehouse": ("W1", None)}


def test_terms_of_a_customer_come_from_the_list(sheet: SheetMaker) -> None:
    good, bad = sheet["customers"].add(
        {"code": "C1", "name": "华光", "payment_terms": "月结30天"},
        {"code": "C2", "name": "宏达", "payment_terms": "月结90天"},
    )
    assert codes(good) == []
    assert codes(bad) == [("payment_terms", "bad_terms")]
    assert "月结60天" in bad.problems[0].message


def test_a_price_is_for_a_customer_or_a_level_and_ends_after_it_begins(sheet: SheetMaker) -> None:
    sheet["customers"].add({"code": "C1", "name": "华光"})
    sheet["products"].add(BOLT)
    price = {"product": "B-1｜螺栓", "price": "1"}
    written = sheet["prices"].add(
        price | {"customer": "C1"},
        price | {"level": "A", "from_on": "2026-11-01", "to_on": "2026-11-30"},
        price,
        price | {"customer": "华光", "level": "A"},
        price | {"level": "B", "from_on": "2026-12-01", "to_on": "2026-11-30"},
        price | {"customer": "没有", "product": "没有"},
    )
    assert [codes(row) for row in written] == [
        [],
        [],
        [("customer", "required")],
        [("level", "bad_value")],
        [("to_on", "bad_value")],
        [("customer", "unknown_customer"), ("product", "unknown_product")],
    ]
    (shown,) = sheet["prices"].shown(written[0].key)
    assert (shown.values["customer"], shown.values["product"]) == ("华光", "B-1")


def test_a_rule_takes_only_values_that_fit(sheet: SheetMaker) -> None:
    with reading(sheet.engine) as conn:
        page = VIEW_BY_NAME["rules"].load(conn, ADMIN, Scope("all"), Window(Position(-1, ""), 2**62, 99))
    by_name = {row.values["name"]: row.key for row in page}
    key = by_name["按期可供不冻结"]
    assert codes(sheet["rules"].edit({key: {"value": "也许"}})[0]) == [("value", "bad_value")]
    assert codes(sheet["rules"].edit({key: {"value": "是"}})[0]) == []
    assert codes(sheet["rules"].add({"name": "新规则", "value": "1"})[0]) == [("name", "bad_value")]
    with reading(sheet.engine) as conn:
        assert service.rules(conn).promise_without_hold is True


def test_dropdowns_list_active_rows_and_their_version_grows(sheet: SheetMaker) -> None:
    sheet["warehouses"].add({"code": "W1", "name": "总仓"})
    view = VIEW_BY_NAME["products"]
    with reading(sheet.engine) as conn:
        assert [choice.label for choice in view.choices(conn, "warehouse", ADMIN)] == ["W1｜总仓"]
        assert [choice.value for choice in view.choices(conn, "supply_mode", ADMIN)] == ["现货", "订产"]
        assert [choice.value for choice in view.choices(conn, "active", ADMIN)] == ["是", "否"]
        assert view.choices(conn, "name", ADMIN) == []
        before = view.choice_versions(conn, ADMIN)
    sheet["warehouses"].add({"code": "W2", "name": "东仓"})
    with reading(sheet.engine) as conn:
        assert view.choice_versions(conn, ADMIN)["warehouse"] > before["warehouse"]


@pytest.mark.parametrize("name", ["customers", "products", "prices"])
def test_the_number_of_statements_does_not_grow_with_rows(sheet: SheetMaker, name: str) -> None:
    sheet["customers"].add({"code": "C", "name": "华光"})
    sheet["products"].add(BOLT)
    row = {
        "customers": {"name": "华光", "aliases": "甲；乙", "payment_terms": "月结30天"},
        "products": {"name": "螺母"},
        "prices": {"customer": "华光", "product": "B-1", "price": "1"},
    }[name]
    counts = []
    for size in (10, 1_000):
        rows = [row | ({} if name == "prices" else {"code": f"{size}-{place}"}) for place in range(size)]
        with counted(sheet.engine) as statements:
            written = sheet[name].add(*rows)
        assert all(codes(answer) == [] for answer in written)
        with counted(sheet.engine) as more:
            sheet[name].edit({answer.key: {"active": "false"} for answer in written})
            sheet[name].shown(*(answer.key for answer in written))
        counts.append((len(statements), len(more)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 16
