"""Workshops of the sample factory, a day off, days on the road, and what customers owed when it began."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from workbooks.samples.days import working_day

if TYPE_CHECKING:
    from workbooks.book import SheetValue

_UNITS = (
    ("L1", "灯具一车间", 8, 24),
    ("L2", "灯具二车间", 8, 20),
    ("L3", "灯具三车间", 8, 16),
    ("H1", "五金车间", 8, 12),
)
_PLACES = (
    *(("江苏", 1), ("浙江", 1), ("上海", 1), ("安徽", 2), ("福建", 2), ("山东", 2), ("湖北", 3)),
    *(("广东", 3), ("四川", 4), ("江苏苏州", 1), ("浙江杭州", 1), ("新疆", 7)),
)
_OPENING = (
    ("苏州启明灯饰工程有限公司", 86_400),
    ("杭州恒泰五金有限公司", 152_300.5),
    ("无锡盛元机电有限公司", 12_000),
)


def unit_rows() -> list[dict[str, SheetValue]]:
    """Return the rows of 生产单元; products name them."""
    keys = ("code", "name", "hours_a_day", "stations")
    rows: list[dict[str, SheetValue]] = [dict(zip(keys, facts, strict=True)) for facts in _UNITS]
    return [row | {"active": "是"} for row in rows]


def calendar_rows(today: dt.date) -> list[dict[str, SheetValue]]:
    """Return the rows of 工作日历: a day of stocktaking, and one of overtime."""
    stocktaking, overtime = working_day(today, 20), working_day(today, 3)
    return [
        {"date": stocktaking, "unit": "全部", "hours": 0, "remark": "盘点停工"},
        {"date": overtime, "unit": "L3", "hours": 11, "remark": "赶货加班"},
    ]


def transit_rows() -> list[dict[str, SheetValue]]:
    """Return the rows of 运输天数."""
    return [{"place": place, "days": days} for place, days in _PLACES]


def ledger_rows(today: dt.date) -> list[dict[str, SheetValue]]:
    """Return the rows of 客户往来: opening balances that are not due yet."""
    start, due = today.replace(day=1), today + dt.timedelta(days=30)
    return [
        {"customer": name, "kind": "期初应收", "amount": amount, "on": start, "due_on": due}
        for name, amount in _OPENING
    ]
