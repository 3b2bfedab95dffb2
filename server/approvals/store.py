"""Sets of rules, steps, people and reviews, read into values and written from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from msgspec.structs import astuple

from server.accounts.models import USERS
from server.approvals.models import REVIEWS, RULES, STEPS
from server.approvals.rules.records import DONE, STANDING, Person, Rule, Step
from server.approvals.rules.words import AUTOMATIC, IN_CREDIT, IN_STOCK
from server.db.bulk import Tuples, among, fixed, insert_rows, listed, one_of, update_rows
from server.masterdata.models import PAYMENT_TERMS
from server.orders.models import HOLDS, ORDERS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

COLUMNS = Step.__struct_fields__
COUNTING = [str(state) for state in sorted(DONE | STANDING)]
PERSON = Person.__struct_fields__
_RULES = (
    sa.select(RULES, PAYMENT_TERMS.c.name.label("terms"))
    .outerjoin(PAYMENT_TERMS, PAYMENT_TERMS.c.key == RULES.c.payment_terms)
    .where(RULES.c.active, ~RULES.c.ended)
    .order_by(RULES.c.place, RULES.c.key)
)
_PEOPLE = (
    sa.select(*(USERS.c.display_name if name == "shown" else USERS.c[name] for name in PERSON))
    .where(USERS.c.active, ~USERS.c.ended, USERS.c.role != "dealer")
    .order_by(USERS.c.name)
)


def load_rules(conn: Connection) -> list[Rule]:
    """Return the rules that are switched on, in their order."""
    return [rule_of(dict(row)) for row in conn.execute(_RULES).mappings()]


def rule_of(row: Mapping[str, Any]) -> Rule:
    """Return a rule from its row; `terms` is the name of the terms."""
    return Rule(
        key=row["key"],
        place=row["place"],
        step=row["step"],
        role=row["role"],
        automatic=row["handling"] == AUTOMATIC,
        hours=row["hours"],
        amount_from=row["amount_from"],
        amount_to=row["amount_to"],
        level=row["level"],
        terms=row["terms"],
        in_stock=_said(row["stock"], IN_STOCK),
        deviation_from=row["deviation_from"],
        deviation_to=row["deviation_to"],
        new_customer=row["new_customer"],
        channel=row["channel"],
        within_credit=_said(row["credit"], IN_CREDIT),
    )


def load_people(conn: Connection) -> list[Person]:
    """Return the active users of the house, by name."""
    return [Person(**dict(zip(PERSON, row, strict=True))) for row in conn.execute(_PEOPLE)]


def load_steps(conn: Connection, condition: ColumnElement[bool]) -> list[Step]:
    """Return steps, in the order they were opened."""
    return _steps(conn.execute(_select_steps(condition)).all())


def select_orders(condition: ColumnElement[bool]) -> sa.Select[tuple[str]]:
    """Select the orders of steps."""
    return sa.select(STEPS.c.order).where(condition)


def load_open(conn: Connection) -> list[tuple[Step, str]]:
    """Return the steps that wait for somebody, each with who entered its order."""
    columns = [STEPS.c[name] for name in COLUMNS]
    joined = STEPS.join(ORDERS, ORDERS.c.key == STEPS.c.order)
    chosen = sa.select(*columns, ORDERS.c.created_by).select_from(joined).where(STEPS.c.state == "open")
    return [(Step(*row[:-1]), row[-1]) for row in conn.execute(chosen)]


def load_counting(conn: Connection, orders: Collection[str]) -> dict[str, list[Step]]:
    """Return by order (key) the steps that stand or count."""
    return _by_order(load_steps(conn, among(STEPS.c.order, orders) & STEPS.c.state.in_(fixed(COUNTING))))


def load_histories(conn: Connection, orders: Collection[str]) -> dict[str, list[Step]]:
    """Return by order (key) all steps there ever were."""
    return _by_order(load_steps(conn, among(STEPS.c.order, orders)))


def load_last(conn: Connection, orders: Collection[str]) -> list[Step]:
    """Return of each order the step that stands, or the one that rejected it, where it is rejected now."""
    return _steps(conn.execute(_LAST, {"orders": listed(orders)}).all())


def is_standing() -> ColumnElement[bool]:
    """Return the condition that a step waits for somebody, or will when its order goes on."""
    return STEPS.c.state.in_(fixed([str(state) for state in sorted(STANDING)]))


def save_steps(conn: Connection, *, fresh: Sequence[Step], changed: Sequence[Step], stamp: int) -> None:
    """Write steps; those that stand no more come first, as an order has but one that does."""
    over = [step for step in changed if step.state not in STANDING]
    standing = [step for step in changed if step.state in STANDING]
    update_rows(conn, STEPS, _rows(over, stamp))
    insert_rows(conn, STEPS, _rows(fresh, stamp))
    update_rows(conn, STEPS, _rows(standing, stamp))


def load_forgotten(conn: Connection, *, limit: int) -> list[str]:
    """Return orders in review that nothing holds and that wait for nobody: rules changed, or an upgrade."""
    waiting = sa.select(STEPS.c.order).where(is_standing())
    held = sa.select(HOLDS.c.order)
    chosen = sa.select(ORDERS.c.key).where(
        ORDERS.c.stage == "review", ORDERS.c.key.not_in(waiting), ORDERS.c.key.not_in(held)
    )
    return list(conn.execute(chosen.order_by(ORDERS.c.key).limit(limit)).scalars())


def load_known_customers(conn: Connection, customers: Collection[str]) -> set[str]:
    """Return the customers (keys) of whom an order was approved before."""
    settled = ORDERS.c.stage.not_in(fixed(("draft", "review", "rejected", "cancelled")))
    chosen = sa.select(ORDERS.c.customer).where(among(ORDERS.c.customer, customers), settled).distinct()
    return set(conn.execute(chosen).scalars())


def save_reviews(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert what was decided about suspected duplicates."""
    insert_rows(conn, REVIEWS, rows)


def load_recent_orders(conn: Connection, *, since: dt.datetime) -> list[str]:
    """Return the orders that were entered since a moment and are no drafts."""
    chosen = sa.select(ORDERS.c.key).where(ORDERS.c.created_at >= since, ORDERS.c.order_no.is_not(None))
    return list(conn.execute(chosen).scalars())


def _rows(steps: Sequence[Step], stamp: int) -> Tuples:
    return Tuples(COLUMNS, list(map(astuple, steps)), {"stamp": stamp})


def _by_order(steps: Sequence[Step]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.order, []).append(step)
    return found


def _said(text: str | None, yes: str) -> bool | None:
    return None if text is None else text == yes


def _select_steps(condition: ColumnElement[bool]) -> sa.Select[Any]:
    chosen = sa.select(*(STEPS.c[name] for name in COLUMNS)).where(condition)
    return chosen.order_by(STEPS.c.opened_at, STEPS.c.place, STEPS.c.key)


def _steps(rows: Iterable[Sequence[Any]]) -> list[Step]:
    return [Step(*row) for row in rows]


_REJECTED = sa.select(ORDERS.c.key).where(one_of(ORDERS.c.key, "orders"), ORDERS.c.stage == "rejected")
_LAST = _select_steps(
    one_of(STEPS.c.order, "orders")
    & (is_standing() | ((STEPS.c.state == "rejected") & STEPS.c.order.in_(_REJECTED)))
)
