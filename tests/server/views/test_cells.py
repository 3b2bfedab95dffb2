"""Canonical text, values of the database, and complaints about what is neither."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.views.cells import complaint, decimal_text, text_of, value_of
from sync.fields.kinds import Field, Kind
from sync.fields.values import BadValueError, canonical


def _field(kind: Kind, **facts: object) -> Field:
    return Field(key="x", label="列", english="X", kind=kind, **facts)  # type: ignore[arg-type]


SAMPLES = [
    (Kind.TEXT, "华光", "华光"),
    (Kind.CODE, "B-1", "B-1"),
    (Kind.QUANTITY, "1200.5", Decimal("1200.5")),
    (Kind.MONEY, "0.01", Decimal("0.01")),
    (Kind.WHOLE, "30", 30),
    (Kind.DATE, "2026-11-30", dt.date(2026, 11, 30)),
    (Kind.TIME, "2026-11-30T01:30:00Z", dt.datetime(2026, 11, 30, 1, 30, tzinfo=dt.UTC)),
    (Kind.TRUTH, "true", True),
    (Kind.TRUTH, "false", False),
    (Kind.TEXT, None, None),
]


@pytest.mark.parametrize(("kind", "text", "value"), SAMPLES)
def test_text_becomes_a_value_and_the_same_text_again(kind: Kind, text: str | None, value: object) -> None:
    field = _field(kind)
    plain = canonical(field, text)
    assert value_of(field, text) == value
    assert text_of(field, value_of(field, text)) == plain
    assert complaint(field, text) is None


@given(st.decimals(min_value=0, max_value=10**8, places=6))
def test_numbers_as_the_database_gives_them_are_written_canonically(number: Decimal) -> None:
    field = _field(Kind.PRICE)
    text = decimal_text(number)
    assert Decimal(text) == number
    assert canonical(field, text) == text


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Kind.QUANTITY, "多", "bad_quantity"),
        (Kind.QUANTITY, "-1", "bad_quantity"),
        (Kind.PRICE, "1.0000001", "bad_price"),
        (Kind.PRICE, "1000000000000", "bad_price"),
        (Kind.MONEY, "1.001", "bad_value"),
        (Kind.NUMBER, "x", "bad_value"),
        (Kind.WHOLE, "1.5", "bad_value"),
        (Kind.WHOLE, "1000000001", "bad_value"),
        (Kind.DATE, "11.30", "bad_date"),
        (Kind.TIME, "早上", "bad_value"),
        (Kind.TRUTH, "也许", "bad_value"),
        (Kind.TEXT, "长" * 201, "too_long"),
    ],
)
def test_what_cannot_be_kept_is_complained_about(kind: Kind, text: str, code: str) -> None:
    found = complaint(_field(kind), text)
    assert found is not None
    assert (found.field, found.level, found.code) == ("x", "reject", code)
    if code != "too_long":
        with pytest.raises(BadValueError):
            value_of(_field(kind), text)


def test_a_word_that_is_not_on_the_list_is_told_the_list() -> None:
    field = _field(Kind.TEXT, choices=("现货", "订产"))
    assert complaint(field, "订产") is None
    assert complaint(field, None) is None
    found = complaint(field, "预订")
    assert found is not None
    assert found.facts["expected"] == "现货、订产"


def test_a_field_that_names_rows_of_a_view_is_looked_up_elsewhere() -> None:
    assert complaint(_field(Kind.TEXT, choices="customers"), "谁都行") is None
