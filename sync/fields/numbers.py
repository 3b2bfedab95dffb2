"""Exact numbers: strict canonical text, and tolerant reading of what people type (`1,200`, `1.2千`)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from sync.fields.readings import BadValueError, Unparsed
from sync.fields.texts import code_text, half_width

MAX_DIGITS = 15
_MAX_LENGTH = 64
_BEYOND = 10**MAX_DIGITS  # not a number is not below it either
_DECIMAL = re.compile(r"([+-]?)(\d*)\.?(\d*)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*(?:\.\d*)?", re.ASCII)
_MONEY_SIGNS = re.compile(r"^(?:RMB|CNY|[¥￥]) ?| ?(?:元|RMB|CNY)$", re.IGNORECASE)
_SCALES = {"千": 3, "K": 3, "k": 3, "万": 4, "亿": 8}


@lru_cache(maxsize=8192)
def decimal_text(text: str) -> str | None:
    """Return the canonical text of a decimal: no exponent, no needless zeros; None for blank.

    Raises BadValueError for anything else, for more than 15 significant digits, and for more than 15 digits
    before or behind the point. Takes time in proportion to at most 64 characters.
    """
    if len(text) > _MAX_LENGTH:
        raise BadValueError(text[:_MAX_LENGTH])
    trimmed = text if text.isdecimal() and text.isascii() else half_width(text).strip()
    if not trimmed:
        return None
    found = _DECIMAL.fullmatch(trimmed)
    if found is None or not (found[2] or found[3]):
        raise BadValueError(text)
    whole, fraction = found[2].lstrip("0"), found[3].rstrip("0")
    _refuse_many_digits(whole, fraction)
    if not whole and not fraction:
        return "0"
    sign = "-" if found[1] == "-" else ""
    return f"{sign}{whole or '0'}.{fraction}" if fraction else sign + whole


def _refuse_many_digits(whole: str, fraction: str) -> None:
    significant = whole + fraction if whole else fraction.lstrip("0")
    if not fraction:
        significant = significant.rstrip("0")
    if max(len(significant), len(whole), len(fraction)) > MAX_DIGITS:
        raise BadValueError(f"{whole}.{fraction}")


def count_of(text: str) -> int | None:
    """Return a count as a hidden cell holds one (a revision, an epoch); None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None


def whole_text(text: str) -> str | None:
    """Return the canonical text of a whole number; BadValueError for a fraction."""
    number = decimal_text(text)
    if number is not None and "." in number:
        raise BadValueError(text)
    return number


@lru_cache(maxsize=8192)
def decimal_of_float(value: float) -> str | None:
    """Return the decimal a spreadsheet shows for a stored number (15 significant digits); None for none."""
    if not -_BEYOND < value < _BEYOND:
        return None
    try:
        return decimal_text(format(Decimal(f"{value:.{MAX_DIGITS}g}"), "f"))
    except BadValueError:
        return None


def typed_decimal(text: str, *, money: bool = False, percent: bool = False) -> str | None:
    """Return the canonical text of a number as typed; `Unparsed` when it cannot be read without guessing."""
    try:
        return decimal_text(text)
    except BadValueError:
        pass
    plain = code_text(text)
    if plain is None:
        return None
    try:
        return _scaled(_MONEY_SIGNS.sub("", plain, count=2) if money else plain, percent=percent)
    except BadValueError:
        return Unparsed(text.strip())


def _scaled(text: str, *, percent: bool) -> str | None:
    shift = _SCALES.get(text[-1:], 0)
    if percent and text.endswith("%"):
        shift = -2
    number = text[:-1].rstrip() if shift else text
    if _GROUPED.fullmatch(number):
        number = number.replace(",", "").replace(" ", "")
    canonical = decimal_text(number)
    if canonical is None:
        raise BadValueError(text)
    return decimal_text(format(Decimal(canonical).scaleb(shift), "f"))


def number_cell(text: str) -> int | float | str:
    """Return canonical decimal text as a cell: a number where the sheet keeps it exactly, else the text."""
    if "." not in text:
        return int(text)
    value = float(text)
    return value if decimal_of_float(value) == text else text
