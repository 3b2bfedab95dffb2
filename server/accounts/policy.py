"""Who may do what: the one table of roles, views and routes; documents and tests are made from it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from server.views.contract import Rights
from server.web.doors import Need

if TYPE_CHECKING:
    from server.views.contract import Actor
    from server.web.doors import Routes

NONE = Rights()
READ = Rights(read=True)
WRITE = Rights(read=True, write=True)

# A dealer is not told who in the house worked on an order, nor what the house says among itself.
DEALER_ORDERS = Rights(read=True, write=True, hidden=frozenset(("changed_by", "phase", "tags")))
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
    "production_units": READ,
    "calendar": READ,
    "transit": READ,
    "payment_terms": READ,
    "rules": READ,
    "todo": WRITE,  # what the person may decide, whatever the role: deputies come from anywhere
    "duplicates": READ,
    "shortages": READ,
    "credit_holds": READ,
    "approval_rules": READ,
    "notices": WRITE,  # the own inbox: to mark what was read
}
POLICY: dict[str, dict[str, Rights]] = {
    "clerk": {**STAFF, "orders": WRITE, "shortages": WRITE},
    "sales_supervisor": {
        **STAFF,
        "orders": WRITE,
        "duplicates": WRITE,
        "shortages": WRITE,
        "customers": WRITE,
        "ledger": READ,
    },
    "production_manager": {**STAFF, "production_units": WRITE, "calendar": WRITE},
    "finance": {**STAFF, "credit_holds": WRITE, "ledger": WRITE},
    "warehouse": {**STAFF, "stock": WRITE, "supplies": WRITE, "transit": WRITE},
    "manager": {
        **STAFF,
        "orders": WRITE,
        "duplicates": WRITE,
        "shortages": WRITE,
        "approval_rules": WRITE,
        "users": READ,
        "ledger": READ,
    },
    "dealer": {"orders": DEALER_ORDERS, "products": DEALER_PRODUCTS, "payment_terms": READ},
    "admin": {**dict.fromkeys(STAFF, WRITE), "users": WRITE, "ledger": WRITE},
}
"""Rights by role and view; what is not listed is not allowed. Of orders a dealer sees those of the own
customer (`Actor.outside`), everybody else all."""


class Reach(StrEnum):
    """Of whom a report tells somebody."""

    ALL = "all"
    ENTERED = "entered"
    """Own orders; of customers those whose orders the person enters or whom the person looks after."""
    CUSTOMER = "customer"
    """The own customer of a dealer."""


_IN_THE_HOUSE = (
    "clerk",
    "sales_supervisor",
    "production_manager",
    "finance",
    "warehouse",
    "manager",
    "admin",
)
REPORTS: dict[str, dict[str, Reach]] = {
    "statement": {
        "clerk": Reach.ENTERED,
        **dict.fromkeys(("sales_supervisor", "finance", "manager", "admin"), Reach.ALL),
        "dealer": Reach.CUSTOMER,
    },
    "weekly_report": dict.fromkeys(
        ("clerk", "sales_supervisor", "manager", "admin", "dealer"), Reach.ENTERED
    ),
    "shortage": {
        **dict.fromkeys(_IN_THE_HOUSE, Reach.ALL),
        "dealer": Reach.CUSTOMER,
    },
}
"""Which roles may have a report, and how far it reaches for them; who is not listed has none."""

OPENERS = frozenset(("sales_supervisor", "manager", "admin"))
"""Roles that may bring in old orders which are still open: nobody approves these any more. What is over
may be brought in by whoever writes orders and is of the house."""
API = "/api/v1"
ACTIONS = (
    *("precheck", "sync", "undo", "refresh", "next_problem", "explain_row", "lookup_product"),
    *("adopt", "my_view"),
    *("statement", "weekly_report", "shortage"),
)
ROUTES: Routes = {
    ("GET", "/"): Need.NOTHING,
    ("GET", "/docs"): Need.NOTHING,
    ("GET", "/docs.css"): Need.NOTHING,
    ("GET", "/desk.css"): Need.NOTHING,
    ("GET", "/desk.svg"): Need.NOTHING,
    ("GET", "/healthz"): Need.NOTHING,
    ("GET", "/login"): Need.NOTHING,
    ("POST", "/login"): Need.NOTHING,
    ("POST", "/logout"): Need.PAGE,
    ("GET", "/notices"): Need.PAGE,
    ("GET", "/orders/<no>"): Need.PAGE,
    ("POST", "/orders/<no>/link"): Need.PAGE,
    ("GET", "/status/<token>"): Need.NOTHING,
    ("GET", "/todo"): Need.PAGE,
    ("POST", "/todo/<key>"): Need.PAGE,
    ("GET", "/metrics"): Need.LOCAL,
    ("GET", "/readyz"): Need.NOTHING,
    ("GET", "/setup"): Need.NOTHING,
    ("GET", "/setup/<name>"): Need.NOTHING,
    ("GET", f"{API}/openapi.json"): Need.NOTHING,
    ("GET", f"{API}/hooks/wecom"): Need.CALL,
    ("POST", f"{API}/hooks/wecom"): Need.CALL,
    ("POST", f"{API}/session"): Need.NOTHING,
    ("GET", f"{API}/session"): Need.TOKEN,
    ("DELETE", f"{API}/session"): Need.TOKEN,
    ("GET", f"{API}/views"): Need.SIGNED_IN,
    ("GET", f"{API}/views/<view>"): Need.READ,
    ("GET", f"{API}/views/<view>/choices/<field>"): Need.READ,
    ("GET", f"{API}/views/<view>/rows/<key>/history"): Need.READ,
    ("POST", f"{API}/views/<view>/sync"): Need.WRITE,
    ("POST", f"{API}/submissions/<submission>/undo"): Need.SIGNED_IN,
    ("GET", f"{API}/reports/shortage"): Need.SIGNED_IN,
    ("GET", f"{API}/reports/statement"): Need.SIGNED_IN,
    ("GET", f"{API}/reports/statement.pdf"): Need.SIGNED_IN,
    ("GET", f"{API}/reports/weekly_report"): Need.SIGNED_IN,
    ("GET", f"{API}/views/orders/own"): Need.READ,
    ("POST", f"{API}/imports/history"): Need.WRITE,
    ("GET", f"{API}/layouts/<shape>"): Need.SIGNED_IN,
    ("PUT", f"{API}/layouts/<shape>"): Need.SIGNED_IN,
} | {("POST", f"{API}/bridge/{action}"): Need.TOKEN for action in ACTIONS}
"""What each route asks. A press over the bridge goes through the routes of the views as its user."""


def rights(actor: Actor, view: str) -> Rights:
    """Return what the actor may do with a view."""
    return POLICY.get(actor.role, {}).get(view, NONE)


def reach(actor: Actor, report: str) -> Reach | None:
    """Return of whom a report tells the actor; None where the role has no such report."""
    return REPORTS.get(report, {}).get(actor.role)
