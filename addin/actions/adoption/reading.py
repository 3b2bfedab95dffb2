"""The rows of a sheet as understood: a sheet of ours as it stands, an adopted one as its owner means it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from addin.actions.adoption.colours import Painted, painted_rows
from addin.actions.adoption.places import adopted_in
from addin.actions.tables import table_of
from sync.adoption.adopted import Facts
from sync.rows.checks import BLANK, Checks, check
from sync.rows.columns import RESULT
from sync.rows.reading import read
from sync.rows.sheet import HIDDEN_COLUMNS, Line, Table, hidden_of
from sync.rows.words import HISTORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from addin.actions.adoption.places import Adopted
    from addin.actions.tables import Place
    from addin.bridge import messages as m
    from addin.bridge.session import Session
    from sync.adoption.adopted import AdoptedLine
    from sync.rows.sheet import Reading, Row

AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows as understood, and of an adopted sheet what goes with them: facts, paint, rows left as history."""

    reading: Reading
    facts: Facts = field(default_factory=Facts)
    painted: Mapping[int, Painted] = field(default_factory=dict)
    history: tuple[int, ...] = ()


def seen(
    snapshot: m.Snapshot, place: Place, session: Session, *, book: str, only: frozenset[int] | None = None
) -> Seen:
    """Return the rows of a place (those in `only` if given) from the blocks of its sheet."""
    blocks = [block for block in snapshot.blocks if block.range.sheet == place.sheet]
    if place.layout is None:
        return Seen(read(table_of(blocks, place, only=only), book=book, today=session.today))
    adopted = adopted_in(blocks[0], place.layout) if blocks else None
    if adopted is None:
        raise msgspec.ValidationError(f"{place.sheet} is adopted no more")
    facts = Facts()
    lines = [*adopted.table.lines(facts, book=snapshot.book_name, today=session.today)]
    ours = _Ours(adopted, place)
    numbers = {line.number for line in lines}
    history = tuple(line.number for line in lines if ours.is_history(line.number, facts.days))
    lines += adopted.table.others([number for number in ours.known_rows() if number not in numbers])
    left_out = frozenset(history)
    wanted = (line for line in lines if line.number not in left_out and (only is None or line.number in only))
    rows = tuple(ours.line(line) for line in sorted(wanted, key=lambda line: line.number))
    reading = read(Table(place.spec, place.keys, rows), book=book, today=session.today)
    settled = replace(reading, rows=tuple(_settled(row, facts) for row in reading.rows))
    return Seen(settled, facts, painted_rows(adopted, place), history)


class _Ours:
    """Our columns beside an adopted table, row by row."""

    def __init__(self, adopted: Adopted, place: Place) -> None:
        self._rows = adopted.whole.by_number
        self._header_row = place.header_row
        self._since = place.layout.since if place.layout else ""
        self._result = place.columns.get(RESULT, 0)
        self._hidden = [place.columns[key] for key in HIDDEN_COLUMNS]
        self._ours = {at: key for key, at in adopted.standing.ours.items()}
        self._keys = place.keys

    def is_history(self, number: int, days: Mapping[int, str]) -> bool:
        """Tell whether a line was never synced and is older than what the sheet syncs."""
        row = self._rows[number]
        if row.at(self._hidden[0]) or not self._since:
            return False
        day = days.get(number)
        marked = bool(self._result) and row.at(self._result) == HISTORY
        return day < self._since if day is not None else marked

    def known_rows(self) -> Iterator[int]:
        """Yield rows below the header whose hidden cells say something."""
        for number, row in self._rows.items():
            if number > self._header_row and any(row.at(column) for column in self._hidden):
                yield number

    def line(self, line: AdoptedLine) -> Line:
        """Return a line with a cell for each column of the place."""
        row = self._rows[line.number]
        cells = (
            row.at(at) if at in self._ours else line.cells.get(key) for at, key in enumerate(self._keys, 1)
        )
        hidden = hidden_of([row.at(column) for column in self._hidden])
        return Line(line.number, tuple(cells), hidden, line.blocked)


def _settled(row: Row, facts: Facts) -> Row:
    """Return a row whose open years are what was last synced, and whose own amount stays as it is.

    An amount that the sheet works out says nothing that was not sent: once entered it is not compared again.
    """
    if AMOUNT in row.formulas and row.rev is not None:
        without = {key: text for key, text in row.known.server.items() if key != AMOUNT}
        known = Checks({**row.known.sheet, AMOUNT: BLANK}, without)
        row = replace(row, known=known, values={**row.values, AMOUNT: None})
    known = row.known
    kept = {
        key: other
        for key in row.values
        for other in facts.others.get((row.number, key), ())
        if known.sheet.get(key) == check(other)
    }
    differs = AMOUNT in known.server or row.rev is None
    if row.values.get(AMOUNT) is not None and differs and AMOUNT not in row.formulas:
        row = replace(row, formulas=row.formulas | {AMOUNT})
    return replace(row, values={**row.values, **kept}) if kept else row
