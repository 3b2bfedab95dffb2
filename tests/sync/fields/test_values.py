"""What people type is read as they mean it, and what cannot be read is not guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from sync.fields.kinds import Field, Kind
from sync.fields.orders import ORDERS
from sync.fields.values import (
    BadValueError,
    Guess,
    Unparsed,
    canonical,
    from_cell,
    is_dated,
    is_phone,
    to_cell,
)

TODAY = dt.date(2026, 11, 24)


def read(kind: Kind, cell: object, choices: str = "") -> str | None:
    field = Field(key="f", label="字段", english="Field", kind=kind, choices=choices or ())
    return from_cell(field, cell, today=TODAY)  # type: ignore[arg-type]


def strict(kind: Kind, text: str | None) -> str | None:
    return canonical(Field(key="f", label="字段", english="Field", kind=kind), text)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1,200", "1200"),
        ("1，200", "1200"),
        ("1.2千", "1200"),
        ("１２００", "1200"),
        ("3千", "3000"),
        ("1.2万", "12000"),
        ("5k", "5000"),
        ("1 200", "1200"),
        ("1200.0", "1200"),
        (1200.0, "1200"),
        (0.1 + 0.2, "0.3"),
        (" 12 ", "12"),
        ("  ", None),
        ("", None),
        (None, None),
    ],
)
def test_quantities_are_read_as_typed(cell: object, expected: str | None) -> None:
    found = read(Kind.QUANTITY, cell)
    assert found == expected
    assert not isinstance(found, Unparsed)


@pytest.mark.parametrize(
    "cell", ["1,2", "1,2000", "约1200", "1200个", "1e5", "千", True, float("nan"), 1e300]
)
def test_a_quantity_that_needs_guessing_is_sent_as_typed(cell: object) -> None:
    assert isinstance(read(Kind.QUANTITY, cell), Unparsed)


@pytest.mark.parametrize("cell", ["¥12.50", "￥12.5", "12.5元", "RMB 12.50", "12.500000"])
def test_money_signs_are_no_part_of_a_price(cell: str) -> None:
    assert read(Kind.PRICE, cell) == "12.5"


def test_a_percent_is_a_fraction() -> None:
    assert read(Kind.NUMBER, "13%") == "0.13"
    assert isinstance(read(Kind.PRICE, "13%"), Unparsed)


def test_a_whole_number_has_no_fraction() -> None:
    assert read(Kind.WHOLE, 3.0) == "3"
    assert isinstance(read(Kind.WHOLE, 3.5), Unparsed)
    with pytest.raises(BadValueError):
        strict(Kind.WHOLE, "3.5")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("007", "7"), ("-0", "0"), (".5", "0.5"), ("1.50", "1.5"), ("-1.0", "-1"), ("+3", "3"), ("", None)],
)
def test_a_decimal_has_one_form(text: str, expected: str | None) -> None:
    assert strict(Kind.MONEY, text) == expected


@pytest.mark.parametrize("text", ["1,200", "1e3", "NaN", "-", ".", "1234567890123456", "0.1234567890123456"])
def test_the_strict_form_takes_no_grouping_exponent_or_sixteenth_digit(text: str) -> None:
    with pytest.raises(BadValueError):
        strict(Kind.QUANTITY, text)


def test_fifteen_digits_are_exact_on_the_way_to_a_cell_and_back() -> None:
    field = ORDERS.field("unit_price")
    for text in ("123456789012345", "0.123456789012345", "98765.4321", "-7"):
        assert from_cell(field, to_cell(field, text), today=TODAY) == text


@pytest.mark.parametrize(
    "cell",
    ["11.30", "11月30日", "11/30", "１１．３０", "11月30号", "十一月三十日", 11.3, "1900-01-11T07:12:00"],
)
def test_a_date_without_year_is_the_next_one(cell: object) -> None:
    found = read(Kind.DATE, cell)
    assert found == "2026-11-30"
    assert isinstance(found, Guess)
    assert "2025-11-30" in found.others


@pytest.mark.parametrize("today", [TODAY, dt.date(2027, 1, 1), dt.date(2097, 3, 1), dt.date(2100, 2, 28)])
def test_a_leap_day_without_year_always_leaves_its_year_open(today: dt.date) -> None:
    found = from_cell(ORDERS.field("requested_on"), "2月29日", today=today)
    assert isinstance(found, Guess)
    assert {day[5:] for day in (found, *found.others)} == {"02-29"}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026.11.3", "2026-11-03"),
        ("2026年11月3日", "2026-11-03"),
        ("20261103", "2026-11-03"),
        (20261103, "2026-11-03"),
        ("26.11.3", "2026-11-03"),
        (46329, "2026-11-03"),
        ("二〇二六年十一月三日", "2026-11-03"),
        ("30/11/2026", "2026-11-30"),
        ("2026-11-30T00:00:00", "2026-11-30"),
        ("2026-11-30 08:30", "2026-11-30"),
        ("1月5日", "2027-01-05"),
        ("10月30日", "2026-10-30"),
    ],
)
def test_dates_are_read_as_people_write_them(cell: object, expected: str) -> None:
    assert read(Kind.DATE, cell) == expected


@pytest.mark.parametrize(
    "cell", ["明天", "3/4/2026", "13.45", "2026-02-30", "99.1.1", 12.1, 13.3, 1130, -5, float("inf"), True]
)
def test_a_date_that_may_be_two_or_none_is_not_guessed(cell: object) -> None:
    assert isinstance(read(Kind.DATE, cell), Unparsed)


def test_the_strict_date_is_an_iso_date_of_a_sensible_year() -> None:
    assert strict(Kind.DATE, " 2026-11-30 ") == "2026-11-30"
    assert strict(Kind.DATE, "  ") is None
    for text in ("2026-11-31", "2026/11/30", "0001-01-01"):
        with pytest.raises(BadValueError):
            strict(Kind.DATE, text)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-11-30T09:12:00", "2026-11-30T01:12:00Z"),
        ("2026-11-30 9:12", "2026-11-30T01:12:00Z"),
        ("2026-11-30T09:12:00+09:00", "2026-11-30T00:12:00Z"),
        ("11.20 9:12", "2026-11-20T01:12:00Z"),
        ("2026年11月3日 下午3点20分", "2026-11-03T07:20:00Z"),
        ("2026-11-30", "2026-11-29T16:00:00Z"),
        (46329.5, "2026-11-03T04:00:00Z"),
        ("  ", None),
    ],
)
def test_a_time_on_a_sheet_is_shanghai_time(cell: object, expected: str | None) -> None:
    assert read(Kind.TIME, cell) == expected


@pytest.mark.parametrize("cell", ["9:12", "2026-11-30 25:00", "昨天", True, float("nan"), -1.5])
def test_a_time_without_a_day_is_not_guessed(cell: object) -> None:
    assert isinstance(read(Kind.TIME, cell), Unparsed)


def test_the_strict_time_needs_an_offset() -> None:
    assert strict(Kind.TIME, "2026-11-30T09:12:00.900+08:00") == "2026-11-30T01:12:00Z"
    assert strict(Kind.TIME, "") is None
    for text in ("2026-11-30T09:12:00", "2026-11-30", "0001-01-01T00:00:00+14:00", "1500-01-01T00:00:00Z"):
        with pytest.raises(BadValueError):
            strict(Kind.TIME, text)


def test_a_time_goes_back_to_the_sheet_in_shanghai() -> None:
    field = ORDERS.field("ordered_at")
    assert to_cell(field, "2026-11-30T01:12:00Z") == "2026-11-30T09:12:00"
    assert is_dated(field)
    assert not is_dated(ORDERS.field("quantity"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("138-0000-0001", "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("１３８００００００01", "13800000001"),
        ("138****0001", "138****0001"),
        ("13800000001转1234", "13800000001-1234"),
        ("13800000001,1234", "13800000001-1234"),
        ("(0574) 8765 4321", "0574-87654321"),
        ("057487654321", "0574-87654321"),
        ("0574-87654321-123", "0574-87654321-123"),
        ("010-12345678", "010-12345678"),
        ("400-820-8820", "4008208820"),
    ],
)
def test_phones_have_one_form(typed: str, expected: str) -> None:
    assert read(Kind.PHONE, typed) == expected
    assert strict(Kind.PHONE, typed) == expected
    assert is_phone(expected)


def test_what_is_no_phone_stays_as_typed() -> None:
    assert read(Kind.PHONE, " 问张三 ") == "问张三"
    assert read(Kind.PHONE, " ") is None
    assert not is_phone("问张三")
    assert read(Kind.PHONE, 13800000001.0) == "13800000001"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("是", "true"),
        ("否", "false"),
        (True, "true"),
        (0, "false"),
        ("TRUE", "true"),
        ("No", "false"),
        (" ", None),
    ],
)
def test_truth_has_many_words(cell: object, expected: str | None) -> None:
    assert read(Kind.TRUTH, cell) == expected


def test_truth_goes_back_as_a_word_and_nonsense_is_none() -> None:
    field = Field(key="f", label="启用", english="Active", kind=Kind.TRUTH)
    assert (to_cell(field, "true"), to_cell(field, "false"), to_cell(field, None)) == ("是", "否", None)
    assert isinstance(read(Kind.TRUTH, "也许"), Unparsed)


def test_codes_are_half_width_on_one_line_and_labels_give_their_code() -> None:
    assert read(Kind.CODE, " ＨＸ－１\n") == "HX-1"
    assert read(Kind.CODE, 123.0) == "123"
    assert read(Kind.CODE, "HX-1｜轴承 6204", choices="products") == "HX-1"
    assert read(Kind.CODE, "｜轴承", choices="products") == "｜轴承"
    assert read(Kind.CODE, "HX-1｜轴承") == "HX-1｜轴承"


def test_names_are_separated_by_semicolons_and_line_breaks() -> None:
    assert strict(Kind.NAMES, "宁波海天; 海天；\n海天 ;;塑机\r\n") == "宁波海天；海天；塑机"
    assert strict(Kind.NAMES, " ；") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "=1+1"),
        ("\t=1+1", "\t=1+1"),
        ("\r@x", "\r@x"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\r\n a \n", "a"),
        ("a\x00b\u202d\ufeff", "ab"),
        ("\u3000全角　空格\u00a0", "全角　空格"),
        ("\t \r\n", None),
    ],
)
def test_text_is_trimmed_and_otherwise_left_alone(text: str, expected: str | None) -> None:
    assert strict(Kind.TEXT, text) == expected


def test_a_password_is_not_touched_and_blank_is_nothing() -> None:
    assert strict(Kind.SECRET, " a b ") == " a b "
    assert strict(Kind.SECRET, "") is None
    assert strict(Kind.TEXT, None) is None
    assert strict(Kind.COMMAND, " 作废 ") == "作废"
