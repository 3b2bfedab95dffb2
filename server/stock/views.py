"""The sheets 库存 and 在途与计划."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from server.db.bulk import among
from server.masterdata.links import TO_PRODUCT, TO_WAREHOUSE
from server.stock import service, store
from server.stock.models import RESERVATIONS, STOCK, SUPPLIES
from server.stock.rules.serving import newest_beyond
from server.views.cells import decimal_text
from server.views.table import TableView
from sync.fields import masterdata as fields
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.stock.store import Reservation
    from server.views.contract import Context, Touched, View
    from server.views.drafts import Draft

ZERO = Decimal(0)
FIXED = ("product", "warehouse")


@dataclass(frozen=True, slots=True)
class Released:
    """What became of order lines that lost their reservation: rows touched, and what to call each line."""

    touched: Sequence[Touched] = ()
    names: Mapping[str, str] | None = None


OnReleased = Callable[["Connection", Sequence[str], "Context"], Released]
"""Told the order lines (keys) that lost their reservation to a stock count; holds their orders."""


def _nobody(_conn: Connection, _lines: Sequence[str], _context: Context) -> Released:
    return Released()


@dataclass(frozen=True, kw_only=True)
class StockView(TableView):
    """Stock by product and warehouse; a count below what is reserved releases the newest reservations."""

    on_released: OnReleased = _nobody

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Lock the rows, and lower what is reserved to what a count leaves."""
        keys = [draft.edit.key for draft in drafts]
        counters = {counter.key: counter for counter in store.lock_counters(conn, among(STOCK.c.key, keys))}
        held = _by_stock(store.load_reservations(conn, list(counters)))
        for draft in drafts:
            counter = counters.get(draft.edit.key)
            draft.row["reserved"] = counter.reserved if counter else ZERO
            if counter:
                _keep_place(draft)
                _count(draft, held.get(counter.key, []))

    def settle(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> Sequence[Touched]:
        """Delete the reservations that a count released and tell whose they were."""
        lines = [line for draft in drafts for line in draft.aside]
        if not lines:
            return ()
        store.delete_reservations(conn, among(RESERVATIONS.c.line, lines))
        released = self.on_released(conn, lines, context)
        names = released.names or {}
        for draft in drafts:
            if draft.aside:
                orders = "、".join(dict.fromkeys(names.get(line, line) for line in draft.aside))
                draft.problems.append(problem("reservations_released", "on_hand", orders=orders))
        return released.touched

    def computed(self, conn: Connection, keys: Sequence[str]) -> dict[str, dict[str, str | None]]:
        """Return what is reserved and available of each row."""
        counters = store.load_counters(conn, among(STOCK.c.key, keys))
        return {
            counter.key: {
                "reserved": decimal_text(level.reserved),
                "available": decimal_text(level.available),
            }
            for counter, level in zip(counters, service.levels_of(conn, counters), strict=True)
        }


@dataclass(frozen=True, kw_only=True)
class SuppliesView(TableView):
    """What is planned to come in."""

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Refuse a supply of nothing."""
        for draft in drafts:
            if draft.row["quantity"] == 0:
                draft.refuse("bad_quantity", "quantity", text="0")


def _by_stock(reservations: Sequence[Reservation]) -> dict[str, list[tuple[str, Decimal]]]:
    found: dict[str, list[tuple[str, Decimal]]] = {}
    for reservation in reservations:
        found.setdefault(reservation.stock, []).append((reservation.line, reservation.quantity))
    return found


def _keep_place(draft: Draft) -> None:
    """Refuse to make the stock of one product or warehouse that of another."""
    for name in FIXED:
        before = draft.edit.stored.values[name] if draft.edit.stored else None
        if not draft.row["ended"] and before is not None and draft.texts[name] != before:
            expected = f"原来的 {before}；别的产品或仓库请另起一行"
            draft.refuse("bad_value", name, text=draft.texts[name] or "", expected=expected)


def _count(draft: Draft, held: Sequence[tuple[str, Decimal]]) -> None:
    """Decide which reservations a count leaves; the newest go first."""
    row: dict[str, Any] = draft.row
    if row["ended"]:
        row["on_hand"] = ZERO
    if draft.rejected or row["on_hand"] is None:
        return
    quantities = dict(held)
    draft.aside = newest_beyond(held, excess=row["reserved"] - row["on_hand"])
    row["reserved"] -= sum(quantities[line] for line in draft.aside)


def views(*, on_released: OnReleased = _nobody) -> tuple[View, ...]:
    """Return the views of stock; `on_released` is told whose reservations a stock count released."""
    links = {"product": TO_PRODUCT, "warehouse": TO_WAREHOUSE}
    return (
        StockView(spec=fields.STOCK, table=STOCK, links=links, natural=FIXED, on_released=on_released),
        SuppliesView(spec=fields.SUPPLIES, table=SUPPLIES, links=links),
    )
