"""Which stored row each sheet row is: copies, rows of other books, partial sorts, reused and blanked rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sync.rows.checks import BLANK, NO_CHECKS, Checks, check
from sync.rows.kinship import claims
from sync.rows.marks import Marks
from sync.rows.sheet import NEW, Fate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.rows.columns import Columns
    from sync.rows.kinship import Claim
    from sync.rows.sheet import Reading, Row

DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class _Holding:
    """What the sheet knows of a key, wherever its content went."""

    rev: int | None
    known: Checks
    marks: Marks


def settle(reading: Reading) -> Reading:
    """Return the reading with every row's fate decided, and key, revision and checks of moved rows exchanged.

    In this order: a row that still matches the checks of its key keeps it; a row whose content matches the
    checks of another free key is that row (partial sort); what is left is told apart by likeness, and where
    that does not decide after a sort the row is in doubt; a row whose number was cleared is a new one.
    """
    deal = _Deal(reading)
    deal.keep_matching()
    deal.follow_content()
    deal.tell_apart()
    return replace(reading, rows=tuple(map(deal.decided, reading.rows)))


class _Deal:
    """Keys being dealt to rows: `free` ones are not yet given, `settled` rows have theirs."""

    def __init__(self, reading: Reading) -> None:
        self.columns = reading.columns
        self.rows = reading.rows
        self.live = [row for row in reading.rows if row.key and row.fate is Fate.KEPT]
        self.holders = Counter(row.key for row in self.live)
        self.free = _holdings(reading.rows)
        self.numbers = _numbers(self.free, self.columns)
        self.settled: dict[int, Row] = {}
        self.owners: dict[str, int] = {}
        self.sorted = any(row.marks.origin == DOUBT for row in self.live)

    def give(self, row: Row, key: str, *, fate: Fate) -> None:
        """Settle a row under a key; an unmoved row stays the very same record."""
        holding = self.free.pop(key)
        self.owners[key] = row.number
        origin = DOUBT if fate is Fate.DOUBT else holding.marks.origin.replace(DOUBT, "")
        marks = replace(holding.marks, origin=origin) if origin != holding.marks.origin else holding.marks
        if key == row.key and fate is row.fate and marks == row.marks:
            self.settled[row.number] = row
            return
        self.settled[row.number] = replace(
            row, key=key, rev=holding.rev, known=holding.known, marks=marks, fate=fate
        )

    def keep_matching(self) -> None:
        """Give every key to the first row under it that is as last synced, with its number if it can."""
        people, witness = self.columns.people, self.columns.witness
        for fields in ((*people, *witness), people):
            for row in self.live:
                if row.number in self.settled or row.key not in self.free:
                    continue
                if _content(row, fields) == _synced(row.known, fields):
                    self.give(row, row.key, fate=Fate.KEPT)

    def follow_content(self) -> None:
        """Give free keys to rows whose content is what was last synced under them."""
        people = self.columns.people
        by_content: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for key, holding in self.free.items():
            by_content[_synced(holding.known, people)].append(key)
        fresh = [row for row in self.rows if row.fate is Fate.FRESH]
        for row in [*self.unsettled(), *fresh] if by_content else ():
            keys = [key for key in by_content.get(_content(row, people), ()) if self.may_follow(row, key)]
            if keys:
                self.sorted = self.sorted or bool(row.key)
                self.give(row, max(keys, key=lambda key: self.same_number(row, key)), fate=Fate.MOVED)

    def may_follow(self, row: Row, key: str) -> bool:
        """Tell whether a row may take a key by its content; without a key only when it was moved there."""
        if key not in self.free or row.key:
            return key in self.free
        abandoned = not self.holders[key]
        if not self.columns.witness:
            return abandoned
        numbered = row.values[self.columns.witness[0]] is not None
        return self.same_number(row, key) and (numbered or abandoned)

    def same_number(self, row: Row, key: str) -> bool:
        """Tell whether the order number in the row's cell is the one last synced under the key."""
        return any(
            check(row.values[field]) == self.free[key].known.sheet.get(field, BLANK)
            for field in self.columns.witness[:1]
        )

    def unsettled(self) -> list[Row]:
        """Return the live rows that have no key yet."""
        return [row for row in self.live if row.number not in self.settled]

    def tell_apart(self) -> None:
        """Give the remaining keys by likeness, strongest claim first; the undecided are in doubt or new."""
        rows = self.unsettled()
        self.sorted = self.sorted or any(map(self.shows_other_number, rows))
        fields = (*self.columns.people, *self.columns.witness)
        known = {key: holding.known for key, holding in self.free.items()}
        by_number = {row.number: row for row in rows}
        for claim in claims(rows, known, fields):
            if claim.number not in self.settled and claim.key in self.free and self.convinces(claim):
                self.sorted = self.sorted or not claim.own
                row = by_number[claim.number]
                self.give(row, claim.key, fate=Fate.KEPT if claim.own else Fate.MOVED)
        for row in self.unsettled():
            self.doubt(row)

    def shows_other_number(self, row: Row) -> bool:
        """Tell whether the row shows the number of another free key: content moved along with it."""
        field = self.columns.witness[:1]
        number = row.values[field[0]] if field else None
        other = self.numbers.get(check(number)) if number is not None else None
        return other is not None and other in self.free and not self.same_number(row, row.key)

    def convinces(self, claim: Claim) -> bool:
        """Tell whether a claim decides: the own key easily while nothing looks sorted, else by majority."""
        if claim.own:
            return claim.mostly or not self.sorted
        lead = 1 if self.sorted else max(2, (claim.size + 1) // 2)
        return claim.mostly and claim.lead >= lead

    def doubt(self, row: Row) -> None:
        """Settle a row nobody could place: a copy is new, the others wait for a person."""
        if row.key in self.free:
            self.give(row, row.key, fate=Fate.DOUBT if self.sorted else Fate.KEPT)
        elif self.free and self.holders[row.key] == 1:
            self.give(row, next(iter(self.free)), fate=Fate.DOUBT)

    def decided(self, row: Row) -> Row:
        """Return the row with its final fate."""
        settled = self.settled.get(row.number, row)
        if settled.fate is Fate.BLANKED:
            return settled
        if row.number not in self.settled:
            settled = self.newcomer(row)
        elif self.number_cleared(settled, doubtful=row.marks.origin == DOUBT):
            settled = replace(settled, fate=Fate.REUSED, marks=Marks(origin="reuse"))
        empty = self.columns.needed and not any(map(settled.values.get, self.columns.needed))
        return replace(settled, fate=Fate.UNFINISHED, key="") if settled.fate in NEW and empty else settled

    def newcomer(self, row: Row) -> Row:
        """Return a row that has no stored row as what it is: typed in, pasted, or copied (number and all)."""
        original = self.owners.get(row.key) or self.original(row)
        if row.fate is Fate.PASTED:
            return replace(row, marks=Marks(origin="paste"))
        if original is None:
            return row
        bare = replace(row, key="", rev=None, known=NO_CHECKS)
        return replace(bare, fate=Fate.COPY, marks=Marks(origin=f"copy {original}"))

    def original(self, row: Row) -> int | None:
        """Return the row whose order number a row without key shows."""
        number = row.values[self.columns.witness[0]] if self.columns.witness else None
        return None if number is None else self.owners.get(self.numbers.get(check(number), ""))

    def number_cleared(self, row: Row, *, doubtful: bool) -> bool:
        """Tell whether the order number was taken out of the cell since the last sync."""
        stayed = row.fate is Fate.KEPT or (row.fate is Fate.DOUBT and doubtful)
        return stayed and any(
            row.values[field] is None and row.known.sheet.get(field, BLANK) != BLANK
            for field in self.columns.witness[:1]
        )


def _holdings(rows: Sequence[Row]) -> dict[str, _Holding]:
    """Return what is known of each key; of several rows under one key the newest revision counts."""
    holdings: dict[str, _Holding] = {}
    for row in rows:
        held = holdings.get(row.key)
        if row.key and (held is None or (row.rev or 0) > (held.rev or 0)):
            holdings[row.key] = _Holding(row.rev, row.known, row.marks)
    return holdings


def _numbers(holdings: dict[str, _Holding], columns: Columns) -> dict[str, str]:
    """Return keys by the check of their order number."""
    return {
        holding.known.sheet[field]: key
        for key, holding in holdings.items()
        for field in columns.witness[:1]
        if field in holding.known.sheet
    }


def _content(row: Row, fields: Sequence[str]) -> tuple[str, ...]:
    return tuple([check(row.values[field]) for field in fields])


def _synced(known: Checks, fields: Sequence[str]) -> tuple[str, ...]:
    return tuple([known.sheet.get(field, BLANK) for field in fields])
