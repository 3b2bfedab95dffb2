"""What a press sends: edits of rows, grouped by order and cut into chunks, and what must be asked before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.fields.orders import SAVE, STAGES
from sync.fields.texts import half_width
from sync.protocol.messages import RowIn
from sync.rows import words
from sync.rows.checks import check
from sync.rows.columns import COMPARED
from sync.rows.sheet import OUT, Fate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sync.rows.columns import Columns
    from sync.rows.sheet import Reading, Row

BRAKE_FIELDS = frozenset({"customer", "product", "quantity"})
BRAKE_ROWS = 5
BRAKE_SHARE = 5  # one in five


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row to send, the sheet row it stands on, and the group that must not be split."""

    number: int
    row: RowIn
    group: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a press will do: rows to send in the order of sending, rows left alone, rows in doubt.

    `brake` are the rows whose customer, product or quantity would change, when they are so many that the
    press must ask first; else empty.
    """

    outgoing: tuple[Outgoing, ...]
    unfinished: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()
    brake: tuple[int, ...] = ()

    @property
    def brake_question(self) -> str:
        """Return the question to ask, empty when there is none."""
        listed = "、".join(map(str, self.brake))
        return words.BRAKE(count=len(self.brake), rows=listed) if self.brake else ""


def plan_press(reading: Reading, *, restore: bool = False) -> Plan:
    """Return what a press on a minted reading sends.

    A row is sent when a field differs from its checks, a command waits, or cells must be refilled. With
    `restore` every row that was once accepted sends all it holds, because the server may have lost it.
    """
    outgoing = list(_outgoing(reading, restore=restore))
    # What is entered again is no change: the question about the server was about it.
    changing = list(_outgoing(reading, restore=False)) if restore else outgoing
    return Plan(
        tuple(_grouped(outgoing)),
        unfinished=_numbers(reading, Fate.UNFINISHED),
        doubtful=_numbers(reading, Fate.DOUBT),
        brake=_brake(reading, changing),
    )


def _outgoing(reading: Reading, *, restore: bool) -> Iterator[Outgoing]:
    for row in reading.rows:
        if row.key and row.fate not in OUT:
            sent = _sent(row, reading.columns, restore=restore)
            if sent is not None:
                yield Outgoing(row.number, sent, _group(row))


def chunks(outgoing: Sequence[Outgoing], *, size: int) -> Iterator[tuple[Outgoing, ...]]:
    """Yield the rows in parts of about `size`; a group is never split, so a part may be longer."""
    part: list[Outgoing] = []
    for index, one in enumerate(outgoing):
        if len(part) >= size and one.group != outgoing[index - 1].group:
            yield tuple(part)
            part = []
        part.append(one)
    if part:
        yield tuple(part)


def edits(row: Row, columns: Columns, *, restore: bool = False) -> dict[str, str | None]:
    """Return the fields of a row that differ from what was last synced, with their values; None clears.

    A new row sends all it holds. What only the server writes is sent where a person overwrote it (to be
    told), but not where it is unknown or names the row.
    """
    values = row.values
    if row.rev is None or restore:
        fields = (*columns.people, *(field for field in columns.servers if field in COMPARED))
        # A server that lost a clearing must be told of it.
        cleared = columns.people if row.rev is not None else ()
        found = {field: values[field] for field in fields if values[field] is not None or field in cleared}
    elif row.is_as_synced:
        found = {}
    else:
        known = row.known.sheet  # of most fields every check is as it was: no more is asked of these
        differing = [field for field in columns.compared if check(values[field]) != known.get(field)]
        found = {field: values[field] for field in differing if _is_edited(row, field, columns)}
    once = {field: values[field] for field in columns.once if values[field] not in {None, *words.CHOICES}}
    if restore and "action" in columns.once and values.get("status") == STAGES["draft"]:
        once.setdefault("action", SAVE)  # entered again, a draft is still one
    return {field: value if value is None else str(value) for field, value in (found | once).items()}


def _is_edited(row: Row, field: str, columns: Columns) -> bool:
    known = row.known.sheet.get(field)
    value = row.values[field]
    if known is None:
        return value is not None and field in columns.people
    return check(value) != known


def needs_refill(row: Row, columns: Columns) -> bool:
    """Tell whether cells the server writes may be another row's (after a partial sort) or new."""
    return row.rev is not None and not row.known.sheet.keys() >= columns.refilled


def is_unproven(row: Row, columns: Columns) -> bool:
    """Tell whether a row has no witness although the sheet has a column for it: it is refilled first."""
    return (
        row.rev is not None
        and bool(columns.witness)
        and not any(field in row.known.sheet for field in columns.witness)
    )


def shows_wrong_number(row: Row, columns: Columns) -> bool:
    """Tell whether the row shows another number than was last synced: a person wrote there, or sorted."""
    return row.rev is not None and any(
        row.values[field] is not None and row.known.sheet.get(field) not in {None, check(row.values[field])}
        for field in columns.witness
    )


def _sent(row: Row, columns: Columns, *, restore: bool) -> RowIn | None:
    if is_unproven(row, columns) and not restore:
        return RowIn(row.key, {}, row.rev)
    changed = edits(row, columns, restore=restore)
    if not changed and shows_wrong_number(row, columns):
        return RowIn(row.key, {}, row.rev)
    if not changed and not needs_refill(row, columns):
        return None
    return RowIn(row.key, changed, row.rev, _witness(row, columns))


def _witness(row: Row, columns: Columns) -> dict[str, str | None] | None:
    """Return what the sheet shows as the row's number, so that the server can tell a wrong row."""
    if row.rev is None:
        return None
    shown = {field: row.values[field] for field in columns.witness if field in row.known.sheet}
    return {field: str(value) for field, value in shown.items() if value is not None} or None


def _group(row: Row) -> str:
    """Return what keeps the rows of one order together: customer PO, else mark, else the row alone."""
    for field in ("customer_po", "order_mark"):
        value = row.values.get(field)
        if value is not None:
            return f"{field} {fold(value)}"
    return f"row {row.number}"


def fold(text: str) -> str:
    """Return text folded for comparing: half-width, without case and blanks."""
    return "".join(half_width(text).casefold().split())


def _grouped(outgoing: Sequence[Outgoing]) -> Iterator[Outgoing]:
    """Yield rows group by group, groups in the order of their first rows."""
    groups: dict[str, list[Outgoing]] = {}
    for one in outgoing:
        groups.setdefault(one.group, []).append(one)
    for group in groups.values():
        yield from group


def _numbers(reading: Reading, fate: Fate) -> tuple[int, ...]:
    return tuple(row.number for row in reading.rows if row.fate is fate)


def _brake(reading: Reading, outgoing: Sequence[Outgoing]) -> tuple[int, ...]:
    synced = sum(row.rev is not None for row in reading.rows)
    risky = [
        one.number for one in outgoing if one.row.rev is not None and BRAKE_FIELDS & one.row.values.keys()
    ]
    reused = [row.number for row in reading.rows if row.fate is Fate.REUSED]
    changed = sorted(risky + reused)
    many = len(changed) > BRAKE_ROWS and BRAKE_SHARE * len(changed) > synced + len(reused)
    return tuple(changed) if many else ()
