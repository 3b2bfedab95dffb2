"""What both scripts write: the values of a row's columns, its history, and its part of the answer."""

from __future__ import annotations

import datetime as dt
import zlib
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from server.masterdata.calendar import add_working_hours
from sync.rows.keys import new_keys
from tests.benchmarks.ideal.batch import (
    ACTOR,
    MILLIONTHS,
    NotIdealError,
    encode,
    millionths,
    sent_of,
    text_of,
)

if TYPE_CHECKING:
    from tests.benchmarks.ideal.batch import Batch, Gathered, Place, Product

CENTS, CENT = 100, Decimal("0.01")
BLANK: dict[str, None] = dict.fromkeys(("spec", "unit", "holds", "department", "salesperson"))
CHANGED = """
SELECT l.key, l.rev, l.stamp, o.order_no, l.line_no, c.name, o.customer_po, o.phone, p.code, p.name, p.spec,
  p.unit, l.quantity, l.unit_price, l.amount, l.requested_on, l.promised_on, o.payment_terms, l.ship_to,
  o.ordered_at, l.priority, l.remark, w.code, o.stage, o.channel, o.department, o.salesperson, l.shipped,
  l.invoiced, l.paid, l.changed_by, l.changed_at
FROM order_lines l JOIN orders o ON o.key = l."order" LEFT JOIN customers c ON c.key = o.customer
  LEFT JOIN products p ON p.key = l.product LEFT JOIN warehouses w ON w.key = l.warehouse
WHERE (l.stamp, l.key) > ({0}, '') ORDER BY l.stamp, l.key LIMIT 200"""


class Written(msgspec.Struct, frozen=True, gc=False):
    """What differs from row to row: the JSON that PostgreSQL gets, the source of SQLite's tuples."""

    key: str
    audit_key: str
    step_key: str
    order_no: str
    customer: str
    customer_po: str
    bundle: str
    phone: str
    phone_mask: str
    payment_terms: str
    ordered_at: dt.datetime
    product: str
    quantity: int
    unit_price: int
    amount: int
    requested_on: dt.date
    warehouse: str
    stock: str
    place: int
    delta: msgspec.Raw
    sent: msgspec.Raw
    sent_print: str


class Contents:
    """The contents of one batch; `free` (millionths by stock row) is drawn down."""

    def __init__(self, batch: Batch, gathered: Gathered, free: dict[str, int]) -> None:
        self._batch, self._gathered, self._free = batch, gathered, free
        self._month, self._second = f"{batch.now:%y%m}", f"{batch.now:%Y-%m-%dT%H:%M:%SZ}"
        rules = gathered.rules
        self.until = add_working_hours(
            batch.now, hours=rules.reservation_hours, working_day=rules.working_day
        )
        self.results: list[dict[str, Any]] = []
        keys = new_keys()
        places = zip(gathered.places, keys, keys, strict=False)
        self.rows = [self._row(number, *each) for number, each in enumerate(places)]

    def answer(self) -> bytes:
        """Return the answer to the request, with what is left of each product after all rows."""
        for place, result in zip(self._gathered.places, self.results, strict=True):
            result["values"]["available"] = str(self._free[place.product.stock] // MILLIONTHS)
        server, epoch = self._gathered.site
        return encode(
            {
                "submission": self._batch.submission,
                "cursor": None,
                "has_more": False,
                "complete": False,
                "server": server,
                "epoch": epoch,
                "results": self.results,
                "changes": (),
                "removed": (),
                "choices": {},
            }
        )

    def _row(self, number: int, place: Place, audit_key: str, step_key: str) -> Written:
        values, product = place.row.values, place.product
        quantity = millionths(values.quantity)
        amount = (values.quantity * values.unit_price).quantize(CENT, ROUND_HALF_UP)
        self._reserve(product, quantity)
        order_no = f"SO{self._month}{place.number:04d}"
        sent = sent_of(values)
        served = served_of(place, sent, order_no=order_no, amount=text_of(amount))
        self.results.append(self._result(place, served))
        return Written(
            key=place.row.key,
            audit_key=audit_key,
            step_key=step_key,
            order_no=order_no,
            customer=place.customer.key,
            customer_po=values.customer_po,
            bundle=place.bundle,
            phone=place.customer.phone,
            phone_mask=place.mask,
            payment_terms=place.customer.terms,
            ordered_at=values.ordered_at,
            product=product.key,
            quantity=quantity,
            unit_price=millionths(values.unit_price),
            amount=int(amount * CENTS),
            requested_on=values.requested_on,
            warehouse=product.warehouse,
            stock=product.stock,
            place=number,
            delta=msgspec.Raw(encode(delta_of(place, served, sent))),
            sent=msgspec.Raw(place.sent),
            sent_print=place.print,
        )

    def _reserve(self, product: Product, quantity: int) -> None:
        if self._free[product.stock] < quantity:
            raise NotIdealError(f"short of {product.code}")
        self._free[product.stock] -= quantity

    def _result(self, place: Place, served: dict[str, str]) -> dict[str, Any]:
        author = {"changed_by": ACTOR, "changed_at": self._second}
        return {
            "key": place.row.key,
            "outcome": "created",
            "rev": 1,
            "values": {**served, **BLANK, **author, "phase": self._gathered.step.phase},
            "problems": (),
            "conflicts": (),
        }


def served_of(place: Place, sent: dict[str, str], *, order_no: str, amount: str) -> dict[str, str]:
    """Return the texts that the server fills."""
    return {
        "status": "待审核",
        "order_no": order_no,
        "line_no": "1",
        "product_name": place.product.name,
        "amount": amount,
        "warehouse": place.product.warehouse_code,
        "promised_on": sent["requested_on"],
        "stage": "review",
        "channel": "表格",
        "shipped": "0",
        "invoiced": "0",
        "paid": "0",
        "phone": place.customer.phone,
        "payment_terms": place.customer.terms,
    }


def delta_of(place: Place, served: dict[str, str], sent: dict[str, str]) -> dict[str, tuple[None, str]]:
    """Return the first revision: nothing before, every field that is filled now."""
    filled = {**served, **sent, "customer": place.customer.name, "product": place.product.code}
    return {field: (None, text) for field, text in filled.items()}


def packed(answer: bytes) -> bytes:
    """Return the answer as it is kept."""
    return zlib.compress(answer, 1)
