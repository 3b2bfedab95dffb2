"""Laws of canonical values: one form each, and the way to a cell and back loses nothing."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.fields.kinds import Field, Kind
from sync.fields.values import BadValueError, Guess, Unparsed, canonical, from_cell, to_cell

TODAY = dt.date(2026, 11, 24)
KINDS = [kind for kind in Kind if kind is not Kind.SECRET]
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
TYPED = st.one_of(
    st.text(),
    st.text(alphabet="0123456789.,-+¥年月日/:千万%１２ eE是否T\t\r\n=@", max_size=24),
    DECIMALS.map(str),
    st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2099, 1, 1), timezones=st.just(dt.UTC)).map(  # noqa: DTZ001
        dt.datetime.isoformat
    ),
)
CELLS = st.one_of(TYPED, st.floats(), st.integers(-(10**20), 10**20), st.booleans(), st.none())


def a_field(kind: Kind, choices: str = "") -> Field:
    return Field(key="f", label="字段", english="Field", kind=kind, choices=choices or ())


FIELDS = st.builds(a_field, st.sampled_from(KINDS), st.sampled_from(["", "products"]))


@given(FIELDS, TYPED)
def test_canonical_text_is_its_own_canonical_form(field: Field, text: str) -> None:
    try:
        once = canonical(field, text)
    except BadValueError:
        return
    assert canonical(field, once) == once


@given(FIELDS, CELLS)
def test_what_a_cell_says_is_canonical_or_marked_as_unparsed(field: Field, cell: object) -> None:
    read = from_cell(field, cell, today=TODAY)  # type: ignore[arg-type]
    assert isinstance(read, Unparsed) or canonical(field, read) == read


@given(FIELDS, CELLS)
def test_to_a_cell_and_back_changes_nothing(field: Field, cell: object) -> None:
    read = from_cell(field, cell, today=TODAY)  # type: ignore[arg-type]
    if isinstance(read, Unparsed):
        return
    assert from_cell(field, to_cell(field, read), today=TODAY) == read


@given(DECIMALS)
def test_a_number_keeps_its_value_exactly(number: Decimal) -> None:
    text = canonical(a_field(Kind.PRICE), str(number))
    assert text is not None
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))


@given(
    st.sampled_from("=+-@\t\r"), st.text(alphabet="abc 中1()'\"|!", min_size=1).map(str.rstrip).filter(bool)
)
def test_text_that_could_be_a_formula_is_kept_unaltered(sign: str, rest: str) -> None:
    assert canonical(a_field(Kind.TEXT), sign + rest) == sign + rest


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_reads_the_same_however_it_is_written(day: dt.date) -> None:
    field = a_field(Kind.DATE)
    written = (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        (day - dt.date(1899, 12, 30)).days,
        f"{day}T00:00:00",
    )
    assert {from_cell(field, cell, today=TODAY) for cell in written} == {day.isoformat()}


@given(st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)), st.dates(TODAY, dt.date(2027, 6, 1)))
@example(dt.date(2024, 2, 29), dt.date(2027, 1, 1))
def test_a_date_without_year_can_still_be_read_as_it_was_on_another_day(day: dt.date, later: dt.date) -> None:
    read = from_cell(a_field(Kind.DATE), f"{day.month}月{day.day}日", today=TODAY)
    again = from_cell(a_field(Kind.DATE), f"{day.month}月{day.day}日", today=later)
    assert isinstance(read, Guess)
    assert isinstance(again, Guess)
    assert read in {again, *again.others}


@pytest.mark.parametrize("bomb", ["1e999999999", "9" * 1_000_000, "0." + "0" * 10**6 + "1", "1E+99999999"])
@pytest.mark.parametrize("kind", [Kind.QUANTITY, Kind.PRICE, Kind.WHOLE, Kind.DATE, Kind.TIME, Kind.TRUTH])
def test_a_number_bomb_is_refused_at_once(kind: Kind, bomb: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(BadValueError):
        canonical(a_field(kind), bomb)
    assert isinstance(from_cell(a_field(kind), bomb, today=TODAY), Unparsed)
    assert time.perf_counter() - begun < 1
