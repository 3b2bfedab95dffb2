"""The view `orders` (订单录入): one row is one line of an order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.db.bulk import among
from server.masterdata import service as masterdata
from server.masterdata.models import CUSTOMERS, PAYMENT_TERMS, PRODUCTS
from server.orders import leaving, own, service, store
from server.orders.models import LINES, ORDERS
from server.orders.rules.shown import texts_of
from server.orders.service.followers import NOBODY
from server.stock import service as stock
from server.views.cells import decimal_text
from server.views.contract import Choice, Shown, Stored
from server.views.store import on_book
from sync.fields.orders import ORDERS as SPEC

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

    from server.orders.rules.history import Bound
    from server.orders.service.followers import Follower
    from server.orders.store import Full
    from server.views.contract import Actor, Applied, Context, Delta, Edit, Reversal, Scope, Window
    from sync.fields.kinds import ViewSpec

DROPDOWNS = {"customer": CUSTOMERS, "product": PRODUCTS, "payment_terms": PAYMENT_TERMS}


@dataclass(frozen=True)
class OrdersView:
    """Lines of orders as rows; staff see all of them, dealers those of their own customer."""

    spec: ViewSpec = SPEC
    follower: Follower = NOBODY
    witness: tuple[str, ...] = ("order_no", "line_no")
    whole: bool = False

    def find(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Stored]:
        """Return stored lines; their orders are locked first, so that siblings can be written."""
        if not store.lock_orders_of(conn, keys):
            return {}
        found = store.load_full(conn, store.select_full().where(among(LINES.c.key, keys)))
        return {
            full.line.key: Stored(
                full.line.key, full.line.rev, _texts(full), visible=_is_visible(full, actor)
            )
            for full in found
        }

    def show(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Shown]:
        """Return lines with what is available of their products now."""
        seen = store.select_full().where(among(LINES.c.key, keys), leaving.visible(actor))
        return {shown.key: shown for shown in self._computed(conn, store.load_full(conn, seen))}

    def load(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[Shown]:
        """Return the lines of a scope that were written in the window."""
        chosen = _select_window(actor.outside, scope.kind, scope.since is not None)
        given = {
            "stamp": window.after.stamp,
            "key": window.after.key,
            "horizon": window.horizon,
            "most": window.limit,
            "customer": actor.customer or "",
            "book": scope.book or "",
            "author": actor.name,
            "department": actor.department or "",
            "begins": leaving.midnight(scope.since) if scope.since else None,
        }
        found = store.load_full(conn, chosen, given)
        return self._computed(conn, found) if window.computed else [_shown(full) for full in found]

    def left(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[str]:
        """Return keys of lines that passed out of the scope, or the actor's sight, in the window."""
        return leaving.left(conn, actor, scope, window)

    def _computed(self, conn: Connection, found: Sequence[Full]) -> list[Shown]:
        """Return lines with what is available of their products, and how far their orders are."""
        products = {full.line.product for full in found if full.line.product}
        there = stock.available(conn, products) if products else {}
        available = {key: decimal_text(quantity) for key, quantity in there.items()}
        phases = self.follower.phases(conn, {full.order.key for full in found}) if found else {}
        return [
            _shown(full, (available.get(full.line.product or ""), phases.get(full.order.key)))
            for full in found
        ]

    def apply(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        """Validate and write rows."""
        return service.apply(conn, edits, context, follower=self.follower)

    def undo(self, conn: Connection, reversals: Sequence[Reversal], context: Context) -> Applied:
        """Take rows back."""
        return service.undo(conn, reversals, context, follower=self.follower)

    def own(self, conn: Connection, keys: Sequence[str], owner: str) -> dict[str, dict[str, str]]:
        """Return a user's own texts beside lines."""
        return own.load(conn, keys, owner)

    def write_own(self, conn: Connection, changes: Mapping[str, Delta], context: Context) -> None:
        """Write own texts beside lines."""
        own.write(conn, changes, context)

    def undo_own(
        self, conn: Connection, submission: str, *, refused: Collection[str]
    ) -> dict[str, dict[str, str | None]]:
        """Put own texts back that a submission found."""
        return own.undo(conn, submission, refused=refused)

    def choices(self, conn: Connection, field: str, actor: Actor) -> list[Choice]:
        """Return the dropdown of a field; a dealer may choose but the own customer."""
        if field == "customer":
            return _customers(conn, actor)
        if field == "product":
            return masterdata.product_choices(conn)
        if field == "payment_terms":
            return masterdata.terms_choices(conn)
        known = self.spec.field(field).choices
        return [Choice(word, word) for word in known] if isinstance(known, tuple) else []

    def search(
        self, conn: Connection, field: str, text: str, _actor: Actor
    ) -> tuple[int, list[Choice]] | None:
        """Return the products a text may mean; other dropdowns are short enough to be read."""
        return masterdata.search_products(conn, text) if field == "product" else None

    def choice_versions(self, conn: Connection, actor: Actor) -> dict[str, int]:
        """Return by dropdown how often the rows it offers have changed in all."""
        counts = conn.execute(_counted(actor.outside, actor.customer)).one()
        return {field: int(count) for field, count in zip(DROPDOWNS, counts, strict=True)}


@dataclass(frozen=True, kw_only=True)
class HistoryView(OrdersView):
    """Order lines as an import of old orders writes them; `bound` says which of them are over."""

    bound: Bound

    def apply(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        """Write new rows as orders that are over or open."""
        return service.bring_in(conn, edits, context, bound=self.bound)


@lru_cache(maxsize=64)
def _counted(outside: bool, own: str | None) -> sa.Select[Any]:  # noqa: FBT001 - the key of a cache
    """Count changes of the rows that each dropdown offers: a dealer's of customers has but the own one."""
    changes = {field: sa.func.coalesce(sa.func.sum(table.c.rev), 0) for field, table in DROPDOWNS.items()}
    counts = {field: sa.select(change) for field, change in changes.items()}
    if outside:
        counts["customer"] = counts["customer"].where(CUSTOMERS.c.code == (own or ""))
    return sa.select(*(count.scalar_subquery().label(field) for field, count in counts.items()))


def _customers(conn: Connection, actor: Actor) -> list[Choice]:
    if not actor.outside:
        return masterdata.customer_choices(conn)
    own = masterdata.customers_by_code(conn, [actor.customer]) if actor.customer else {}
    return [Choice(customer.name, customer.name, customer.code) for customer in own.values()]


def _texts(full: Full) -> dict[str, str | None]:
    return texts_of(full.order, full.line, full.names)


def _shown(full: Full, computed: tuple[str | None, str | None] | None = None) -> Shown:
    """Return a line; `computed` is what is available of its product, and how far its order is."""
    texts = _texts(full)
    if computed is not None:
        texts["available"], texts["phase"] = computed
    return Shown(full.line.key, full.line.rev, full.stamp, texts)


def _is_visible(full: Full, actor: Actor) -> bool:
    return not actor.outside or (actor.customer is not None and full.owner == actor.customer)


@lru_cache(maxsize=64)
def _select_window(outside: bool, kind: str, since: bool) -> sa.Select[Any]:  # noqa: FBT001 - the key of a cache
    """Select the lines of a kind of scope in a window, which is given when it is executed."""
    given = sa.bindparam
    scopes: dict[str, ColumnElement[bool]] = {
        "book": on_book("orders", given("book"), LINES.c.key),
        "mine": ORDERS.c.created_by == given("author"),
        "department": ORDERS.c.department == given("department"),
        "all": sa.true(),
    }
    place = sa.tuple_(LINES.c.stamp, LINES.c.key)
    after = sa.tuple_(given("stamp", type_=LINES.c.stamp.type), given("key", type_=LINES.c.key.type))
    conditions = [scopes[kind], place > after, LINES.c.stamp < given("horizon")]
    if outside:
        conditions.append(CUSTOMERS.c.code == given("customer"))
    if since:
        conditions.append(ORDERS.c.ordered_at >= given("begins"))
    chosen = store.select_full().where(*conditions).order_by(LINES.c.stamp, LINES.c.key)
    return chosen.limit(given("most", type_=sa.Integer()))
