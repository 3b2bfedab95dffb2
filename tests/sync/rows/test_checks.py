"""The hidden cells `_sum` and `_marks` say what they were told and survive nonsense."""

from __future__ import annotations

from sync.fields.catalogue import SPECS
from sync.fields.orders import ORDERS
from sync.rows.checks import BLANK, NO_CHECKS, Checks, check, checks_text, field_sign, owned, parse_checks
from sync.rows.columns import columns_of
from sync.rows.marks import NO_MARKS, Marks, Pending, marks_text, parse_marks
from sync.rows.sheet import Hidden, hidden_of

COLUMNS = columns_of(ORDERS, ("customer", "quantity", "order_no"))


def test_checks_survive_the_way_through_the_cell() -> None:
    checks = Checks(
        {"customer": check("海天"), "quantity": check("5"), "order_no": BLANK},
        {"customer": check("宁波海天")},
    )
    text = checks_text(checks, book="b", key="k")
    assert parse_checks(text, COLUMNS.signs) == checks
    assert owned(text, book="b", key="k")
    assert checks.of_server("customer") == check("宁波海天")
    assert checks.of_server("quantity") == check("5")
    assert checks.of_server("remark") is None


def test_a_check_belongs_to_one_key_of_one_book() -> None:
    text = checks_text(NO_CHECKS, book="b", key="k")
    assert not owned(text, book="other", key="k")
    assert not owned(text, book="b", key="other")
    assert not owned("", book="b", key="k")


def test_fields_that_are_not_on_the_sheet_are_passed_over() -> None:
    text = checks_text(Checks({"remark": check("x")}), book="b", key="k")
    assert parse_checks(text, COLUMNS.signs) == NO_CHECKS


def test_blank_and_filled_never_have_the_same_check() -> None:
    assert check(None) == BLANK
    assert len({check(None), check("0"), check("1"), check("海天")}) == 4


def test_field_signs_are_unique_in_every_view() -> None:
    for spec in SPECS:
        signs = [field_sign(field.key) for field in spec.fields]
        assert len(set(signs)) == len(signs)


def test_marks_are_labels_between_bars() -> None:
    marks = Marks(("quantity", "customer"))
    text = marks_text(marks, COLUMNS.labels)
    assert text == "|数量|客户名称|"
    assert parse_marks(text, COLUMNS.keys_by_label) == marks


def test_marks_remember_a_conflict_and_where_a_row_came_from() -> None:
    marks = Marks(("quantity",), Pending(9, {"quantity": "150", "remark": None}), "copy 5")
    text = marks_text(marks, COLUMNS.labels)
    assert text.startswith("|数量|{")
    assert parse_marks(text, COLUMNS.keys_by_label) == marks


def test_unreadable_marks_count_as_none() -> None:
    assert parse_marks("", {}) == NO_MARKS
    assert parse_marks("{broken", {}) == NO_MARKS
    assert marks_text(NO_MARKS, {}) == ""


def test_hidden_cells_are_read_as_text_whatever_the_sheet_made_of_them() -> None:
    assert hidden_of(["ABC ", 7.0, None, "|数量|"]) == Hidden("abc", "7", "", "|数量|")
