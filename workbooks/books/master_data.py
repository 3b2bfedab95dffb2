"""主数据.xlsx: customers, products, prices, stock and the rest, a sheet a view."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from sync.fields.approval_rules import APPROVAL_RULES
from sync.fields.masterdata import MASTER_DATA
from workbooks.book import Book
from workbooks.books.log import add_log
from workbooks.layout import layout
from workbooks.validations import list_names
from workbooks.writer import ViewSheet, add_lists, add_state, add_view_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from workbooks.book import SheetValue

FILE_NAME = "主数据.xlsx"
HOW_TO = {
    "customers": "一行一个客户。别名写大家平时叫的简称，用“；”隔开，录单时就认得。",
    "products": "一行一个型号。底价以下的订单会被退回；不再卖的，把“启用”改成 否，不要删行。",
    "prices": "客户或客户等级的协议价；录单时单价空着就用它。日期空着表示一直有效。",
    "stock": "盘点后改“现存量”，灰格由系统算。改得比已占用还少，最新的占用会放开。",
    "supplies": "在途的采购和排好的生产，到货日期决定能答应客户哪一天。",
    "warehouses": "一行一个仓库。",
    "production_units": "一行一个车间或产线，产品表的“生产单元”写这里的编码或名称。灰格由系统算。",
    "calendar": "法定节假日和调休已经算好；这里只登记例外：停工写 0，加班写钟点数。",
    "transit": "货在路上的天数，按收货地址的开头对；没有登记的地区用“默认运输天数”。",
    "ledger": "客户欠款的流水：期初、开票、收款。只增不改，记错了用相反的一笔冲掉。",
    "payment_terms": "录单能选的付款方式；客户可用自己的，和账期更短的。",
    "rules": "只改“取值”一列，改完同步马上生效。",
    "users": "一行一个人。新密码只写不读，同步后自动清空。",
    "approval_rules": "先按“刷新”取回规则；改好按“预检”，用最近 31 天的订单试算，满意再按“同步”。",
}
SHEETS = (*MASTER_DATA, APPROVAL_RULES)


def write_master_data(
    target: Path | IO[bytes],
    *,
    lists: Mapping[str, Sequence[str]],
    rows: Mapping[str, Sequence[Mapping[str, SheetValue]]] | None = None,
) -> None:
    """Write the master data book; `rows` are the rows of each view, `lists` dropdown words by view."""
    with Book(target, title="主数据") as book:
        for spec in SHEETS:
            add_view_sheet(book, ViewSheet(spec, HOW_TO[spec.name], (rows or {}).get(spec.name, ())))
        add_log(book)
        names = dict.fromkeys(name for spec in SHEETS for name in list_names(layout(spec)))
        add_lists(book, {name: lists.get(name, ()) for name in names})
        add_state(book)
