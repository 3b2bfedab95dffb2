"""The proposal of 接管工作簿 as a table that people read on a terminal."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from sync.fields.orders import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

APPLIED, ASKED, OWN = "√ 直接对应", "？请确认", "· 自己的列"
KINDS = {"fill": "底色", "font": "字色"}
UNREAD = "（读不出）"
MOST_ROWS, WIDEST = 8, 24
NO_TABLE = (
    "没有找到订单表：要有一行表头，里面有产品和数量。\n"
    "No table of orders was found: it needs a header with a product and a quantity."
)


def proposal_lines(proposal: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that show a proposal."""
    if not proposal["tables"]:
        yield NO_TABLE
    for table in proposal["tables"]:
        yield from _table(table)
    if proposal["colours"]:
        yield "颜色 Colours"
        yield from (f"  {line}" for line in map(_colour, proposal["colours"]))


def _table(table: Mapping[str, Any]) -> Iterator[str]:
    header = "、".join(map(str, table["header_rows"]))
    yield (
        f"工作表“{table['sheet']}”：表头第 {header} 行，"
        f"订单在第 {table['first_row']}–{table['last_row']} 行，共 {table['order_lines']} 行"
    )
    rows = [
        (letters, column["header"], _label(column["field"]), _sure(column), _verdict(column))
        for letters, column in table["columns"].items()
    ]
    yield from _aligned([("列", "表头", "对应字段", "把握", "处理"), *rows])
    yield from _lines(table)


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was read of the first lines, a row each; `？` stands before what somebody should look at."""
    read: dict[str, list[str]] = {}
    for spot, cell in table.get("values", {}).items():
        letters = spot.rstrip("0123456789")
        if cell["value"] is not None or cell["doubtful"]:
            said = f"{'？' if cell['doubtful'] else ''}{cell['value'] or UNREAD}"
            label = _label(table["columns"][letters]["field"])
            read.setdefault(spot[len(letters) :], []).append(f"{label} {said}")
    for number, cells in read.items():
        yield f"  第 {number} 行  {'；'.join(cells)}"


def _label(field: str | None) -> str:
    return ORDERS.field(field).label if field else ""


def _sure(column: Mapping[str, Any]) -> str:
    return f"{column['confidence']:.0%}" if column["field"] else ""


def _verdict(column: Mapping[str, Any]) -> str:
    if column["field"] is None:
        return OWN
    return APPLIED if column["applied"] else ASKED


def _colour(colour: Mapping[str, Any]) -> str:
    rows: Sequence[int] = colour["rows"]
    listed = "、".join(map(str, rows[:MOST_ROWS])) + (" …" if len(rows) > MOST_ROWS else "")
    return f"{colour['sheet']} {KINDS[colour['kind']]} #{colour['rgb']}：{len(rows)} 行（第 {listed} 行）"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    cut = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cut, strict=True)]
    for row in cut:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield ("  " + "  ".join(cells)).rstrip()


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    while _width(plain) > WIDEST:
        plain = plain[:-2] + "…"
    return plain


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese signs take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
