"""Orders and their lines as values, and what a row of a sheet asks of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct, field

from server.orders.rules.stages import Effect
from sync.protocol.messages import Problem

if TYPE_CHECKING:
    from server.masterdata.rules.records import Customer, Found, Product
    from server.masterdata.rules.settings import Rules

Texts: TypeAlias = Mapping[str, str | None]
ORDER_FIELDS = ("customer", "customer_po", "phone", "payment_terms", "ordered_at")
IMPORTED = "历史导入"
"""The channel of orders from before this system: no rule has judged them and nothing is held for them."""
SETTLED = "settled"
LINE_FIELDS = (
    "order_mark",
    "product",
    "quantity",
    "unit_price",
    "requested_on",
    "ship_to",
    "priority",
    "remark",
    "tags",
)


class Hold(Struct, frozen=True, gc=False):
    """What stops an order; `line` (key) when it is about one line only."""

    kind: str
    line: str = ""


NO_HOLDS: frozenset[Hold] = frozenset()
FREEZING = frozenset({Hold("duplicate"), Hold("credit")})


class Order(Struct, frozen=True, gc=False):
    """An order without its lines. `customer` is a key; `timed`: a person gave the time of the order.

    The order goes by the key of the line that made it. `submission` is the one it was made in.
    """

    key: str
    ordered_at: dt.datetime
    stage: str
    submission: str
    created_by: str
    created_at: dt.datetime
    order_no: str | None = None
    customer: str | None = None
    customer_po: str | None = None
    phone: str | None = None
    payment_terms: str | None = None
    timed: bool = False
    department: str | None = None
    salesperson: str | None = None
    channel: str | None = None
    holds: frozenset[Hold] = NO_HOLDS

    @property
    def frozen(self) -> bool:
        """Tell whether the order is held as a duplicate or for its customer's credit: it reserves nothing."""
        return not FREEZING.isdisjoint(self.holds)

    @property
    def closed(self) -> bool:
        """Tell whether goods and money have changed hands: such an order asks for nothing any more."""
        return self.stage == SETTLED

    @property
    def imported(self) -> bool:
        """Tell whether the order was brought in from a file of old orders."""
        return self.channel == IMPORTED


class Line(Struct, frozen=True, gc=False):
    """One line of an order; `product` and `warehouse` are keys.

    `mode` is what was decided about missing stock (`wait`, `part`), `cover` what the line holds now:
    `reserved`, `promised`, or None.
    """

    key: str
    order: str
    shipped: Decimal
    invoiced: Decimal
    paid: Decimal
    changed_by: str
    changed_at: dt.datetime
    line_no: int | None = None
    order_mark: str | None = None
    product: str | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    requested_on: dt.date | None = None
    ship_to: str | None = None
    priority: str | None = None
    remark: str | None = None
    tags: str | None = None
    warehouse: str | None = None
    promised_on: dt.date | None = None
    mode: str | None = None
    cover: str | None = None
    cancelled: bool = False
    rev: int = 0


class Names(Struct, frozen=True, gc=False):
    """What keys of an order and its line are called on a sheet."""

    customer: str | None = None
    product: str | None = None
    product_name: str | None = None
    spec: str | None = None
    unit: str | None = None
    warehouse: str | None = None


class Ask(Struct, frozen=True, gc=False):
    """What one row of the sheet wants. `changes` are texts, `amount` the text the sheet shows as amount.

    `place` is its place on the sheet.
    """

    key: str
    line: Line | None
    changes: Texts
    place: int = 0
    command: str | None = None
    amount: str | None = None


class Row(Struct):
    """An ask while it is judged: values read from its texts, links as keys, and what is wrong.

    `effect` is what it does to its order, once that is decided.
    """

    ask: Ask
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    effect: Effect = Effect.NOTHING

    @property
    def key(self) -> str:
        """Return the key of the line."""
        return self.ask.key

    @property
    def fresh(self) -> bool:
        """Tell whether the line is new."""
        return self.ask.line is None

    @property
    def idle(self) -> bool:
        """Tell whether the row changes and commands nothing: it was sent to be compared."""
        return not (self.fresh or self.ask.changes or self.ask.command)

    @property
    def rejected(self) -> bool:
        """Tell whether nothing of the row may be written."""
        return bool(self.problems) and any(found.level == "reject" for found in self.problems)

    def blames(self, name: str) -> bool:
        """Tell whether a problem stands on the field already."""
        return bool(self.problems) and any(
            found.field == name and found.level == "reject" for found in self.problems
        )

    def states(self, name: str) -> bool:
        """Tell whether the row says something about a field of the order; blank in a new row says nothing."""
        return name in self.values and not (self.fresh and self.values[name] is None)


class Unit(Struct):
    """One order while it is decided: its rows in the order of the sheet, how it stood, how it shall stand.

    `before` is None for a new order. `lines` are all lines as stored, `after` all lines as they shall be.
    `entering`: it goes into review now, as a new order or from a draft. `joined`: rows of a later submission
    came to it. `judged`: what the duplicate rule looks at has changed.
    """

    key: str
    rows: list[Row]
    before: Order | None
    order: Order
    lines: dict[str, Line] = field(default_factory=dict)
    after: dict[str, Line] = field(default_factory=dict)
    entering: bool = False
    joined: bool = False
    judged: bool = False

    @property
    def rejected(self) -> bool:
        """Tell whether a row of the order is bad: then nothing of the order is written."""
        return any(row.rejected for row in self.rows)

    @property
    def live(self) -> bool:
        """Tell whether the order is in review or further: it counts for duplicates and stock."""
        return self.order.stage not in {"draft", "rejected", "cancelled"}

    def live_lines(self) -> list[Line]:
        """Return the lines that are not cancelled."""
        return [line for line in self.after.values() if not line.cancelled]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known while rows are decided. `own` is a dealer's customer; dealers see no other.

    Master data by key holds what stored orders refer to, by text what the rows name.
    """

    now: dt.datetime
    today: dt.date
    author: str
    department: str | None
    submission: str
    from_sheet: bool
    dealer: bool
    own: Customer | None
    customers_by_text: Mapping[str, Found[Customer]]
    products_by_text: Mapping[str, Found[Product]]
    customers: dict[str, Customer]
    products: dict[str, Product]
    terms: Mapping[str, int]
    terms_by_fold: Mapping[str, str]
    rules: Rules
