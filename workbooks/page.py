"""Page set-up: A4 landscape, as wide as what is in sight, headers on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.layout import HEADER_ROW

if TYPE_CHECKING:
    from workbooks.book import Sheet
    from workbooks.layout import Layout

_A4 = 9
_ALL_ROWS = 1_048_575


def set_page(sheet: Sheet, plan: Layout) -> None:
    """Print the columns in sight of all rows in use; the closed group is outside."""
    set_paper(sheet)
    sheet.raw.print_area(0, 0, _ALL_ROWS, len(plan.visible) - 1)
    sheet.raw.repeat_rows(0, HEADER_ROW - 1)


def set_paper(sheet: Sheet) -> None:
    """Print on A4 landscape, fit to width, with page numbers."""
    _set_paper(sheet)
    sheet.raw.set_landscape()


def set_portrait_paper(sheet: Sheet) -> None:
    """Print on A4 upright, fit to width, with page numbers."""
    _set_paper(sheet)
    sheet.raw.set_portrait()


def _set_paper(sheet: Sheet) -> None:
    sheet.raw.set_paper(_A4)
    sheet.raw.fit_to_pages(1, 0)
    sheet.raw.set_margins(left=0.4, right=0.4, top=0.45, bottom=0.55)
    sheet.raw.center_horizontally()
    sheet.raw.set_footer("&L&8&A&C&8第 &P 页，共 &N 页&R&8&D", {"margin": 0.25})
