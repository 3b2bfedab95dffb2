"""What the checks look at and what they find: frozen records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from server.orders.rules.records import Line, Names, Order

Texts: TypeAlias = Mapping[str, str | None]
Delta: TypeAlias = Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: `row` says where, in words a person can look up."""

    code: str
    row: str
    expected: str
    stored: str


class Revised(Struct, frozen=True, gc=False):
    """A revision of a row as the history has it."""

    key: str
    rev: int
    stamp: int
    actor: str
    delta: Delta


@dataclass(frozen=True, slots=True)
class Held:
    """What an order line holds of stock or of supply (keys)."""

    product: str
    warehouse: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as its table has it. `texts` is None for one that was taken back: nobody sees what is left."""

    key: str
    rev: int
    stamp: int
    texts: Texts | None


@dataclass(frozen=True, slots=True)
class LineKept:
    """An order line with its history and what it holds."""

    line: Line
    names: Names
    stamp: int
    revisions: Sequence[Revised] = ()
    reserved: Held | None = None
    committed: Held | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """Columns of an order that are made of others, to find it by."""

    phone_mask: str | None
    bundle: str | None


@dataclass(frozen=True, slots=True)
class Whole:
    """An order with all its lines."""

    order: Order
    derived: Derived
    lines: Sequence[LineKept]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A text of the history that may be an old name of the row (of another view) it stands for.

    It is a finding unless that row was called so once.
    """

    view: str
    key: str | None
    field: str
    text: str | None
    otherwise: Finding


@dataclass(frozen=True, slots=True)
class Answered:
    """A stored answer of a request, unpacked; None for one that cannot be read."""

    row: str
    view: str
    submission: str | None
    written: Sequence[tuple[str, int]]
    at: dt.datetime
