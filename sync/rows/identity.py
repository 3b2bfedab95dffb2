"""Which stored row each sheet row is: copies, rows of other books, partial sorts, reused and blanked rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sync.rows.checks import BLANK, NO_CHECKS, Checks, check
from sync.rows.kinship import Memory, claims
from sync.rows.marks import NO_MARKS, Marks
from sync.rows.sheet import NEW, Fate
from sync.rows.words import MATCHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.rows.columns import Columns
    from sync.rows.sheet import Reading, Row

DOUBT = "doubt"
_STRANGERS = frozenset({Fate.FRESH, Fate.PASTED})


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
    people, in_sight, witness = reading.columns.people, reading.columns.in_sight, reading.columns.witness
    deal.keep((*people, *witness))
    deal.notice_sorting()
    deal.follow((*in_sight, *witness[:1]))
    deal.keep(in_sight)
    deal.follow(in_sight)
    deal.tell_apart()
    deal.retell()
    deal.reunite()
    return replace(reading, rows=tuple(map(deal.decided, reading.rows)))


class _Deal:
    """Keys being dealt to rows: `free` ones are not yet given, `settled` rows have theirs."""

    def __init__(self, reading: Reading) -> None:
        self.columns = reading.columns
        self.rows = reading.rows
        self.live = [row for row in reading.rows if row.key and row.fate is Fate.KEPT]
        self.holders = Counter(row.key for row in self.live)
        self.free = _holdings(reading.rows)
        self.known = {key: holding.known for key, holding in self.free.items()}
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

    def keep(self, fields: Sequence[str]) -> None:
        """Give every key to the first row under it whose fields are as last synced."""
        for row in self.unsettled():
            if row.key in self.free and _is_synced(row, fields):
                self.give(row, row.key, fate=Fate.KEPT)

    def notice_sorting(self) -> None:
        """See that columns were sorted apart from their keys: a row with a key shows another's number."""
        self.sorted = self.sorted or any(map(self.shows_other_number, self.unsettled()))

    def follow(self, fields: Sequence[str]) -> None:
        """Give free keys to rows whose fields are what was last synced under them."""
        by_content: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for key in self.free:
            by_content[_synced(self.known[key], fields)].append(key)
        strangers = [row for row in self.rows if row.fate in _STRANGERS and row.number not in self.settled]
        for row in [*self.unsettled(), *strangers] if by_content else ():
            keys = [key for key in by_content.get(_content(row, fields), ()) if self.may_follow(row, key)]
            if keys:
                self.follow_to(row, max(keys, key=lambda key: (key == row.key, self.same_number(row, key))))

    def follow_to(self, row: Row, key: str) -> None:
        """Settle a row under the key of its content; another row's key is a sign of sorting."""
        own = key == row.key
        self.sorted = self.sorted or not (own or row.fate in _STRANGERS)
        self.give(row, key, fate=Fate.KEPT if own else Fate.MOVED)

    def may_follow(self, row: Row, key: str) -> bool:
        """Tell whether a row may take a key by its content; without a key only when it was moved there."""
        if key not in self.free or row.key or self.sorted:
            return key in self.free
        if row.fate is Fate.PASTED:
            return False
        return not self.at_home(key) if self.holders[key] else self.same_number(row, key)

    def at_home(self, key: str) -> bool:
        """Tell whether a live row under the key still has most of its content."""
        return any(self.is_mostly(row, key) for row in self.unsettled() if row.key == key)

    def is_mostly(self, row: Row, key: str) -> bool:
        """Tell whether more than half of the row's filled cells are as last synced under the key."""
        known = self.known[key].sheet
        filled = [field for field in self.columns.people if row.values[field] is not None]
        return 2 * sum(known.get(field) == check(row.values[field]) for field in filled) > len(filled)

    def same_number(self, row: Row, key: str) -> bool:
        """Tell whether the order number in the row's cell, if there are any, is the one last synced."""
        known = self.known[key].sheet
        return all(check(row.values[field]) == known.get(field, BLANK) for field in self.columns.witness[:1])

    def unsettled(self) -> list[Row]:
        """Return the live rows that have no key yet."""
        return [row for row in self.live if row.number not in self.settled]

    def tell_apart(self) -> None:
        """Give the remaining keys by likeness; what stays undecided is in doubt or new.

        While nothing looks sorted every row keeps its key, however much was typed over.
        """
        rows = {row.number: row for row in self.unsettled()}
        memory = Memory(self.known, set(self.free), self.columns.people, self.columns.witness)
        found = claims(tuple(rows.values()), memory)
        self.sorted = (
            self.sorted
            or any(map(self.shows_other_number, rows.values()))
            or any(claim.betrays_sorting for claim in found)
        )
        for claim in found:
            open_ = claim.number not in self.settled and claim.key in self.free
            if open_ and (claim.convinces if self.sorted else claim.own):
                self.follow_likely(rows[claim.number], claim.key)
        for row in self.unsettled():
            self.doubt(row)

    def follow_likely(self, row: Row, key: str) -> None:
        """Settle a row under a key it is like; without its number it has no witness until refilled."""
        proven = key == row.key or self.same_number(row, key)
        self.follow_to(row, key)
        if not proven:
            moved = self.settled[row.number]
            sheet = {f: text for f, text in moved.known.sheet.items() if f not in self.columns.witness}
            self.settled[row.number] = replace(moved, known=Checks(sheet, moved.known.server))

    def shows_other_number(self, row: Row) -> bool:
        """Tell whether the row shows the number of another free key: content moved along with it."""
        field = self.columns.witness[:1]
        number = row.values[field[0]] if field else None
        other = self.numbers.get(check(number)) if number is not None else None
        return other is not None and other in self.free and not self.same_number(row, row.key)

    def doubt(self, row: Row) -> None:
        """Settle a row nobody could place: a copy is new, the others wait for a person."""
        if row.key in self.free:
            self.give(row, row.key, fate=Fate.DOUBT)
        elif self.free and self.holders[row.key] == 1:
            self.give(row, next(iter(self.free)), fate=Fate.DOUBT)

    def retell(self) -> None:
        """Say on rows that moved without their number that they did; their result stayed with the number."""
        places = {row.key: row for row in reversed(self.rows) if row.key}
        for row in self.settled.values():
            if row.fate is Fate.MOVED and not self.brought_number(row):
                result = places[row.key].result if self.columns.witness else ""
                self.settled[row.number] = replace(row, result=result, note=MATCHED())

    def brought_number(self, row: Row) -> bool:
        """Tell whether a row shows the order number of its key: then its result came along too."""
        return any(row.values[field] for field in self.columns.witness[:1]) and self.same_number(row, row.key)

    def reunite(self) -> None:
        """Bring cells that stayed behind to the rows that moved: a column stayed when it mostly says so."""
        moved = [row for row in self.settled.values() if row.fate is Fate.MOVED]
        places = {row.key: row for row in reversed(self.rows) if row.key}
        stayed = self.stayed([(row, places[row.key]) for row in moved])
        for row in moved if stayed else ():
            there = places[row.key].values
            brought = {field: there[field] for field in stayed if field not in row.formulas}
            self.settled[row.number] = replace(row, values={**row.values, **brought})

    def stayed(self, pairs: Sequence[tuple[Row, Row]]) -> list[str]:
        """Return fields that mostly match where the key was and not where the content is now."""
        here, there = Counter[str](), Counter[str]()
        for row, place in pairs:
            known = row.known.sheet
            here.update(field for field in known if known[field] == check(row.values[field]))
            there.update(field for field in known if known[field] == check(place.values[field]))
        return [field for field in there if there[field] > here[field]]

    def decided(self, row: Row) -> Row:
        """Return the row with its final fate."""
        settled = self.settled.get(row.number, row)
        if settled.fate is Fate.BLANKED:
            return settled
        if row.number not in self.settled:
            settled = self.newcomer(row)
        elif self.number_cleared(settled, doubtful=row.marks.origin == DOUBT):
            settled = replace(settled, fate=Fate.REUSED, marks=Marks(origin="reuse"))
        elif self.typed_over(settled):
            fresh = settled.rev is None
            settled = replace(settled, fate=Fate.FRESH if fresh else Fate.REUSED, marks=NO_MARKS)
        empty = self.columns.needed and not any(map(settled.values.get, self.columns.needed))
        return replace(settled, fate=Fate.UNFINISHED, key="") if settled.fate in NEW and empty else settled

    def typed_over(self, row: Row) -> bool:
        """Tell whether a row that shows no number yet now means something else: its key may be an order."""
        unnumbered = row.rev is None or not row.known.sheet.keys() & self.columns.witness[:1]
        named = bool(self.columns.witness) or row.rev is None
        return row.fate is Fate.KEPT and unnumbered and named and not self.is_mostly(row, row.key)

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


def _is_synced(row: Row, fields: Sequence[str]) -> bool:
    return row.is_as_synced or _content(row, fields) == _synced(row.known, fields)


def _content(row: Row, fields: Sequence[str]) -> tuple[str, ...]:
    return tuple([check(row.values[field]) for field in fields])


def _synced(known: Checks, fields: Sequence[str]) -> tuple[str, ...]:
    return tuple([known.sheet.get(field, BLANK) for field in fields])
