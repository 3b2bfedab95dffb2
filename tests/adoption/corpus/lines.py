"""What stands in each workbook of the corpus: a header, lines the sample factory takes, a total."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.e2e.presses.conftest import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

SHEET = "十一月"
HEADER = ("序号", "客户", "货号", "数量", "单价", "金额", "交期", "联系电话", "备注", "区域", "跟单")
QUANTITY, PRICE, AMOUNT, PHONE = 4, 5, 6, 8
_PHONES = count(20_000_000)
"""Another phone for each line: orders of one phone at one time are taken for the same."""
DUE = TODAY + dt.timedelta(days=10)
OLD = dt.date(TODAY.year - 1, 3, 1)
LINES: tuple[tuple[Any, ...], ...] = (
    (1, "恒泰五金", "HY-4030", 400, 1.9, None, DUE, None, "要快", "华东", "小李"),
    (2, "恒泰五金", "HY-4030", 600, None, None, DUE, None, None, "华东", None),
    (3, "佳禾装饰", "DD-COB", 50, 12.8, None, DUE, None, None, "华南", "小王"),
    (4, "佳禾装饰", "DD-COB", 80, 12.8, None, OLD, None, "去年的", "华南", None),
)


def write_lines(put: Callable[[int, int, Any], object], *, row: int = 1, column: int = 1) -> int:
    """Put header, lines and a total from a cell on, amounts as formulas; return the last row."""
    for at, word in enumerate(HEADER):
        put(row, column + at, word)
    for number, line in enumerate(LINES, row + 1):
        for at, value in enumerate(line):
            if value is not None:
                put(number, column + at, value)
        put(number, column + PHONE - 1, f"138{next(_PHONES):08d}")
        spots = (letters(column + at - 1) + str(number) for at in (QUANTITY, PRICE))
        put(number, column + AMOUNT - 1, "=" + "*".join(spots))
    last = row + len(LINES) + 1
    put(last, column, "合计")
    total = letters(column + QUANTITY - 1)
    put(last, column + QUANTITY - 1, f"=SUM({total}{row + 1}:{total}{last - 1})")
    return last


def letters(column: int) -> str:
    """Return the letters of a column up to Z."""
    return chr(ord("A") + column - 1)
