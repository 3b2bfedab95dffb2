"""The sheet 图例: what every colour means and what to do, how to type values, what each column is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.fields.kinds import Writer
from sync.fields.orders import ORDERS
from sync.rows.words import Result
from workbooks import theme
from workbooks.layout import LEGEND_SHEET
from workbooks.page import set_portrait_paper
from workbooks.writer import write_band

if TYPE_CHECKING:
    from sync.fields.kinds import Field
    from workbooks.book import Book, Sheet

HOW_TO = "看到颜色不明白，就来这里查；这一页只给人看，系统不读。"
RESULT_LINES = {
    Result.CREATED: ("有了订单号，库存占好了", "不用管"),
    Result.SAVED: ("存成草稿，还不是订单，不占库存", "补好以后再同步"),
    Result.ADDED: ("主数据里添了这一行", "不用管"),
    Result.UPDATED: ("您的改动收到了", "不用管"),
    Result.MERGED: ("您和同事改了同一行的不同格，都保留", "看一眼就好"),
    Result.UNCHANGED: ("和系统里一样，没有要改的", "不用管"),
    Result.HELD: ("登记了，但缺货或疑似重复，先停着", "看同步说明；缺货可在“操作”选 同意等货 或 拆单发货"),
    Result.CONFLICT: ("您和同事改了同一格", "在“操作”选 用我的 或 用对方的，再同步"),
    Result.REJECTED: ("没有登记，红格有错", "改红格，再同步"),
    Result.SIBLING: ("这一行没错，同一张订单里别的行有错", "改好那一行，这一行跟着过"),
    Result.THEIRS: ("同事改了这一行，已更新到表上", "看一眼就好"),
    Result.REMOVED: ("这一行已经不归您看", "不用管，可以删掉"),
    Result.DOUBT: ("排序后又改过，认不出是哪一行", "撤销排序，或清空订单号当作新的一行"),
    Result.UNDONE: ("这次提交已撤销", "改好可以再同步"),
    Result.FINE: ("预检通过，还没有登记", "按“同步”"),
    Result.WILL_HOLD: ("预检：登记后会先停着", "看同步说明"),
}
STATUS_LINES = {
    "草稿": ("暂存着，没有订单号，不占库存", "填全后清空“操作”里的 暂存，再同步"),
    "待审核": ("已登记，等审批", "等"),
    "已审核": ("审批通过，等生产或发货", "产品型号不能再改"),
    "生产中": ("车间在做", "等"),
    "部分发货": ("发了一部分", "等"),
    "已发货": ("全部发出", "等开票"),
    "已开票": ("发票已开", "等收款"),
    "已结清": ("货款收齐", "完成了"),
    "已驳回": ("审批没过，原因在同步说明", "改好再同步，会重新审批"),
    "已作废": ("不做了，订单号不再使用", "不用管"),
    "待确认": ("库存不够", "同意等货、拆单发货，或改数量"),
    "疑似重复": ("和别的订单太像", "等人工复核；真重复就在“操作”选 作废"),
    "信用冻结": ("超信用额度或有逾期款", "等财务放行或客户付款"),
    "待核对": ("从文件读来的，有格子要核对", "核对后同步"),
}
TYPED_LINES = (
    ("日期", "11.30　11/30　11月30日　2026.11.30", "最近的那个 11 月 30 日"),
    ("数量", "1,200　１２００　1.2千", "1200"),
    ("单价", "¥12.50　12.5元", "12.5"),
    ("电话", "138-0000-0001　+86 138 0000 0001", "13800000001"),
    ("客户", "全称、简称、编码", "这个客户；格子里仍是您写的字"),
    ("产品", "下拉选，或只打代码、品名", "这个产品；同名的几个要写代码"),
)
_WIDTHS = (16, 46, 58)
_CELL: theme.Props = theme.BASE | {"border": 1, "border_color": theme.RULE, "indent": 1}
_SECTION: theme.Props = theme.BASE | {"bold": True, "font_size": 12, "font_color": theme.HEAD_INK}
_CENTRED: theme.Props = theme.BASE | {"border": 1, "border_color": theme.RULE, "align": "center"}


class _Page:
    """Writes the legend downwards, a line after the other."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.row = sheet, 3

    def section(self, title: str, heads: tuple[str, str, str]) -> None:
        """Begin a table with a title and headers."""
        self.sheet.write(self.row, 1, value=title, props=_SECTION)
        for column, head in enumerate(heads, 1):
            self.sheet.write(self.row + 1, column, value=head, props=theme.HEADER_PROPS)
        self.row += 2

    def line(self, words: tuple[str, str, str], *, look: theme.Props) -> None:
        """Write one line; its first cell has the look."""
        for column, word in enumerate(words, 1):
            self.sheet.write(self.row, column, value=word, props=_CELL if column > 1 else look)
        self.row += 1

    def gap(self) -> None:
        """Leave a line free."""
        self.row += 1


def add_legend(book: Book) -> None:
    """Add the legend of the order sheet."""
    sheet = book.sheet(LEGEND_SHEET)
    for column, width in enumerate(_WIDTHS, 1):
        sheet.set_column(column, width=width, props=theme.BASE)
    write_band(sheet, title=LEGEND_SHEET, how_to=HOW_TO, columns=(len(_WIDTHS), 2))
    page = _Page(sheet)
    _add_results(page)
    _add_statuses(page)
    _add_typing(page)
    _add_fields(page)
    sheet.raw.freeze_panes(1, 0)
    set_portrait_paper(sheet)
    sheet.raw.repeat_rows(0)


def _add_results(page: _Page) -> None:
    page.section("同步结果", ("颜色", "意思", "您要做什么"))
    for word, (meaning, advice) in RESULT_LINES.items():
        look = _CENTRED | theme.RESULT_LOOKS[word].props
        page.line((str(word), meaning, advice), look=look)
    page.line(
        ("红格", "这一格有错或有提醒", "鼠标停在红格的批注上，或看同步说明"),
        look=_CENTRED | theme.ERROR_PROPS,
    )
    page.gap()


def _add_statuses(page: _Page) -> None:
    page.section("状态", ("颜色", "意思", "接下来"))
    for word, (meaning, next_step) in STATUS_LINES.items():
        page.line((word, meaning, next_step), look=_CENTRED | theme.STATUS_LOOKS[word].props)
    page.gap()


def _add_typing(page: _Page) -> None:
    page.section("可以这样写", ("哪一列", "您写", "系统认作"))
    for line in TYPED_LINES:
        page.line(line, look=_CENTRED)
    page.gap()


def _add_fields(page: _Page) -> None:
    page.section("每一列", ("列", "谁填", "怎么填"))
    for field in ORDERS.fields:
        page.line((field.label, _who(field), field.hint), look=_CENTRED | _header_fill(field))


def _who(field: Field) -> str:
    if field.writer is not Writer.PEOPLE:
        return "系统填（灰格）"
    return "您填，必填" if field.required else "您填"


def _header_fill(field: Field) -> theme.Props:
    looks = theme.header_props(field)
    return {key: looks[key] for key in ("bg_color", "font_color")}
