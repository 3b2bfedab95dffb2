"""What is asked of credit and what is answered: frozen records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

ZERO = Decimal("0.00")


class Ask(Struct, frozen=True, kw_only=True, gc=False):
    """An order (key) that asks for credit of its customer (key): what of it is not invoiced yet.

    `entered_at` is None for an order that is being entered. A customer without `limit` is not under credit
    control.
    """

    order: str
    customer: str
    amount: Decimal
    limit: Decimal | None
    entered_at: dt.datetime | None = None


class OpenOrder(Struct, frozen=True, gc=False):
    """What is not invoiced of an open order; without a key it stands for many. `held`: credit holds it."""

    amount: Decimal
    order: str = ""
    entered_at: dt.datetime | None = None
    held: bool = False


class Debt(Struct, frozen=True, gc=False):
    """What a customer must pay until a day."""

    due_on: dt.date
    amount: Decimal

    def less(self, paid: Decimal) -> Debt:
        """Return what is left after a payment."""
        return replace(self, amount=self.amount - paid)


class Position(Struct, frozen=True):
    """A customer's ledger, open orders, and report of the bureau.

    `waived` holds by order the amount up to which finance let it go whatever credit says.
    """

    debts: Sequence[Debt] = ()
    paid: Decimal = ZERO
    orders: Sequence[OpenOrder] = ()
    waived: Mapping[str, Decimal] = field(default_factory=dict)
    bad_report: bool = False


class Terms(Struct, frozen=True, kw_only=True):
    """The rules that hold: days a debt may be overdue, and whether a bad report holds orders."""

    today: dt.date
    overdue_days: int
    bad_report_holds: bool = False


class Standing(Struct, frozen=True, kw_only=True, gc=False):
    """How a customer (key) stands with one order: amounts in CNY, tax included.

    `exposure` = `receivable` + the uninvoiced part of the open orders entered before this one + this one.
    `excess` is what it is over the limit, `overdue` what is overdue for longer than the rule allows; both are
    0 where finance waived them. A customer without `limit` is not under credit control and passes always.
    `overdue_days` counts from the due date of the oldest debt that payments do not cover.
    """

    customer: str
    limit: Decimal | None = None
    receivable: Decimal = ZERO
    exposure: Decimal = ZERO
    overdue_days: int = 0
    excess: Decimal = ZERO
    overdue: Decimal = ZERO
    bad_report: bool = False

    @property
    def release(self) -> Decimal:
        """Return the payment that would let the order pass, 0 where none is needed."""
        return max(self.excess, self.overdue)

    @property
    def passes(self) -> bool:
        """Tell whether the order may go on."""
        return self.limit is None or (self.release <= 0 and not self.bad_report)
