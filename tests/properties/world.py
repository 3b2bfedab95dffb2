"""A desk and the truth beside it: everything a person does to rows, and the check of what a press wrote."""

from __future__ import annotations

import copy
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.sync.rows.desk import Desk
from tests.sync.rows.grid import FIRST_ROW, IN_SIGHT, ORDER_FIELDS, TYPED, Grid, order
from tests.sync.rows.oracle import WRITABLE, Oracle

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.fields.values import Cell
    from sync.protocol.messages import Values
    from tests.sync.rows.grid import Cells

SOUL = "soul"
_PRODUCTS = ("HX-1", "HX-2", "HX-3")
_PEOPLE = tuple(f for f in IN_SIGHT if f in {*WRITABLE, "action"})
_GROUP = tuple(f for f in ORDER_FIELDS if f not in IN_SIGHT)
_NUMBERS_STAY = "the columns people fill"
_SORTS: dict[str, tuple[str, ...] | None] = {
    "all columns": None,
    "the columns in sight": (*IN_SIGHT, SOUL),
    _NUMBERS_STAY: (*_PEOPLE, SOUL),
}


@dataclass
class World:
    """A desk, and the truth beside it: every row carries the soul of the order its content means."""

    desk: Desk = field(default_factory=lambda: Desk(Oracle()))
    souls: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    soul_of: dict[str, int] = field(default_factory=dict)
    copied: dict[Cell, Cell] = field(default_factory=dict)
    numbers_left: bool = False
    saved: tuple[list[Cells], object, dict[str, int]] | None = None

    @property
    def grid(self) -> Grid:
        """Return the sheet."""
        return self.desk.grid

    def filled(self) -> list[int]:
        """Return the numbers of rows with content."""
        return [FIRST_ROW + i for i, row in enumerate(self.grid.rows) if any(row.get(f) for f in TYPED)]

    def is_synced(self) -> bool:
        """Tell whether every row stands under the key that was made for it."""
        rows = [self.grid.row(number) for number in self.filled()]
        return all(self.soul_of.get(str(row.get("_key"))) == row.get(SOUL) for row in rows)


def _pick(world: World, place: int) -> int | None:
    numbers = world.filled()
    return numbers[place % len(numbers)] if numbers else None


def type_new(world: World, place: int, _other: int) -> None:
    """Type a new order below the others."""
    soul = next(world.souls)
    number = FIRST_ROW + len(world.grid.rows)
    world.grid.type(number, **_fresh(soul, place))


def _fresh(soul: int, place: int) -> Cells:
    return {**order(soul, product=_PRODUCTS[place % 3], customer=f"客户{place % 2}"), SOUL: soul}


def edit(world: World, place: int, other: int) -> None:
    """Type over one cell."""
    number = _pick(world, place)
    typed: tuple[tuple[str, Cell], ...] = (
        ("quantity", 1000 + other),
        ("product", _PRODUCTS[other % 3]),
        ("unit_price", other + 0.5),
        ("ship_to", f"地址{other}"),
        ("remark", None),
    )
    if number is not None:
        world.grid.type(number, **dict([typed[other % len(typed)]]))


def clear(world: World, place: int, _other: int) -> None:
    """Clear all cells in sight of a row."""
    number = _pick(world, place)
    if number is not None:
        world.grid.clear(number, (*IN_SIGHT, SOUL))


def reuse(world: World, place: int, other: int) -> None:
    """Clear a row in sight and type another order into it."""
    number = _pick(world, place)
    if number is not None:
        world.grid.clear(number)
        world.grid.type(number, **_fresh(next(world.souls), other))


def copy_row(world: World, place: int, other: int) -> None:
    """Copy a whole row below the others; sometimes change the copy."""
    number = _pick(world, place)
    if number is not None:
        below = FIRST_ROW + len(world.grid.rows)
        world.grid.copy(number, below)
        _ensoul_copy(world, number, below)
        if other % 2:
            world.grid.type(below, quantity=2000 + other)


def copy_in_sight(world: World, place: int, other: int) -> None:
    """Copy the cells in sight below the others and change the quantity."""
    number = _pick(world, place)
    if number is not None:
        below = FIRST_ROW + len(world.grid.rows)
        world.grid.copy_in_sight(number, below)
        _ensoul_copy(world, number, below)
        world.grid.type(below, quantity=3000 + other)


def _ensoul_copy(world: World, number: int, below: int) -> None:
    soul = next(world.souls)
    world.copied[soul] = world.grid.row(number)[SOUL]
    world.grid.type(below, **{SOUL: soul})


def paste(world: World, place: int, _other: int) -> None:
    """Paste a synced row of another book below the others."""
    other_desk = Desk(world.desk.server, Grid("book-b"))
    soul = next(world.souls)
    other_desk.grid.type(FIRST_ROW, **_fresh(soul, place))
    other_desk.press()
    world.soul_of[other_desk.key(FIRST_ROW)] = soul
    world.grid.type(FIRST_ROW + len(world.grid.rows), **other_desk.grid.row(FIRST_ROW))
    world.grid.rows[-1][SOUL] = next(world.souls)


def sort(columns: str) -> Callable[[World, int, int], None]:
    """Return the edit that sorts some columns, by any order the two numbers make."""

    def sort_rows(world: World, place: int, other: int) -> None:
        if columns == _NUMBERS_STAY and not world.is_synced():
            _press(world, answered=True)
        world.numbers_left = world.numbers_left or columns == _NUMBERS_STAY
        size = len(world.grid.rows)
        order_ = sorted(range(size), key=lambda index: (index * (2 * place + 1) + other) % 7)
        world.grid.sort(order_, _SORTS[columns])

    sort_rows.__qualname__ = sort_rows.__name__ = f"sort {columns}"
    return sort_rows


def filter_rows(_world: World, _place: int, _other: int) -> None:
    """Hide rows by a filter: the host reads them all the same."""


def delete(world: World, place: int, _other: int) -> None:
    """Delete a whole row."""
    number = _pick(world, place)
    if number is not None:
        world.grid.delete(number)


def others_edit(world: World, place: int, other: int) -> None:
    """Another clerk changes a stored row."""
    keys = sorted(world.desk.server.rows)
    if keys:
        changed: Values = (
            {"quantity": str(4000 + other)} if other % 2 else {"payment_terms": f"月结{other}天"}
        )
        world.desk.server.store(keys[place % len(keys)], changed)


def save(world: World, _place: int, _other: int) -> None:
    """Keep the file as it is now."""
    world.saved = copy.deepcopy(world.grid.rows), world.desk.state, {}


def reopen(world: World, _place: int, _other: int) -> None:
    """Close without saving and open the file as it was kept."""
    if world.saved is not None:
        world.grid.rows = copy.deepcopy(world.saved[0])
        world.desk.state = world.saved[1]  # type: ignore[assignment]


def press(world: World, _place: int, _other: int) -> None:
    """Press 同步."""
    _press(world, answered=True)


def press_unanswered(world: World, _place: int, _other: int) -> None:
    """Press 同步 and lose the answer."""
    _press(world, answered=False)


EDITS = (
    type_new,
    edit,
    clear,
    reuse,
    copy_row,
    copy_in_sight,
    paste,
    *(sort(columns) for columns in _SORTS),
    filter_rows,
    delete,
    others_edit,
    save,
    reopen,
    press,
    press_unanswered,
)


TAKING_AWAY = (clear, reuse, copy_row, copy_in_sight, delete, reopen)


def _press(world: World, *, answered: bool) -> None:
    world.numbers_left = world.numbers_left and not answered
    server = world.desk.server
    old = {key: stored.now for key, stored in server.rows.items()}
    server.writes.clear()
    world.desk.press(answered=answered)
    rows = {row.number: row for row in world.grid.read().rows}
    souls = {number: world.grid.row(number).get(SOUL) for number in rows}
    on_sheet: dict[Cell, Values] = {
        soul: {f: rows[number].values[f] for f in TYPED} for number, soul in souls.items() if soul is not None
    }
    sent = {one.row.key: world.grid.row(one.number).get(SOUL) for one in world.desk.plan.outgoing}  # type: ignore[union-attr]
    _rename_twins(world, on_sheet, old)
    for key, before, after in server.writes:
        soul = sent.get(key)
        if not before:
            world.soul_of[key] = soul  # type: ignore[assignment]
            continue
        truth = world.soul_of[key]
        same = soul == truth or _alike(old, key, world, soul)
        assert same, f"{key} belongs to {truth}, written from {soul}"
        written = {f: after[f] for f in TYPED if after[f] != before[f]}
        assert written == {f: on_sheet[soul][f] for f in written}


def _rename_twins(world: World, on_sheet: dict[Cell, Values], old: dict[str, Values]) -> None:
    """Where a copy took the key of a row just like it, gone or changed too, it is the order from now on."""
    for row in world.grid.rows:
        key, soul = str(row.get("_key") or ""), row.get(SOUL)
        truth = world.soul_of.get(key)
        if truth is None or soul in {None, truth} or key not in old:
            continue
        original = on_sheet.get(truth)
        if original == on_sheet.get(soul) or _inherits(world, soul, truth, original, old[key]):
            swapped = {other: truth for other, owner in world.soul_of.items() if owner == soul}
            world.soul_of.update(swapped | {key: soul})  # type: ignore[arg-type]


def _inherits(world: World, soul: Cell, truth: Cell, original: Values | None, stored: Values) -> bool:
    """Tell whether a row was copied from the right one, and that one is gone or no longer as it was synced.

    Two rows under one key, both changed since: nobody can tell which is the copy.
    """
    while soul is not None and soul != truth:
        soul = world.copied.get(soul)
    return soul == truth and (original is None or original != {f: stored[f] for f in TYPED})


def _alike(old: dict[str, Values], key: str, world: World, soul: Cell) -> bool:
    """Tell whether the order a row means held what the written one held: no one can tell them apart."""
    twins = [other for other, owner in world.soul_of.items() if owner == soul and other in old]
    return any(all(old[other][f] == old[key][f] for f in TYPED) for other in twins)
