"""What both scripts take: a batch of rows, what the database knows of it, and the errors of bad rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import msgspec

from server.masterdata.calendar import add_working_hours, is_free_day
from server.masterdata.rules.settings import rules_from
from sync.fields.dates import SHANGHAI
from sync.rows.keys import new_key
from tests.benchmarks.firm import BOOK, CLERK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from server.masterdata.rules.settings import Rules
    from tests.benchmarks.firm import SentRow, SentValues

SLOTS = 2**16
MILLIONTHS = 10**6
ACTOR, VIEW = CLERK.name, "orders"
encode = msgspec.json.Encoder().encode


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
    """What a line takes from its product and is judged by (millionths), and the stock row that serves it."""

    key: str
    code: str
    name: str
    warehouse: str
    warehouse_code: str
    stock: str
    step: int | None
    list_price: int | None
    floor_price: int | None


class Place(NamedTuple):
    """A row beside what the database knows of it, and the number its order gets.

    `sent` are the texts it came with as they are kept: by their print a row is known whose key was lost.
    """

    row: SentRow
    customer: Customer
    product: Product
    number: int
    mask: str
    bundle: str
    sent: bytes
    print: str


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
    """Who answers, the place in commit order, rows beside what they name, the rules, who decides first."""

    site: tuple[str, int]
    stamp: int
    places: Sequence[Place]
    rules: Rules
    step: Step

    @property
    def window(self) -> dt.timedelta:
        """Return how near in time two orders are one."""
        return dt.timedelta(minutes=float(self.rules.duplicate_minutes))


def batch_of(rows: Sequence[SentRow]) -> Batch:
    """Return rows as a request of now."""
    sent_print = sha256(msgspec.json.encode(rows)).hexdigest()
    return Batch(rows, dt.datetime.now(dt.UTC), sent_print, new_key(), new_key(), BOOK)


def grounds_of(batch: Batch, found: Sequence[Any]) -> tuple[Rules, Step]:
    """Return the business rules, and the step of an approval rule for a batch of now.

    `found`: key, step, role, place, hours in millionths, how many conditions it has, all rules as JSON.
    """
    key, name, role, place, hours, conditions, texts = found
    if conditions:
        raise NotIdealError("the first step is not for all")
    rules = rules_from(msgspec.json.decode(texts) if isinstance(texts, str) else texts)
    began, limit = batch.now.replace(microsecond=0), Decimal(hours) / MILLIONTHS
    due_at = add_working_hours(began, hours=limit, working_day=rules.working_day)
    return rules, Step(key, name, role, place, hours, due_at)


def place_of(row: SentRow, customer: Customer, product: Product, number: int) -> Place:
    """Return a row beside what it names, with what its duplicates would be found by."""
    mask = f"{customer.phone[:3]}*{customer.phone[-4:]}"
    bundle = f"{customer.key}\n{row.values.customer_po.casefold()}"
    sent = encode(sent_of(row.values))
    return Place(row, customer, product, number, mask, bundle, sent, sha256(sent).hexdigest())


def sent_of(values: SentValues) -> dict[str, str]:
    """Return the texts a row was first sent with, in the order of fields that their print is made in."""
    return {
        "customer": values.customer,
        "customer_po": values.customer_po,
        "ordered_at": f"{values.ordered_at:%Y-%m-%dT%H:%M:%SZ}",
        "product": values.product,
        "quantity": text_of(values.quantity),
        "requested_on": values.requested_on.isoformat(),
        "unit_price": text_of(values.unit_price),
    }


def text_of(number: Decimal) -> str:
    """Return the canonical text of a number."""
    return f"{number.normalize():f}"


def millionths(number: Decimal) -> int:
    """Return a number as databases keep it."""
    return int(number * MILLIONTHS)


def demand_good(gathered: Gathered, today: dt.date) -> None:
    """Raise NotIdealError for a line that the product would say something of: quantity, price or day."""
    most = gathered.rules.price_deviation_percent
    for place in gathered.places:
        values, product = place.row.values, place.product
        quantity, price = millionths(values.quantity), millionths(values.unit_price)
        good = (
            quantity > 0
            and not (product.step and quantity % product.step)
            and not (product.floor_price is not None and price < product.floor_price)
            and not (product.list_price and abs(price - product.list_price) * 100 > most * product.list_price)
            and values.requested_on >= today
            and not is_free_day(values.requested_on)
        )
        if not good:
            raise NotIdealError(f"not good: {place.row.key}")


def slots(places: Iterable[Place]) -> list[int]:
    """Return the slots to lock against the same order entered twice at once, ascending."""
    names = {name for place in places for name in (f"phone {place.mask}", place.bundle)}
    return sorted({crc32(name.encode()) % SLOTS for name in names})


def demand_apart(places: Iterable[Place], window: dt.timedelta) -> None:
    """Raise NotIdealError when two rows of the batch are one order by phone, product and time."""
    before: dict[tuple[str, str], list[dt.datetime]] = {}
    for place in places:
        at = place.row.values.ordered_at
        times = before.setdefault((place.mask, place.product.key), [])
        if any(abs(at - time) <= window for time in times):
            raise NotIdealError(place.row.key)
        times.append(at)
