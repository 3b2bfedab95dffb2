"""What the values of a column look like: shares of numbers, dates, phones, codes, and of words of a kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from sync.adoption.days import is_day_word, without_notes
from sync.fields.counts import typed_count
from sync.fields.numbers import decimal_of_float, typed_decimal
from sync.fields.phones import is_phone, phone_text
from sync.fields.readings import Unparsed
from sync.fields.texts import code_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sync.fields.values import Cell

_DATE = re.compile(
    r"(\d{4}|\d{2})\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*[日号]?([T ]+\d{1,2}:\d{2}.*)?|"
    r"\d{1,2}月\d{1,2}[日号]?|\d{1,2}[/]\d{1,2}|(20)\d{6}|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]"
)
_SHORT_DATE = re.compile(r"(0?[1-9]|1[0-2])[./-](0?[1-9]|[12]\d|3[01])")
_FIRST_SERIAL, _LAST_SERIAL = 36526, 58000  # 2000-01-01 to 2058
_LOOKED_AT = 200
"""Letters of a cell that show what it is."""
_CODE = re.compile(r"(?<![A-Za-z0-9\-_/.#+*× ])[A-Za-z0-9][A-Za-z0-9\-_/.#+*× ]*[A-Za-z0-9]")
_DIGIT = re.compile(r"[0-9]")
_LETTERED = re.compile(r"[A-Za-z\-_/]")
_PO = re.compile(r"^(?:(?:po|p\.o)[\s\-_#:.]*(?:[^\W_]\w*)?\d|45\d{8})", re.IGNORECASE)
_COMPANY = re.compile(
    r"公司|有限|集团|商行|经营部|经销部|商贸|贸易|五金|电器|照明|灯饰|塑[业料胶]|机械|实业|科技|工业|门业|锁业|超市|厂$|店$|城$|行$|"
    r"\b(co|ltd|inc|gmbh|llc|corp)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^.*(省|市|区|县|镇|乡|街道|路|大道|工业园|号|栋|楼|仓)")
_TERMS = re.compile(
    r"月结|预付|款到|货到|现结|现款|账期|电汇|承兑|t/?t|\blc\b|\d\s*天|定金|到付|周结|次结", re.IGNORECASE
)
_UNIT_WORDS = (
    "个 件 只 支 套 台 条 根 卷 张 片 块 包 袋 盒 箱 桶 双 对 打 罗 千只 万只 百个 千个 千支 "
    "千克 公斤 kg 斤 吨 米 m 平方米 ㎡ 升 pcs pc pce ea set sets box ctn roll pair k kpcs 千件 "
    "把 副 组 盏 瓶 付 樘 株 扇 枚 颗 粒 捆 扎 板 盘 升 l t g 克 pair prs"
)
_UNITS = frozenset(_UNIT_WORDS.split())
_PERSON = re.compile(r"(小|老)?[一-鿿]{1,3}(工|总|经理|姐|哥)?")
_URGENT = re.compile(r"加急|特急|急|普通|一般|高|中|低|正常|urgent|normal|是|否|√|p[0-3]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares (0 to 1) of a column's filled cells, their `count`, and the numbers row by row."""

    count: int = 0
    number: float = 0.0
    positive: float = 0.0
    whole: float = 0.0
    date: float = 0.0
    maybe_day: float = 0.0
    day_word: float = 0.0
    phone: float = 0.0
    code: float = 0.0
    po: float = 0.0
    company: float = 0.0
    address: float = 0.0
    terms: float = 0.0
    unit: float = 0.0
    person: float = 0.0
    urgent: float = 0.0
    chinese: float = 0.0
    distinct: float = 0.0
    length: float = 0.0
    sequence: bool = False
    numbers: tuple[float | None, ...] = ()


def profile(cells: Sequence[Cell]) -> Profile:
    """Return the profile of the cells of a column, in the order of rows; blank ones count for nothing."""
    texts = [_text(cell) for cell in cells]
    filled = [(text, cell) for text, cell in zip(texts, cells, strict=True) if text]
    if not filled:
        return Profile(numbers=(None,) * len(cells))
    numbers = tuple(_number(text) if text else None for text in texts)
    known = [number for number in numbers if number is not None]
    words = [text for text, _ in filled]

    def share(test: Callable[[str], object]) -> float:
        return sum(1 for word in words if test(word)) / len(words)

    return Profile(
        count=len(words),
        number=len(known) / len(words),
        positive=sum(1 for number in known if number > 0) / len(words),
        whole=sum(1 for number in known if number == int(number)) / len(words),
        date=share(_is_date),
        maybe_day=sum(1 for text, cell in filled if _may_be_day(text, cell)) / len(words),
        day_word=share(is_day_word),
        phone=share(lambda word: is_phone(phone_text(word) or "")),
        code=share(_is_code),
        po=share(_PO.match),
        company=share(_COMPANY.search),
        address=share(lambda word: len(word) > 4 and _ADDRESS.match(word)),  # noqa: PLR2004  longer than a city
        terms=share(_TERMS.search),
        unit=share(lambda word: word.casefold() in _UNITS),
        person=share(_PERSON.fullmatch),
        urgent=share(_URGENT.fullmatch),
        chinese=share(lambda word: any("一" <= sign <= "鿿" for sign in word)),
        distinct=len(set(words)) / len(words),
        length=sum(map(len, words)) / len(words),
        sequence=_is_sequence(known) and len(known) == len(words),
        numbers=numbers,
    )


def _text(cell: Cell) -> str:
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell)
    if isinstance(cell, str):
        return code_text(cell[:_LOOKED_AT]) or ""
    return decimal_of_float(cell) or str(cell)


@lru_cache(maxsize=8192)
def _number(text: str) -> float | None:
    read = typed_decimal(text, money=True)
    if isinstance(read, Unparsed):
        read = typed_count(text)
    if read is None or isinstance(read, Unparsed):
        return None
    return float(read)


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(without_notes(text)) is not None


def _may_be_day(text: str, cell: Cell) -> bool:
    """Tell whether a cell may be a day but may as well be a number: a serial, or 11.3 and 11-3."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _FIRST_SERIAL <= cell < _LAST_SERIAL and cell == int(cell)
    return _SHORT_DATE.fullmatch(without_notes(text)) is not None


def _is_code(text: str) -> bool:
    if not (_CODE.fullmatch(text) and _DIGIT.search(text)) or _DATE.fullmatch(text):
        return False
    return bool(_LETTERED.search(text)) or (text.isdecimal() and len(text) > 5)  # noqa: PLR2004  no quantity is so long


def _is_sequence(numbers: Sequence[float]) -> bool:
    """Tell whether numbers count up by one, from 1 on, maybe beginning anew."""
    if len(numbers) < 2 or numbers[0] != 1:  # noqa: PLR2004  one number counts nothing
        return False
    return all(after in {before + 1, 1} for before, after in pairwise(numbers))


def agreement(factors: tuple[Profile, Profile], product: Profile) -> float:
    """Return the share of rows where two factors multiply to the product, to the cent; 0 below two rows."""
    rows = _compared(factors, product)
    if len(rows) < 2:  # noqa: PLR2004  one row agrees by chance
        return 0.0
    near = [abs(first * second - result) <= 0.011 + abs(result) * 1e-9 for first, second, result in rows]
    return sum(near) / len(rows)


def compared_rows(factors: tuple[Profile, Profile], product: Profile) -> int:
    """Return in how many rows two factors and their product can be held against each other."""
    return len(_compared(factors, product))


def _compared(factors: tuple[Profile, Profile], product: Profile) -> list[tuple[float, float, float]]:
    rows = zip(factors[0].numbers, factors[1].numbers, product.numbers, strict=True)
    return [(first, second, result) for first, second, result in rows if first and second and result]
