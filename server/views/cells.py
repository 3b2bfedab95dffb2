"""Between canonical text and the values a database keeps, and what is wrong with a text that is neither."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from sync.fields.kinds import Kind
from sync.fields.values import BadValueError, canonical
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.fields.kinds import Field
    from sync.protocol.messages import Problem

Value: TypeAlias = str | int | bool | Decimal | dt.date | dt.datetime | None

DECIMALS = {Kind.QUANTITY: 6, Kind.PRICE: 6, Kind.NUMBER: 6, Kind.MONEY: 2}
LARGEST = Decimal(10) ** 12
LARGEST_WHOLE = 10**9
CODE_BY_KIND = {Kind.QUANTITY: "bad_quantity", Kind.PRICE: "bad_price", Kind.DATE: "bad_date"}
EXPECTED = {
    Kind.MONEY: "金额，例如 10000.00",
    Kind.NUMBER: "数字，例如 0.13",
    Kind.WHOLE: "整数，例如 30",
    Kind.TIME: "时间，例如 2026-11-30 09:30",
    Kind.TRUTH: "是 或 否",
}


def value_of(field: Field, text: str | None) -> Value:
    """Return the value a database keeps for a text; raises BadValueError when it is none of the field's kind.

    Numbers are at least 0 and have at most six decimals, money two.
    """
    plain = canonical(field, text)
    if plain is None:
        return None
    reader = _READERS.get(field.kind)
    return plain if reader is None else reader(field, plain)


def text_of(field: Field, value: Value) -> str | None:
    """Return the canonical text of a kept value."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, dt.datetime):
        return canonical(field, value.isoformat())
    return str(value)


@lru_cache(maxsize=4096)
def decimal_text(number: Decimal) -> str:
    """Return a number without exponent and needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def complaint(field: Field, text: str | None) -> Problem | None:
    """Return what is wrong with a text typed into the field: its length, its kind, or none of its words."""
    return read_value(field, text)[1]


def read_value(field: Field, text: str | None) -> tuple[Value, Problem | None]:
    """Return the value of a text typed into the field, and what is wrong with it (then the value is None)."""
    if text is not None and len(text) > field.limit:
        return None, problem("too_long", field.key, label=field.label, limit=str(field.limit))
    try:
        value = value_of(field, text)
    except BadValueError:
        return None, _unreadable(field, text or "")
    fixed = isinstance(field.choices, tuple) and field.kind is not Kind.TRUTH
    if fixed and field.choices and value is not None and value not in field.choices:
        return None, problem("bad_value", field.key, text=text or "", expected="、".join(field.choices))
    return value, None


def _unreadable(field: Field, text: str) -> Problem:
    code = CODE_BY_KIND.get(field.kind)
    if code is not None:
        return problem(code, field.key, text=text)
    return problem("bad_value", field.key, text=text, expected=EXPECTED.get(field.kind, "别的内容"))


def _decimal(field: Field, text: str) -> Decimal:
    number = Decimal(text)
    places = -int(number.as_tuple().exponent)
    if not 0 <= number < LARGEST or places > DECIMALS[field.kind]:
        raise BadValueError(text)
    return number


def _whole(_field: Field, text: str) -> int:
    number = int(text)
    if not 0 <= number <= LARGEST_WHOLE:
        raise BadValueError(text)
    return number


_READERS: dict[Kind, Callable[[Field, str], Value]] = {
    **dict.fromkeys(DECIMALS, _decimal),
    Kind.WHOLE: _whole,
    Kind.DATE: lambda _, text: dt.date.fromisoformat(text),
    Kind.TIME: lambda _, text: dt.datetime.fromisoformat(text),
    Kind.TRUTH: lambda _, text: text == "true",
}
