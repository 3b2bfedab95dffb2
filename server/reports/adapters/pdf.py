"""A report as a PDF on A4, through ReportLab."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from server.reports.adapters.fonts import font

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sync.protocol.reports import Fact, Report
    from sync.protocol.stories import Section, SectionColumn

GREY, RULE, SOFT = colors.HexColor("#E1E5EA"), colors.HexColor("#C5CCD3"), colors.HexColor("#52606D")
MARGIN = 14 * mm
UPRIGHT_COLUMNS = 8
"""A table of more columns lies across the paper."""
FACTS_A_ROW = 4
_NUMBERS = frozenset({"quantity", "price", "money", "number", "whole"})
_LEAST, _MOST = 6, 22
"""How wide a column is at least and at most, in half-width letters."""
_FIRST_FULL_WIDTH = 0x2E80


@dataclass(frozen=True)
class Styles:
    """How texts look on paper."""

    text: ParagraphStyle
    right: ParagraphStyle
    head: ParagraphStyle
    soft: ParagraphStyle
    title: ParagraphStyle
    section: ParagraphStyle

    @classmethod
    def of(cls, name: str) -> Self:
        """Return the styles in a font."""
        text = ParagraphStyle("text", fontName=name, fontSize=9, leading=12, wordWrap="CJK")
        return cls(
            text=text,
            right=ParagraphStyle("right", parent=text, alignment=TA_RIGHT),
            head=ParagraphStyle("head", parent=text, alignment=TA_CENTER),
            soft=ParagraphStyle("soft", parent=text, textColor=SOFT, fontSize=8, leading=11),
            title=ParagraphStyle("title", parent=text, fontSize=18, leading=26, alignment=TA_CENTER),
            section=ParagraphStyle("section", parent=text, fontSize=11, leading=18, spaceBefore=8),
        )


def pdf_of(report: Report, *, made: str) -> bytes:
    """Return a report as a PDF, the same bytes for the same report; `made` stands below every page."""
    content, styles = io.BytesIO(), Styles.of(font())
    widest = max((len(section.columns) for section in report.sections), default=0)
    size = landscape(A4) if widest > UPRIGHT_COLUMNS else A4
    document = SimpleDocTemplate(
        content,
        pagesize=size,
        title=f"{report.title} {report.english}",
        author="Sheetline",
        invariant=True,
        **dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN),
    )

    def footed(canvas: Any, page: Any) -> None:
        canvas.setFont(styles.text.fontName, 8)
        canvas.setFillColor(SOFT)
        canvas.drawString(MARGIN, MARGIN / 2, made)
        canvas.drawRightString(size[0] - MARGIN, MARGIN / 2, f"{page.page}")

    document.build(list(_flow(report, size[0] - 2 * MARGIN, styles)), onFirstPage=footed, onLaterPages=footed)
    return content.getvalue()


def _flow(report: Report, width: float, styles: Styles) -> Iterator[Any]:
    yield Paragraph(_marked(f"{report.title}  {report.english}"), styles.title)
    yield _facts(report.facts, width, styles)
    for section in report.sections:
        yield Paragraph(_marked(f"{section.title}  {section.english}"), styles.section)
        yield _table(section, width, styles)
    yield Spacer(1, 4 * mm)


def _facts(facts: Sequence[Fact], width: float, styles: Styles) -> Table:
    """Return the facts as small cells, label above text, some of them a row."""
    cells = [
        [
            Paragraph(_marked(f"{fact.label} {fact.english}"), styles.soft),
            Paragraph(_marked(shown(fact.text, fact.kind)), styles.text),
        ]
        for fact in facts
    ]
    rows: list[list[Any]] = [
        cells[start : start + FACTS_A_ROW] for start in range(0, len(cells), FACTS_A_ROW)
    ]
    rows[-1] += [""] * (FACTS_A_ROW - len(rows[-1]))
    table = Table(rows, colWidths=[width / FACTS_A_ROW] * FACTS_A_ROW)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOX", (0, 0), (-1, -1), 0.5, RULE)]))
    return table


def _table(section: Section, width: float, styles: Styles) -> Table:
    head = [
        Paragraph(f"{_marked(each.label)}<br/>{_marked(each.english)}", styles.head)
        for each in section.columns
    ]
    rows = [
        [_cell(text, column, styles) for text, column in zip(row, section.columns, strict=True)]
        for row in section.rows
    ]
    table = Table([head, *rows], colWidths=_widths(section, width), repeatRows=1, splitInRow=1)
    looks = [
        ("BACKGROUND", (0, 0), (-1, 0), GREY),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *((side, (0, 0), (-1, -1), 3) for side in ("LEFTPADDING", "RIGHTPADDING")),
    ]
    table.setStyle(TableStyle(looks))
    return table


def _cell(text: str | None, column: SectionColumn, styles: Styles) -> Paragraph:
    return Paragraph(
        _marked(shown(text, column.kind)), styles.right if column.kind in _NUMBERS else styles.text
    )


def shown(text: str | None, kind: str) -> str:
    """Return a canonical text as it stands on paper: numbers with commas, money with two decimals."""
    if text is None or kind not in _NUMBERS:
        return text or ""
    number = Decimal(text)
    return f"{number:,.2f}" if kind == "money" else f"{number:,f}"


def _widths(section: Section, width: float) -> list[float]:
    """Return how wide columns are: by their longest text, within reason, all of the paper together."""
    wanted = [
        min(_MOST, max(_LEAST, *(_length(text) for text in texts))) for texts in _texts_by_column(section)
    ]
    return [width * each / sum(wanted) for each in wanted]


def _texts_by_column(section: Section) -> Iterator[list[str]]:
    for place, column in enumerate(section.columns):
        yield [column.label, column.english, *(shown(row[place], column.kind) for row in section.rows)]


def _length(text: str) -> int:
    return 1 + sum(2 if ord(letter) >= _FIRST_FULL_WIDTH else 1 for letter in text)


def _marked(text: str) -> str:
    """Return a text that is no mark-up, whatever it looks like."""
    return escape("".join(letter if letter.isprintable() else " " for letter in text))
