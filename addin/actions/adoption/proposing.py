"""Tables of a book that may be adopted, each with what its columns are taken for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from addin.actions.adoption.grids import grid_of
from addin.actions.adoption.layouts import TITLES, WITHOUT_ORDERS, layouts_of
from sync.adoption.adopted import Facts, as_adopted
from sync.adoption.layout import Layout, LayoutColumn, own_keys, same_words, shape_of
from sync.adoption.painting import colours
from sync.adoption.standing import header_row_of, our_columns, standing_of, without_ours
from sync.adoption.tables import find_tables
from sync.fields.own import OWN
from sync.rows.columns import NEEDED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from addin.bridge import messages as m
    from sync.adoption.grid import SheetGrid
    from sync.adoption.mapping import Meaning
    from sync.adoption.painting import Colour
    from sync.adoption.tables import FoundTable

_BARE = Layout(())
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """A table that may be adopted: the sheet as its owner made it, what was adopted of it before.

    `ours` are columns of ours that the sheet has already, `smaller` counts tables that are left alone.
    """

    block: m.CellBlock
    theirs: SheetGrid
    found: FoundTable
    layout: Layout | None
    ours: Mapping[str, int]
    smaller: int

    @property
    def sheet(self) -> str:
        """Return the name of the sheet."""
        return self.theirs.title

    @property
    def is_adopted(self) -> bool:
        """Tell whether the table is adopted as it stands."""
        return self.layout is not None and bool(self.ours)

    @property
    def words(self) -> dict[int, str]:
        """Return the header words of each column, from the left."""
        return dict(sorted(self.found.headers.items()))

    @property
    def shape(self) -> str:
        """Return what stands for the header words."""
        return shape_of(self.words.values())

    @property
    def colours(self) -> tuple[Colour, ...]:
        """Return the colours of its lines."""
        return colours([self.found])

    def meaning(self, column: int) -> Meaning:
        """Return what a column is taken for."""
        return self.found.meanings[column]

    def lines(self, layout: Layout, *, book: str, today: dt.date) -> dict[int, str | None]:
        """Return the lines under a layout, each with its day."""
        facts = Facts()
        table = as_adopted(self.found, layout)
        numbers = [line.number for line in table.lines(facts, book=book, today=today)]
        return {number: facts.days.get(number) for number in numbers}


def candidates(snapshot: m.Snapshot) -> list[Candidate]:
    """Return a table of each sheet that has any: the one with most lines."""
    return [found for block in snapshot.blocks if (found := _candidate(block, snapshot)) is not None]


def readable(snapshot: m.Snapshot) -> list[str]:
    """Return the sheets that may hold a table of the person's own."""
    return [sheet.name for sheet in snapshot.sheets if sheet.name not in WITHOUT_ORDERS]


def is_ours(snapshot: m.Snapshot) -> bool:
    """Tell whether the book has a sheet that was ours from the start."""
    layouts = layouts_of(snapshot)
    return any(
        block.range.sheet in TITLES
        and block.range.sheet not in layouts
        and header_row_of(grid_of(block)) is not None
        for block in snapshot.blocks
    )


def _candidate(block: m.CellBlock, snapshot: m.Snapshot) -> Candidate | None:
    grid = grid_of(block)
    layout = layouts_of(snapshot).get(grid.title)
    row = header_row_of(grid)
    if row is not None and layout is None and grid.title in TITLES:
        return None
    ours: Mapping[str, int] = {}
    if row is not None:
        standing = standing_of(grid, layout) if layout else None
        ours = standing.ours if standing else our_columns(grid, row, layout or _BARE)
    theirs = without_ours(grid, ours.values())
    tables = find_tables(theirs)
    if not tables:
        return None
    largest = max(tables, key=lambda table: len(table.orders))
    return Candidate(block, theirs, largest, layout, ours, len(tables) - 1)


def proposed_layout(
    candidate: Candidate, *, remembered: Layout | None, asked: Mapping[int, str | None]
) -> Layout:
    """Return the layout of a candidate.

    `asked` is what a person wrote for a column: a field, `""` for their own, None to leave it alone. Other
    columns are what they were, or what is sure without asking, or the person's own.
    """
    before = candidate.layout or remembered
    known = _known(before) if before else {}
    keys = {}
    for column, words in candidate.words.items():
        if column in asked:
            keys[column] = asked[column]
        elif same_words(words) in known:
            keys[column] = known[same_words(words)]
        else:
            meaning = candidate.meaning(column)
            keys[column] = meaning.field if meaning.is_applied else ""
    return _with_own(candidate, keys, before or _BARE)


def _known(layout: Layout) -> dict[str, str | None]:
    """Return what a layout says of words: a field, `""` for an own column, None for one left alone."""
    return {
        same_words(column.words): ("" if column.key.startswith(OWN) else column.key or None)
        for column in layout.columns
        if column.words
    }


def _with_own(candidate: Candidate, keys: Mapping[int, str | None], before: Layout) -> Layout:
    own = [column for column, key in keys.items() if key == ""]
    named = dict(zip(own, own_keys(candidate.words[column] for column in own), strict=True))
    columns = tuple(
        LayoutColumn(words, named.get(column, keys[column] or ""))
        for column, words in candidate.words.items()
    )
    return replace(before, columns=columns, header_rows=len(candidate.found.band.rows))


def lacking(layout: Layout) -> list[str]:
    """Return the fields that a table must have and has not."""
    return [key for key in NEEDED[layout.view] if key not in layout.by_key]


def samples(candidate: Candidate, column: int, *, most: int) -> Iterator[str]:
    """Yield the first values of a column on lines of orders, as a person reads them."""
    shown = 0
    for number in candidate.found.orders:
        cell = candidate.theirs.carried(number, column)
        if shown < most and cell is not None and cell != "":
            shown += 1
            yield _shown(cell)


def _shown(cell: object) -> str:
    plain = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    text = " ".join(str(plain).replace("T00:00:00", "").split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
