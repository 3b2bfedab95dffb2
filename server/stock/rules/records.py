"""What is asked of stock and what is answered: frozen records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ZERO = Decimal(0)


class Demand(Struct, frozen=True, kw_only=True, gc=False):
    """One order line asking for stock; `line` is its key, `product` and `warehouse` are keys.

    `warehouse` is the one to try first (None: the product's usual one); others that have it all come next, in
    code order. `may_commit`: a line that cannot be served now may take a supply that is there by
    `requested_on`, without a hold (the product is 订产, or the rule 按期可供不冻结). `wait` (同意等货): it
    takes the earliest supply, whenever that is. `part` (拆单发货): what is there is reserved, the rest waits.
    `fresh`: the line is new, so there is nothing it could hold already.
    """

    line: str
    product: str
    quantity: Decimal
    requested_on: dt.date
    warehouse: str | None = None
    may_commit: bool = False
    wait: bool = False
    part: bool = False
    fresh: bool = False


class Reserved(Struct, frozen=True, gc=False):
    """The whole quantity is reserved in this warehouse."""

    warehouse: str


class Promised(Struct, frozen=True, gc=False):
    """Nothing is reserved; the quantity is committed to supply of this warehouse, promised for `on`.

    `on` is None only for a line that waits although nothing is planned yet. `reserved` is what a line with
    `part` was given at once; only the rest is promised then.
    """

    warehouse: str | None
    on: dt.date | None
    reserved: Decimal = ZERO


class Short(Struct, frozen=True, gc=False):
    """Nothing is reserved or committed. `earliest` is the first day the whole quantity could be promised."""

    available: Decimal
    short: Decimal
    earliest: dt.date | None


Answer: TypeAlias = Reserved | Promised | Short


@dataclass(frozen=True, slots=True)
class Served:
    """An answer for each demand in order, and by product (key) what one line could reserve after that."""

    answers: Sequence[Answer] = ()
    free: Mapping[str, Decimal] = field(default_factory=dict)


class Taken(Struct, frozen=True, kw_only=True, gc=False):
    """What a line holds after it was served (keys): reserved at once, committed for a day."""

    line: str
    product: str
    warehouse: str | None
    reserved: Decimal = ZERO
    committed: Decimal = ZERO
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """Stock of one product in one warehouse (keys). `available` = on hand − reserved − safety stock."""

    product: str
    warehouse: str
    on_hand: Decimal
    reserved: Decimal
    available: Decimal


class Shelf(Struct, frozen=True, kw_only=True, gc=False):
    """One product in one warehouse (keys): what is there, what is owed and what comes, each with its day."""

    product: str
    warehouse: str
    on_hand: Decimal = ZERO
    reserved: Decimal = ZERO
    safety: Decimal = ZERO
    step: Decimal | None = None
    supplies: tuple[tuple[dt.date, Decimal], ...] = ()
    commitments: tuple[tuple[dt.date, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A stock row (key) whose counter says other than its reservations."""

    stock: str
    counter: Decimal
    counted: Decimal
