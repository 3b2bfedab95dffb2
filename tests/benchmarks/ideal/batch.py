"""What both scripts take: a batch of rows, what the database knows of it, and the errors of bad rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import msgspec

from server.masterdata.calendar import add_working_hours
from server.masterdata.rules.settings import rules_from
from sync.fields.dates import SHANGHAI
from sync.rows.keys import new_key
from tests.benchmarks.firm import BOOK, CLERK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.benchmarks.firm import SentRow

WINDOW = dt.timedelta(minutes=5)
SLOTS = 2**16
MILLIONTHS = 10**6
ACTOR, VIEW = CLERK.name, "orders"


class NotIdealError(Exception):
    """A row is not as good as the script takes for granted."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A request and the moment it came."""

    rows: Sequence[SentRow]
    now: dt.datetime
    print: str
    request: str
    submission: str
    book: str


class Customer(NamedTuple):
    """What an order takes from its customer."""

    key: str
    name: str
    phone: str
    terms: str


class Product(NamedTuple):
    """What a line takes from its product, and the stock row that serves it."""

    key: str
    code: str
    name: str
    warehouse: str
    warehouse_code: str
    stock: str


class Place(NamedTuple):
    """A row beside what the database knows of it, and the number its order gets."""

    row: SentRow
    customer: Customer
    product: Product
    number: int
    mask: str
    bundle: str


class Step(NamedTuple):
    """The first decision that an order of this batch needs, and how it is said that it waits for it."""

    rule: str
    name: str
    role: str
    place: int
    hours: int
    due_at: dt.datetime

    @property
    def phase(self) -> str:
        """Return how far an order is that waits for this step."""
        return f"待{self.name}，{self.due_at.astimezone(SHANGHAI):%m-%d %H:%M} 前"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Who answers, the place in commit order, the rows beside what they name, and who decides first."""

    site: tuple[str, int]
    stamp: int
    places: Sequence[Place]
    step: Step


def batch_of(rows: Sequence[SentRow]) -> Batch:
    """Return rows as a request of now."""
    sent_print = sha256(msgspec.json.encode(rows)).hexdigest()
    return Batch(rows, dt.datetime.now(dt.UTC), sent_print, new_key(), new_key(), BOOK)


def step_of(batch: Batch, found: tuple[str, str, str, int, int]) -> Step:
    """Return the step of a rule (key, step, role, place, hours in millionths) for a batch of now."""
    began = batch.now.replace(microsecond=0)
    hours = Decimal(found[4]) / MILLIONTHS
    return Step(*found, add_working_hours(began, hours=hours, working_day=rules_from({}).working_day))


def place_of(row: SentRow, customer: Customer, product: Product, number: int) -> Place:
    """Return a row beside what it names, with what its duplicates would be found by."""
    mask = f"{customer.phone[:3]}*{customer.phone[-4:]}"
    bundle = f"{customer.key}\n{row.values.customer_po.casefold()}"
    return Place(row, customer, product, number, mask, bundle)


def slots(places: Iterable[Place]) -> list[int]:
    """Return the slots to lock against the same order entered twice at once, ascending."""
    names = {name for place in places for name in (f"phone {place.mask}", place.bundle)}
    return sorted({crc32(name.encode()) % SLOTS for name in names})


def demand_apart(places: Iterable[Place]) -> None:
    """Raise NotIdealError when two rows of the batch are one order by phone, product and time."""
    before: dict[tuple[str, str], list[dt.datetime]] = {}
    for place in places:
        at = place.row.values.ordered_at
        times = before.setdefault((place.mask, place.product.key), [])
        if any(abs(at - time) <= WINDOW for time in times):
            raise NotIdealError(place.row.key)
        times.append(at)
