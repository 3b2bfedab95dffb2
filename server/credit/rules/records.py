"""What is asked of credit and what is answered: frozen records."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

ZERO = Decimal("0.00")


class Standing(Struct, frozen=True, kw_only=True, gc=False):
    """How a customer (key) stands with one order: amounts in CNY, tax included.

    `exposure` = `receivable` + the uninvoiced part of the open orders entered before this one + this
    one. `release` is the payment that would let the order pass now, 0 when it passes. A customer without
    `limit` is not under credit control and passes always. `overdue_days` counts from the due date of the
    oldest invoice that payments do not cover.
    """

    customer: str
    limit: Decimal | None = None
    receivable: Decimal = ZERO
    exposure: Decimal = ZERO
    overdue_days: int = 0
    release: Decimal = ZERO
    bad_report: bool = False

    @property
    def passes(self) -> bool:
        """Tell whether the order may go on."""
        return self.limit is None or (self.release <= 0 and not self.bad_report)
