"""Available to promise with look-ahead, for one shelf while a batch is served."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from server.stock.rules.records import Shelf

ZERO = Decimal(0)


class Outlook:
    """A shelf while a batch is served.

    `A(t) = min over s ≥ t of [on hand − safety + supply until s − committed until s]`, reserved is committed
    now. Supply that is overdue does not count until somebody gives it a new date; overdue commitments do.
    """

    def __init__(self, shelf: Shelf, *, today: dt.date) -> None:
        self.shelf = shelf
        self._today = today
        self._base = shelf.on_hand - shelf.reserved - shelf.safety
        self._moves: dict[dt.date, Decimal] = {}
        for on, quantity in shelf.supplies:
            if on >= today:
                self._moves[on] = self._moves.get(on, ZERO) + quantity
        for on, quantity in shelf.commitments:
            self._owe(on, quantity)

    def at_once(self) -> Decimal:
        """Return A(now)."""
        return self._steps()[0][1]

    def earliest(self, quantity: Decimal) -> dt.date | None:
        """Return the first day t with A(t) ≥ quantity, None when no planned supply suffices."""
        return next((on for on, promise in self._steps() if promise >= quantity), None)

    def at(self, on: dt.date) -> Decimal:
        """Return A(on); a day that has passed is now."""
        return [promise for day, promise in self._steps() if day <= on or day == self._today][-1]

    def reserve(self, quantity: Decimal) -> None:
        """Take `quantity` from what is there."""
        self._base -= quantity

    def commit(self, quantity: Decimal, *, on: dt.date) -> None:
        """Take `quantity` from what is there on a day."""
        self._owe(on, quantity)

    def _owe(self, on: dt.date, quantity: Decimal) -> None:
        if on < self._today:
            self._base -= quantity
        else:
            self._moves[on] = self._moves.get(on, ZERO) - quantity

    def _steps(self) -> list[tuple[dt.date, Decimal]]:
        """Return (day, A) for now and for every day on which something moves, in time order."""
        if not self._moves:
            return [(self._today, self._base)]
        days = sorted(self._moves)
        sums = accumulate((self._moves[day] for day in days), initial=self._base)
        steps = list(zip((self._today, *days), sums, strict=True))
        lowest = accumulate((level for _, level in reversed(steps)), min)
        return [(day, low) for (day, _), low in zip(reversed(steps), lowest, strict=True)][::-1]
