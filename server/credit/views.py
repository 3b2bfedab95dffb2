"""The sheet 客户往来: entries of customers' ledgers, which are never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from server.credit.models import LEDGER
from server.masterdata import service as masterdata
from server.masterdata.links import TO_CUSTOMER
from server.views.table import TableView
from sync.fields import planning as fields
from sync.fields.planning import LEDGER_KINDS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.views.contract import Context, Touched
    from server.views.drafts import Draft

OnLedger = Callable[["Connection", Collection[str], "Context"], "Sequence[Touched]"]
"""Told the customers (keys) whose ledger changed; lets orders go that credit holds no more."""
KEPT = ("customer", "kind", "amount", "on", "due_on")


def _nobody(_conn: Connection, _customers: Collection[str], _context: Context) -> Sequence[Touched]:
    return ()


@dataclass(frozen=True, kw_only=True)
class LedgerView(TableView):
    """Entries of customers' ledgers; one that stands is corrected by another."""

    on_changed: OnLedger = _nobody

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Refuse to change what stands, fill the due date, and sign the amount."""
        customers = {draft.row["customer"] for draft in drafts if draft.row["customer"]}
        known = masterdata.customers_by_key(conn, customers)
        terms = masterdata.terms(conn)
        for draft in drafts:
            if draft.row["ended"]:
                continue
            if not draft.fresh:
                _keep(draft)
            if not draft.rejected:
                days = terms.get(known[draft.row["customer"]].payment_terms or "", 0)
                _complete(draft, days=days)

    def settle(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> Sequence[Touched]:
        """Tell whose ledger changed."""
        return self.on_changed(conn, {draft.row["customer"] for draft in drafts}, context)


def _keep(draft: Draft) -> None:
    before = draft.edit.stored.values if draft.edit.stored else {}
    if draft.row["due_on"] is None:  # left blank as when it was entered: it was filled then
        draft.put(fields.LEDGER.field("due_on"), before.get("due_on"))
    for name in KEPT:
        if draft.texts[name] != before.get(name):
            expected = f"原来的 {before.get(name) or '空白'}；更正请另记一笔"
            draft.refuse("bad_value", name, text=draft.texts[name] or "", expected=expected)


def _complete(draft: Draft, *, days: int) -> None:
    row: dict[str, Any] = draft.row
    sign = LEDGER_KINDS[row["kind"]]
    row["owed"] = sign * Decimal(row["amount"])
    if row["due_on"] is None:
        due_on = row["on"] + dt.timedelta(days=days if sign > 0 else 0)
        draft.put(fields.LEDGER.field("due_on"), due_on.isoformat())


def view(*, on_changed: OnLedger = _nobody) -> LedgerView:
    """Return the view; `on_changed` is told whose ledger changed."""
    return LedgerView(
        spec=fields.LEDGER, table=LEDGER, links={"customer": TO_CUSTOMER}, on_changed=on_changed
    )
