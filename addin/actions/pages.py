"""Sheets of ours that are written afresh at each press; a mark tells them from a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.bridge import messages as m
from sync.fields.texts import MARKED_ROWS, OUR_MARK

if TYPE_CHECKING:
    from collections.abc import Sequence

STORY, TASK = "说明", "字段对应"
REPORTS = STATEMENT, WEEK, SHORTAGE = "对账单", "周报", "缺料风险"


def names_of(page: str) -> tuple[str, ...]:
    """Return the names a page may have: a person's own sheet of the first is never written on."""
    return page, f"{page}（表上单）", f"{page}（表上单）2"


def names_of_all(pages: Sequence[str]) -> frozenset[str]:
    """Return all names of some pages."""
    return frozenset(name for page in pages for name in names_of(page))


def marks_needed(snapshot: m.Snapshot, page: str) -> list[m.Need]:
    """Return the needs for the cells that tell whose sheets of the page's names are."""
    there = {sheet.name for sheet in snapshot.sheets}
    return [m.Need(m.Range(name, 1, 1, MARKED_ROWS, 1)) for name in names_of(page) if name in there]


def page_in(snapshot: m.Snapshot, page: str) -> m.CellBlock | None:
    """Return the page as far as the snapshot holds it; None where there is none of ours."""
    names = names_of(page)
    return next((each for each in snapshot.blocks if each.range.sheet in names and _is_marked(each)), None)


def sheet_for(snapshot: m.Snapshot, page: str) -> str:
    """Return the sheet to write on: ours, else the first name that is free; the last is taken for ours."""
    ours, names = page_in(snapshot, page), names_of(page)
    taken = {sheet.name for sheet in snapshot.sheets}
    return ours.range.sheet if ours else next((each for each in names if each not in taken), names[-1])


def covering(snapshot: m.Snapshot, sheet: str, rows: Sequence[Sequence[m.Cell]]) -> list[list[m.Cell]]:
    """Return rows as a rectangle, blank where needed, that covers whatever the sheet holds."""
    used = next(((each.rows, each.columns) for each in snapshot.sheets if each.name == sheet), (1, 1))
    tall, wide = max(used[0], len(rows)), max(used[1], *map(len, rows))
    return [[*row, *[None] * (wide - len(row))] for row in [*rows, *[()] * (tall - len(rows))]]


def _is_marked(block: m.CellBlock) -> bool:
    head = block.rows[:MARKED_ROWS] if block.range.first_row == 1 else []
    return any(row and str(row[0] or "").startswith(OUR_MARK) for row in head)
