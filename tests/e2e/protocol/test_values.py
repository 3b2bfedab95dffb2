"""Values as they travel: canonical forms, blanks, lengths (sync.md, section 3)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import codes, edit_of, found, new_row
from tests.e2e.protocol.seeds import WORKDAY, line

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("quantity", " 20 ", "20"),
        ("quantity", "２０", "20"),
        ("quantity", "20.500", "20.5"),
        ("unit_price", "009.990000", "9.99"),
        ("unit_price", "10.123456", "10.123456"),
        ("requested_on", " ２０３５-０６-１８ ", WORKDAY),
        ("customer_po", " ＰＯ－１ ", "PO-1"),
        ("product", "ＬＥＤ－９Ｗ", "LED-9W"),
        ("product", "LED-9W｜球泡灯 9W", "LED-9W"),
        ("remark", "  两 端  ", "两 端"),
        ("remark", "=1+1", "=1+1"),
        ("remark", "@x -1 +2", "@x -1 +2"),
        ("ship_to", "　全角空格　", "全角空格"),
    ],
)
def test_the_canonical_form_is_kept(busy_firm: Firm, field: str, text: str, kept: str) -> None:
    made = busy_firm.clerk.push(line(**{field: text})).only
    assert made["outcome"] == "created", made
    assert busy_firm.colleague.stored(made["key"])["values"][field] == kept


def test_another_spelling_of_the_same_value_is_no_change(firm: Firm) -> None:
    made = firm.clerk.push(line(quantity="20", customer_po="PO-1")).only
    again = firm.clerk.push(
        edit_of(made, quantity="２０.０ ", customer_po=" ＰＯ-1", requested_on=WORKDAY + " ")
    )
    assert again.outcomes == ["unchanged"]
    assert again.only["rev"] == made["rev"]


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("quantity", "1e3", "bad_quantity"),
        ("quantity", "1,200", "bad_quantity"),
        ("quantity", "1234567890.1234567", "bad_quantity"),
        ("quantity", "NaN", "bad_quantity"),
        ("unit_price", "1e1", "bad_price"),
        ("unit_price", "12元", "bad_price"),
        ("unit_price", "9.1234567", "bad_price"),
        ("requested_on", "2035/06/18", "bad_date"),
        ("requested_on", "2035-02-30", "bad_date"),
        ("requested_on", "明天", "bad_date"),
    ],
)
def test_what_is_no_canonical_value_is_rejected_with_the_text(
    busy_firm: Firm, field: str, text: str, code: str
) -> None:
    result = busy_firm.clerk.push(line(**{field: text})).only
    assert result["outcome"] == "rejected"
    assert codes(result) == {(field, code)}
    assert found(result, code)["facts"]["text"] == text


@pytest.mark.parametrize(
    "text",
    ["2026-11-20T10:00:00+08:00", "2026-11-20T02:00:00Z", "2026-11-20T02:00:00+00:00"],
)
def test_times_with_an_offset_are_answered_in_utc(busy_firm: Firm, text: str) -> None:
    made = busy_firm.clerk.push(line(ordered_at=text)).only
    assert made["outcome"] == "created", made
    shown = busy_firm.clerk.stored(made["key"])["values"]["ordered_at"]
    assert shown.endswith(("Z", "+00:00"))
    assert dt.datetime.fromisoformat(shown) == dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)


def test_a_field_left_out_is_not_edited(firm: Firm) -> None:
    made = firm.clerk.push(line(remark="放门卫", customer_po="PO-1")).only
    firm.clerk.push(edit_of(made, quantity="20"))
    values = firm.clerk.stored(made["key"])["values"]
    assert (values["remark"], values["customer_po"], values["quantity"]) == ("放门卫", "PO-1", "20")


@pytest.mark.parametrize("blank", [None, "", "  ", "　"])
def test_null_or_empty_text_clears(busy_firm: Firm, blank: str | None) -> None:
    made = busy_firm.clerk.push(line(remark="放门卫")).only
    assert busy_firm.clerk.push(edit_of(made, remark=blank)).outcomes == ["updated"]
    assert busy_firm.clerk.stored(made["key"])["values"]["remark"] is None


@pytest.mark.parametrize(
    ("field", "limit"), [("remark", 1000), ("ship_to", 1000), ("customer_po", 200), ("order_mark", 200)]
)
def test_texts_hold_200_characters_remark_and_address_1000(busy_firm: Firm, field: str, limit: int) -> None:
    fits, long = busy_firm.clerk.push(
        line(**{field: field[0] * limit}), line(**{field: field[0] * (limit + 1)})
    ).results
    assert fits["outcome"] == "created"
    assert codes(long) == {(field, "too_long")}
    assert busy_firm.clerk.stored(fits["key"])["values"][field] == field[0] * limit


@pytest.mark.parametrize(
    "text", ["明一；明二；明三", "明一;明二;明三", "明一\n明二\r\n明三", "明一；；明二;\n明三；明一"]
)
def test_aliases_are_separated_by_semicolons_or_line_breaks(firm: Firm, text: str) -> None:
    firm.admin.push(
        new_row(code="C900", name="九百", aliases=text, payment_terms="月结30天"), view="customers"
    )
    for name in ("明一", "明二", "明三"):
        made = firm.clerk.push(line(customer=name)).only
        assert made["outcome"] == "created", made
        assert firm.clerk.stored(made["key"])["values"]["customer"] == "九百"


def test_truth_is_true_or_false(firm: Firm) -> None:
    row = new_row(code="P900", name="新品", active="true")
    made = firm.admin.push(row, view="products").only
    assert firm.admin.stored(made["key"], "products")["values"]["active"] == "true"
    wrong = firm.admin.push(edit_of(made, active="也许"), view="products").only
    assert wrong["outcome"] == "rejected"
    firm.admin.push(edit_of(made, active="false"), view="products")
    assert firm.admin.stored(made["key"], "products")["values"]["active"] == "false"


@pytest.mark.parametrize("text", ["\t=1+1", "\r=1+1", "-1+1", "+86", "@sum", "'=x", "=HYPERLINK(1)"])
def test_text_that_looks_like_a_formula_is_not_altered(busy_firm: Firm, text: str) -> None:
    made = busy_firm.clerk.push(line(remark=text)).only
    assert busy_firm.clerk.stored(made["key"])["values"]["remark"] == text


def test_null_for_what_may_be_absent_is_absent(busy_firm: Firm) -> None:
    row = line() | {"rev": None, "witness": None}
    made = busy_firm.clerk.push(row, last_submission=None, scope=None, since=None)
    assert made.outcomes == ["created"]
