"""What adopting a workbook says to a person, Chinese with the English beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.rows.words import Sentence

if TYPE_CHECKING:
    from sync.adoption.grid import PaintKind

TITLE = Sentence("{mark}字段对应：系统看懂了这些，请看一眼", "What the columns mean: please look")
TITLE_DONE = Sentence("{mark}字段对应：已接管", "What the columns mean: adopted")
HINT = Sentence(
    "“对应字段”不对就改（可从下拉表选；空着 = 您自己的列，原样留着；“不登记” = 系统不管），"
    "颜色写上含义，然后再按一次“接管工作簿”。",
    "Correct the fields (blank: your own column), say what colours mean, then press again.",
)
HINT_DONE = Sentence(
    "要改就在这里改，再按一次“接管工作簿”；不再需要可以删掉这一页，对应关系记在工作簿里。",
    "To change it, edit here and press again; this sheet may be deleted, the book remembers.",
)
NO_TABLE = Sentence(
    "没有找到订单表：要有一行表头，里面有产品和数量",
    "No table of orders was found: it needs a header with a product and a quantity",
)
OURS_ALREADY = Sentence(
    "这本工作簿本来就是表上单的表，不用接管，直接按“同步”",
    "This book is one of the system's own sheets already: just press sync",
)
PROPOSED = Sentence(
    "看懂了 {tables} 个订单表、{lines} 行；请看“{sheet}”页，改好后再按一次“接管工作簿”。您的表还没有动过",
    "{tables} tables with {lines} lines; look at sheet “{sheet}”, then press again. Nothing was changed yet",
)
ADOPTED = Sentence(
    "已接管{sheets}：{open} 行等着提交，{history} 行当作历史不登记；按“同步”就提交{also}",
    "{sheets} adopted: {open} lines to be sent, {history} left alone as history; press sync{also}",
)
REMEMBERED = Sentence("（表头和上次的一样，对应关系照上次）", " (known headers: as last time)")
SMALLER = Sentence(
    "“{sheet}”上还有 {count} 个较小的表，没有接管", "{count} smaller tables of “{sheet}” were left alone"
)
REJOINED = Sentence(
    "系统的列补上了，{count} 行对回了原来的订单",
    "The columns are back; {count} lines found their orders again",
)
UNCHANGED = Sentence("已经接管过了，没有要改的", "It was adopted before; nothing changed")
WHICH_LINES = Sentence(
    "现有 {lines} 行里，哪些当作新订单提交？交期在 {since} 及以后的有 {due} 行，更早或没写日期的 {old} 行",
    "Of {lines} lines, which are open orders? {due} are due from {since} on, {old} older or without a day",
)
ONLY_DUE, ALL_LINES = "只要交期没过的", "全部当作新订单"
UNKNOWN_FIELD = Sentence(
    "“{sheet}”第 {row} 行：没有叫“{text}”的字段；从下拉表里选，或空着当自己的列",
    "Row {row} of “{sheet}”: there is no field “{text}”; choose one, or leave it blank",
)
TWICE = Sentence(
    "“{table}”里“{label}”写了两次（第 {rows} 行），一个字段只能对应一列",
    "“{label}” stands twice for “{table}” (rows {rows})",
)
LACKING = Sentence(
    "“{table}”还没有哪一列是 {labels}；请在“对应字段”里写上，再按一次",
    "No column of “{table}” is {labels} yet; say which one, and press again",
)
NOT_SURE = Sentence(
    "“{table}”的 {labels} 系统拿不准，要您看一眼：不带 --yes 再运行一次，在“{sheet}”页写上",
    "{labels} of “{table}” must be seen by a person: run it without --yes",
)
TOO_WIDE = Sentence("“{table}”太宽，右边没有空列了", "“{table}” has no free columns at its right")
NO_COLOUR = Sentence(
    "“{sheet}”第 {row} 行的颜色“{text}”看不懂；请改回原来的样子，例如 #FFFF00",
    "{sheet} row {row}: {text} is no colour; write it as it was, like #FFFF00",
)
LONG_TAG = Sentence(
    "“{sheet}”第 {row} 行：含义太长（最多 {limit} 个字），也不能有分号",
    "Row {row} of “{sheet}”: a meaning has at most {limit} letters and no semicolon",
)
ONLY_A_COPY = Sentence(
    "生成我的视图只在命令行上做：start.py addin my_view --file 我的表.xlsx --out 新表.xlsx",
    "A view is made on the command line: addin my_view --file BOOK --out NEW",
)
NOT_ADOPTED = Sentence(
    "这本工作簿还没有接管，先按“接管工作簿”", "This book is not adopted yet: adopt it first"
)
MADE = Sentence(
    "已生成{sheets}的空表，样子不变；按“刷新”取回您的订单，或直接往下写",
    "Made empty sheets of {sheets} in the same look; refresh brings orders, or go on writing",
)
APPLIED, ASKED, OWN_COLUMN, NO_WORDS = "√ 直接对应", "？请确认", "· 自己的列", "没有表头，不登记"
LEFT_OUT = "不登记"
KINDS: dict[PaintKind, str] = {"fill": "底色", "font": "字色"}
COLUMN_HEAD = ("工作表", "列", "表头", "对应字段", "把握", "处理", "样例一", "样例二", "样例三")
COLOUR_HEAD = ("工作表", "颜色", "种类", "含义", "行数", "在哪几行")
REPAINT = "别人加的标签也涂上颜色"
YES, NO = "是", "否"
TAGS = ("加急", "已确认", "缺料", "客户催")
"""Meanings of colours that are offered; any other word may be typed."""
