"""What each row below a header is: a line of an order, a subtotal, a header again, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.adoption.ditto import is_ditto
from sync.adoption.grid import BLANK
from sync.adoption.lexicon import is_known_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sync.adoption.bands import Band
    from sync.adoption.grid import GridRow, SheetGrid
    from sync.fields.values import Cell

_TOTAL = re.compile(
    r".{0,20}?(小\s*计|合\s*计|总\s*计|累\s*计|共\s*计|汇\s*总|总\s*数|平均|大写)\s*(金额|数量|\([^)]*\)|（[^）]*）)?\s*[:：]?\s*"
    r"[¥￥]?[\d,.]*\s*(元|个|件|只|pcs)?|.{0,16}?(grand\s*|sub[\s-]*)?total\b.{0,12}|sum|average|本页.{0,6}|承前页|过次页|转下页|.{0,10}大写.*",
    re.IGNORECASE | re.DOTALL,
)
_SUM = re.compile(r"^=?\s*(SUM|SUBTOTAL|AGGREGATE|SUMIFS?|SUMPRODUCT)\s*\(", re.IGNORECASE)
_DIGIT = re.compile(r"[\d一二三四五六七八九十百千万半]")
_FEWEST_COUNTED = 4
_HINTS = ("计", "汇总", "总数", "平均", "大写", "total", "sum", "average", "页")
_NAMES = ("product", "product_name", "spec")
_SUPPORT = ("unit_price", "requested_on", "ordered_at", "customer", "customer_po", "order_no", "promised_on")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the fields of a table stand: column by field, and all columns of the table."""

    by_field: Mapping[str, int]
    all: Sequence[int]

    @property
    def names(self) -> tuple[int, ...]:
        """Return the columns that say which product a row is about."""
        return tuple(self.by_field[key] for key in _NAMES if key in self.by_field)

    @property
    def leading(self) -> int:
        """Return the column that names the product first of all."""
        return self.names[0]

    @property
    def support(self) -> tuple[int, ...]:
        """Return the columns of which lines of orders fill one beside product and quantity."""
        return tuple(self.by_field[key] for key in _SUPPORT if key in self.by_field)


def order_rows(sheet: SheetGrid, numbers: Iterable[int], *, band: Band, columns: Columns) -> tuple[int, ...]:
    """Return the numbers of the rows that are lines of orders."""
    return tuple(number for number in numbers if is_order(sheet, number, band=band, columns=columns))


def is_order(sheet: SheetGrid, number: int, *, band: Band, columns: Columns) -> bool:
    """Tell whether a row says of which product how much is ordered, and is no sum of others."""
    row = sheet.by_number[number]
    quantity = columns.by_field.get("quantity")
    if quantity is None or not _has_quantity(sheet, row, quantity):
        return False
    if is_total(row, columns.all) or is_header_again(row, band) or _is_summed(row, quantity, columns):
        return False
    if not row.is_filled(quantity) and not row.is_filled(columns.leading):
        return False  # the second row of one line: quantity and product both come down from above
    if number == band.rows[-1] + 1 and _only_counts_columns(row):
        return False
    if any(_is_shown(sheet, row, column) for column in columns.names):
        return True
    return any(row.is_filled(column) for column in columns.support) and not _is_bare(row, columns)


def _has_quantity(sheet: SheetGrid, row: GridRow, column: int) -> bool:
    if column in row.formulas:
        return row.is_filled(column)
    cell = sheet.carried(row.number, column)
    if not isinstance(cell, str):
        return cell is not None
    if not cell or ":" in cell or "：" in cell:
        return False
    return _DIGIT.search(cell) is not None or is_ditto(cell) or not speaks_of_fields(row)


def speaks_of_fields(row: GridRow) -> bool:
    """Tell whether a row names things (制单, 审核, 日期 …), as the foot of a form does."""
    words = (row.at(column) for column in row.filled())
    return sum(1 for word in words if isinstance(word, str) and is_known_word(word)) > 1


def _only_counts_columns(row: GridRow) -> bool:
    """Tell whether a row below the header only numbers the columns."""
    cells = [row.at(column) for column in row.filled()]
    if len(cells) < _FEWEST_COUNTED or any(not isinstance(cell, int) for cell in cells):
        return False
    return all(isinstance(cell, int) and cell == at for at, cell in enumerate(cells, 1))


def _is_shown(sheet: SheetGrid, row: GridRow, column: int) -> bool:
    return row.is_filled(column) or sheet.carried(row.number, column) not in BLANK


def _is_bare(row: GridRow, columns: Columns) -> bool:
    """Tell whether a row without a product holds one text at most: a person's own sum, or a note."""
    return sum(1 for column in columns.all if isinstance(row.at(column), str)) < 1 and len(columns.names) > 0


def is_total(row: GridRow, columns: Sequence[int]) -> bool:
    """Tell whether a row is a subtotal or total by its words."""
    return any(is_total_word(row.at(column)) for column in columns)


def is_total_word(cell: Cell) -> bool:
    """Tell whether a cell says 小计, 合计 … and nothing of a product."""
    if not isinstance(cell, str) or not cell:
        return False
    lowered = cell.lower()
    if not any(hint in lowered for hint in _HINTS):
        return False
    return _TOTAL.fullmatch(cell.strip()) is not None


def _is_summed(row: GridRow, quantity: int, columns: Columns) -> bool:
    """Tell whether the quantity is a formula that sums, on a row that names no product of its own."""
    formula = row.formulas.get(quantity)
    if formula is None or not _SUM.match(formula):
        return False
    return not any(row.is_filled(column) for column in columns.names)


def is_header_again(row: GridRow, band: Band) -> bool:
    """Tell whether a row repeats the words of the header (each printed page begins with it)."""
    same = sum(
        1
        for column, words in band.words.items()
        if isinstance(cell := row.at(column), str) and " ".join(cell.split()) in words
    )
    return same >= max(2, len(band.words) // 2)
