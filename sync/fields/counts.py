"""Quantities as people count them (`200只`, `3箱(每箱200)`, `约500`) and prices by unit (`3.5元/只`)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from sync.fields.numbers import decimal_text, typed_decimal
from sync.fields.readings import BadValueError, Guess, Unparsed
from sync.fields.texts import code_text

_PIECES = (
    "个|個|件|只|支|套|台|条|根|张|片|块|双|对|米|把|副|盏|瓶|枚|颗|粒|樘|株|扇|"
    "公斤|千克|斤|吨|升|PCS|PCE|PC|EA|SETS?|KG|M"
)
_PACKS = "箱|盒|包|袋|桶|卷|捆|扎|托|板|盘|件|组|CTNS?|BOX(?:ES)?|打|罗"
_NUMBER = r"[\d,]*\.?\d+\s*[千万百kK]?"
_IN_PIECES = re.compile(rf"({_NUMBER})\s*(?:{_PIECES})\.?", re.IGNORECASE)
_IN_PACKS = re.compile(rf"({_NUMBER})\s*({_PACKS})\.?", re.IGNORECASE)
_PACKED = re.compile(
    rf"({_NUMBER})\s*({_PACKS})\s*[(\[,;:*x×]?\s*(?:(?:每|1|一|共|@|各|装)?\s*(?:{_PACKS})?\s*装?)?\s*[x×*@]?\s*"
    rf"({_NUMBER})\s*(?:{_PIECES})?\s*(?:/\s*(?:{_PACKS})|每(?:{_PACKS}))?\s*[)\]]?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"(?:约|大约|大概|≈|~)\s*({_NUMBER})\s*(?:{_PIECES})?|({_NUMBER})\s*(?:{_PIECES})?\s*(?:左右|上下|±\d+%)",
    re.IGNORECASE,
)
_NOTED = re.compile(rf"({_NUMBER})\s*(?:{_PIECES})?\s*\([^()]*\)()", re.IGNORECASE)
_BY_UNIT = re.compile(
    rf"(?:RMB|CNY|¥)?\s*([\d,]*\.?\d+)\s*(?:元|块)?\s*/\s*(?:{_PIECES}|{_PACKS})\.?", re.IGNORECASE
)
_SCALES = {"百": 2, "千": 3, "k": 3, "万": 4}
_DOZENS = {"打": 12, "罗": 144}
_LONGEST = 64


@lru_cache(maxsize=8192)
def typed_count(text: str) -> str | None:
    """Return a quantity as typed in canonical text, None for blank.

    `Guess` where packs are multiplied out or a number is only about right (`others` are the bare numbers),
    `Unparsed` when nothing can be read without inventing it.
    """
    plain = code_text(text)
    if plain is None:
        return None
    read = typed_decimal(text)
    if not isinstance(read, Unparsed) or len(plain) > _LONGEST:
        return read
    if found := _IN_PIECES.fullmatch(plain):
        return _scaled(found[1]) or Unparsed(text.strip())
    return _guessed(plain) or Unparsed(text.strip())


@lru_cache(maxsize=8192)
def typed_price(text: str) -> str | None:
    """Return a price as typed (`¥3.50`, `3.5元/只`) in canonical text, None for blank, else `Unparsed`."""
    read = typed_decimal(text, money=True)
    plain = code_text(text)
    if plain is None or not isinstance(read, Unparsed):
        return read
    found = _BY_UNIT.fullmatch(plain) if len(plain) <= _LONGEST else None
    return (found and _scaled(found[1])) or read


def _guessed(plain: str) -> Guess | None:
    if found := _PACKED.fullmatch(plain):
        packs, each = _scaled(found[1]), _scaled(found[3])
        return _times(packs, each) if packs and each else None
    if found := _IN_PACKS.fullmatch(plain):
        count = _scaled(found[1])
        dozen = _DOZENS.get(found[2])
        return _times(count, str(dozen)) if count and dozen else (Guess(count) if count else None)
    if found := _ABOUT.fullmatch(plain) or _NOTED.fullmatch(plain):
        about = _scaled(found[1] or found[2])
        return Guess(about) if about else None
    return None


def _times(packs: str, each: str) -> Guess | None:
    product = _canonical(Decimal(packs) * Decimal(each))
    return Guess(product, (packs, each)) if product else None


def _scaled(number: str) -> str | None:
    bare = number.replace(" ", "")
    scale = _SCALES.get(bare[-1:].lower(), 0)
    if scale == 0 or "," in bare:
        read = typed_decimal(bare)
        return None if isinstance(read, Unparsed) else read
    try:
        return _canonical(Decimal(decimal_text(bare[:-1]) or "0").scaleb(scale))
    except BadValueError:
        return None


def _canonical(number: Decimal) -> str | None:
    try:
        return decimal_text(format(number, "f"))
    except BadValueError:
        return None
