"""The rules a new server starts with: three steps for every order, and ways past them, switched off."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.approvals.models import RULES
from server.approvals.rules.words import AUTOMATIC, IN_CREDIT, IN_STOCK, MANUAL
from server.db.bulk import insert_rows
from server.db.commits import stamp
from server.db.keys import new_key

if TYPE_CHECKING:
    from sqlalchemy import Connection

ZERO, USUAL = Decimal(0), Decimal(4)
STEPS = (
    (10, "销售主管初审", "sales_supervisor", {"deviation_to": ZERO, "new_customer": False}),
    (20, "生产经理复核产能", "production_manager", {"stock": IN_STOCK}),
    (30, "财务终审回款条款", "finance", {"deviation_to": ZERO, "credit": IN_CREDIT}),
)
"""Place, step, role, and what lets an order pass it once that is switched on."""
BLANK = dict.fromkeys(
    (
        *("amount_from", "amount_to", "level", "payment_terms", "stock"),
        *("deviation_from", "deviation_to", "new_customer", "channel", "credit"),
    )
)


def seed(conn: Connection) -> None:
    """Write the default route where there is no rule at all, not even one taken back."""
    if conn.execute(sa.select(sa.func.count()).select_from(RULES)).scalar_one():
        return
    head = {"rev": 1, "stamp": stamp(conn), "ended": False, "natural": None, "hours": USUAL}
    rows = []
    for place, step, role, passing in STEPS:
        for number, handling, conditions in ((place, AUTOMATIC, passing), (place + 5, MANUAL, {})):
            said = {"place": number, "step": step, "role": role, "handling": handling}
            active = {"active": handling == MANUAL}
            rows.append({**head, **BLANK, **conditions, **said, **active, "key": new_key()})
    insert_rows(conn, RULES, rows)
