"""A table of one column a kind, made beside the schema, for tests of the database layer alone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import event

from server.db.session import writing
from server.db.types import Exact, UtcTime

if TYPE_CHECKING:
    from collections.abc import Iterator

THINGS = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("group", sa.Text, nullable=False, server_default="none"),
    sa.Column("quantity", Exact(6)),
    sa.Column("made_at", UtcTime()),
    sa.Column("due_on", sa.Date),
    sa.Column("open", sa.Boolean),
    sa.Column("count", sa.BigInteger),
)


def make_things(engine: sa.Engine) -> None:
    """Make the table."""
    with writing(engine) as conn:
        THINGS.create(conn)


def count_things(conn: sa.Connection) -> int:
    """Return how many rows the table has."""
    return conn.execute(sa.select(sa.func.count()).select_from(THINGS)).scalar_one()


@contextmanager
def counted_statements(engine: sa.Engine) -> Iterator[list[str]]:
    """Collect the statements sent inside the block, BEGIN and COMMIT left out."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
