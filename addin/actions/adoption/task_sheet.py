"""字段对应: the sheet on which a person sees what was understood of a table, and corrects it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.actions.adoption import words
from addin.actions.adoption.proposing import samples
from addin.actions.pages import TASK, covering, sheet_for
from addin.bridge import messages as m
from sync.fields.orders import ORDERS, SYNC_NOTE, SYNC_RESULT
from sync.fields.own import OWN
from sync.fields.texts import OUR_MARK
from sync.rows.letters import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.actions.adoption.proposing import Candidate
    from sync.adoption.layout import Layout

FIELDS_LIST, TAGS_LIST, ANSWERS_LIST = "adopt_fields", "adopt_tags", "adopt_yes_no"
_NEVER = frozenset({SYNC_RESULT.key, SYNC_NOTE.key})
FIELDS = tuple(each for each in ORDERS.fields if each.key not in _NEVER)
"""Fields that a column may be."""
_WIDTHS = [16, 9, 18, 14, 8, 14, 18, 18, 18]
_SAMPLES = 3
_MOST_ROWS = 8


@dataclass(slots=True)
class _Page:
    """The page being made on a sheet: its rows, and what is to be done to them; rows count from 1."""

    sheet: str
    rows: list[list[m.Cell]] = field(default_factory=list)
    dressed: list[m.Operation] = field(default_factory=list)

    def area(self, first_row: int, first_column: int, last_row: int, last_column: int) -> m.Range:
        """Return a range of the page."""
        return m.Range(self.sheet, first_row, first_column, last_row, last_column)

    def add(self, cells: Sequence[m.Cell]) -> int:
        """Add a row and return its number."""
        self.rows.append([*cells, *([None] * (len(_WIDTHS) - len(cells)))])
        return len(self.rows)

    def head(self, cells: Sequence[m.Cell], *, widths: list[float] | None = None) -> int:
        """Add the head of a table."""
        row = self.add(cells)
        self.dressed.append(m.Dress(self.area(row, 1, row, len(cells)), "head", widths or []))
        return row

    def body(self, first: int, width: int) -> None:
        """Dress the rows from `first` to the last."""
        if len(self.rows) >= first:
            self.dressed.append(m.Dress(self.area(first, 1, len(self.rows), width), "body"))

    def offer(self, first: int, column: int, name: str) -> None:
        """Offer a list in a column of the rows from `first` to the last."""
        if len(self.rows) >= first:
            self.dressed.append(m.Dropdown(self.area(first, column, len(self.rows), column), name))


def task_sheet(
    snapshot: m.Snapshot, proposals: Sequence[tuple[Candidate, Layout]], *, is_done: bool
) -> list[m.Operation]:
    """Return what writes the page over whatever it held before."""
    page = _Page(sheet_for(snapshot, TASK))
    title = words.TITLE_DONE if is_done else words.TITLE
    page.add([title(mark=OUR_MARK)])
    page.add([words.HINT_DONE() if is_done else words.HINT()])
    page.add([])
    _columns(page, proposals)
    _colours(page, proposals)
    rows = covering(snapshot, page.sheet, page.rows)
    return [
        m.Put(page.area(1, 1, len(rows), len(rows[0])), rows, keep_formulas=False),
        m.Dress(page.area(1, 1, 1, 1), "title"),
        m.Dress(page.area(2, 1, 2, 1), "note"),
        m.Choices(FIELDS_LIST, [words.LEFT_OUT, *(each.label for each in FIELDS)]),
        m.Choices(TAGS_LIST, [*words.TAGS]),
        m.Choices(ANSWERS_LIST, [words.YES, words.NO]),
        *page.dressed,
    ]


def _columns(page: _Page, proposals: Sequence[tuple[Candidate, Layout]]) -> None:
    page.head(words.COLUMN_HEAD, widths=[float(width) for width in _WIDTHS])
    first = len(page.rows) + 1
    for candidate, layout in proposals:
        for cells in _column_rows(candidate, layout):
            page.add(cells)
    page.body(first, len(words.COLUMN_HEAD))
    page.offer(first, words.COLUMN_HEAD.index("对应字段") + 1, FIELDS_LIST)


def _column_rows(candidate: Candidate, layout: Layout) -> Iterator[list[m.Cell]]:
    """Yield a row for each column: what is proposed, how sure that is, and what stands in it."""
    labels = {each.key: each.label for each in FIELDS}
    for (column, header), known in zip(candidate.words.items(), layout.columns, strict=True):
        meaning = candidate.meaning(column)
        first_time = candidate.layout is None
        key = known.key
        if first_time and key.startswith(OWN) and meaning.field:
            key = meaning.field
        proposed = labels.get(key, "" if key.startswith(OWN) or not header else words.LEFT_OUT)
        sure = f"{meaning.confidence:.0%}" if key and key == meaning.field else ""
        shown = samples(candidate, column, most=_SAMPLES)
        cells = [
            candidate.sheet,
            column_letters(column),
            header,
            proposed,
            sure,
            _verdict(key, header, known.key),
        ]
        yield [*cells, *shown]


def _verdict(key: str, header: str, applied: str) -> str:
    if not header:
        return words.NO_WORDS
    if key.startswith(OWN):
        return words.OWN_COLUMN
    return words.APPLIED if key == applied else words.ASKED


def _colours(page: _Page, proposals: Sequence[tuple[Candidate, Layout]]) -> None:
    page.add([])
    page.head(words.COLOUR_HEAD)
    first = len(page.rows) + 1
    painted: list[m.Operation] = []
    for candidate, layout in proposals:
        meant = {(each.kind, each.rgb): each.tag for each in layout.colours}
        for colour in candidate.colours:
            kind, rgb, rows = colour.paint.kind, colour.paint.rgb, colour.rows
            listed = "、".join(map(str, rows[:_MOST_ROWS])) + ("…" if len(rows) > _MOST_ROWS else "")
            found = (f"#{rgb}", words.KINDS[kind], meant.get((kind, rgb)), len(rows), listed)
            row = page.add([candidate.sheet, *found])
            painted.append(m.Paint(page.area(row, 2, row, 2), kind, rgb))
    page.body(first, len(words.COLOUR_HEAD))
    page.dressed += painted
    page.offer(first, words.COLOUR_HEAD.index("含义") + 1, TAGS_LIST)
    page.add([])
    repaint = any(layout.repaint for _, layout in proposals)
    switch = page.add([words.REPAINT, None, None, words.YES if repaint else words.NO])
    page.offer(switch, 4, ANSWERS_LIST)
