"""Who may do what: one table of role, view and rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.views.contract import Rights

if TYPE_CHECKING:
    from server.views.contract import Actor

NONE = Rights()
READ = Rights(read=True)
WRITE = Rights(read=True, write=True)

DEALER_PRODUCTS = Rights(
    read=True,
    hidden=frozenset(
        ("floor_price", "safety_stock", "lead_days", "production_unit", "hours_per_unit", "warehouse")
    ),
)
STAFF = {
    "orders": READ,
    "customers": READ,
    "products": READ,
    "prices": READ,
    "stock": READ,
    "supplies": READ,
    "warehouses": READ,
    "payment_terms": READ,
    "rules": READ,
}
POLICY: dict[str, dict[str, Rights]] = {
    "clerk": {**STAFF, "orders": WRITE},
    "sales_supervisor": {**STAFF, "orders": WRITE, "customers": WRITE},
    "production_manager": STAFF,
    "finance": STAFF,
    "warehouse": {**STAFF, "stock": WRITE, "supplies": WRITE},
    "manager": {**STAFF, "orders": WRITE, "users": READ},
    "dealer": {"orders": WRITE, "products": DEALER_PRODUCTS, "payment_terms": READ},
}
"""Rights by role and view; what is not listed is not allowed. Which rows are seen is up to the view."""

ADMIN = "admin"


def rights(actor: Actor, view: str) -> Rights:
    """Return what the actor may do with a view; an administrator may everything."""
    if actor.role == ADMIN:
        return WRITE
    return POLICY.get(actor.role, {}).get(view, NONE)
