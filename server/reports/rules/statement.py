"""A customer's account over a period: entries one after the other, and what is owed after each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from msgspec import Struct

ZERO = Decimal("0.00")


class Entry(Struct, frozen=True, gc=False):
    """An entry of a ledger; `owed` is signed: what it adds to what the customer owes."""

    on: dt.date
    kind: str
    reference: str | None
    remark: str | None
    owed: Decimal


class Account(Struct, frozen=True):
    """Entries of a period with the balance after each; amounts in CNY, tax included."""

    opening: Decimal
    entries: Sequence[Entry]
    balances: Sequence[Decimal]

    @property
    def raised(self) -> Decimal:
        """Return what was added in the period."""
        return sum((entry.owed for entry in self.entries if entry.owed > 0), start=ZERO)

    @property
    def lowered(self) -> Decimal:
        """Return what was paid or taken off in the period."""
        return -sum((entry.owed for entry in self.entries if entry.owed < 0), start=ZERO)

    @property
    def closing(self) -> Decimal:
        """Return what is owed at the end; below zero the customer has paid ahead."""
        return self.balances[-1] if self.balances else self.opening


def account_of(opening: Decimal, entries: Sequence[Entry]) -> Account:
    """Return the account; entries stand in the order of days."""
    return Account(opening, entries, list(accumulate((entry.owed for entry in entries), initial=opening))[1:])
