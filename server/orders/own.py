"""Texts that users keep beside lines of orders in columns of their own, and what submissions found there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.db.bulk import among, upsert_rows
from server.db.recordset import recordset
from server.masterdata.models import CUSTOMERS
from server.orders.leaving import visible
from server.orders.models import LINES, ORDERS, OWN, OWN_BEFORE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from server.views.contract import Actor, Context, Delta

MOST_FOUND = 50
CELL = ("line", "owner", "name")
Texts = dict[str, str | None]


def load(conn: Connection, lines: Sequence[str], owner: str) -> dict[str, dict[str, str]]:
    """Return a user's texts beside lines, by line and name of the column."""
    chosen = sa.select(OWN.c.line, OWN.c.name, OWN.c.text).where(
        among(OWN.c.line, lines), OWN.c.owner == owner
    )
    found: dict[str, dict[str, str]] = {}
    for row in conn.execute(chosen.order_by(OWN.c.line, OWN.c.name)):
        found.setdefault(row.line, {})[row.name] = row.text
    return found


def search(conn: Connection, text: str, actor: Actor) -> Sequence[Any]:
    """Return (line, order_no, name, text) of a user's texts that hold another, beside lines in sight."""
    chosen = (
        sa.select(OWN.c.line, ORDERS.c.order_no, OWN.c.name, OWN.c.text)
        .select_from(OWN.join(LINES, LINES.c.key == OWN.c.line).join(ORDERS, ORDERS.c.key == LINES.c.order))
        .outerjoin(CUSTOMERS, CUSTOMERS.c.key == ORDERS.c.customer)
        .where(OWN.c.owner == actor.name, OWN.c.text.icontains(text, autoescape=True), visible(actor))
        .order_by(LINES.c.stamp.desc(), OWN.c.line, OWN.c.name)
    )
    return conn.execute(chosen.limit(MOST_FOUND)).all()


def write(conn: Connection, changes: Mapping[str, Delta], context: Context) -> None:
    """Write what changed; of a cell that a submission writes twice the text before the first is kept."""
    owner = context.actor.name
    cells = [
        {
            "submission": context.submission,
            "line": line,
            "owner": owner,
            "name": name,
            "before": before,
            "stamp": context.stamp,
        }
        for line, delta in sorted(changes.items())
        for name, (before, _) in delta.items()
    ]
    upsert_rows(conn, OWN_BEFORE, cells, key=("submission", *CELL), replace=False)
    after = {line: {name: text for name, (_, text) in delta.items()} for line, delta in changes.items()}
    _put(conn, after, owner=owner)


def undo(conn: Connection, submission: str, *, refused: Collection[str]) -> dict[str, dict[str, str | None]]:
    """Put back what a submission found in cells that no later one wrote; return that, by line and name."""
    later = OWN_BEFORE.alias("later")
    same = sa.and_(*(later.c[name] == OWN_BEFORE.c[name] for name in CELL))
    since = sa.exists().where(same, later.c.submission != submission, later.c.stamp > OWN_BEFORE.c.stamp)
    mine = OWN_BEFORE.c.submission == submission
    found: dict[str, Texts] = {}
    owner = ""
    for row in conn.execute(sa.select(OWN_BEFORE).where(mine, ~since)):
        if row.line not in refused:
            owner = row.owner
            found.setdefault(row.line, {})[row.name] = row.before
    conn.execute(sa.delete(OWN_BEFORE).where(mine))
    _put(conn, found, owner=owner)
    return found


def _put(conn: Connection, texts: Mapping[str, Texts], *, owner: str) -> None:
    """Set cells of a user; a blank one is gone."""
    cells = [(line, name, text) for line, named in sorted(texts.items()) for name, text in named.items()]
    gone = [(line, name) for line, name, text in cells if text is None]
    if gone:
        # Joined with, not looked up in a list: PostgreSQL reads a list from its beginning for every row.
        there = recordset(conn, {"line": sa.Text(), "name": sa.Text()}, gone)
        place = sa.tuple_(OWN.c.line, OWN.c.name).in_(sa.select(there.c.line, there.c.name))
        conn.execute(sa.delete(OWN).where(OWN.c.owner == owner, place))
    rows = [
        {"line": line, "owner": owner, "name": name, "text": text}
        for line, name, text in cells
        if text is not None
    ]
    upsert_rows(conn, OWN, rows, key=CELL)
