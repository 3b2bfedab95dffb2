"""SQLite: the inserts of a batch, by column."""

from __future__ import annotations

from collections import Counter
from itertools import repeat
from typing import TYPE_CHECKING, Any

from tests.benchmarks.ideal.batch import ACTOR, VIEW

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from sqlite3 import Connection

    from tests.benchmarks.ideal.batch import Batch, Step
    from tests.benchmarks.ideal.content import Written

RESERVED = "UPDATE stock SET reserved = reserved + ? WHERE key = ?"


class Writer:
    """Inserts what a batch leaves, a table at a time, each from its columns."""

    def __init__(self, connection: Connection, batch: Batch, stamp: int) -> None:
        self._connection, self._batch, self._stamp = connection, batch, stamp
        self._now, self._second = time_text(batch.now), time_text(batch.now.replace(microsecond=0))

    def write_request(self, answer: bytes) -> None:
        """Write the request with its answer, and the submission."""
        batch, actor = self._batch, [ACTOR]
        request = {"actor": actor, "view": repeat(VIEW), "id": repeat(batch.request)}
        self._insert(
            "requests",
            {**request, "print": repeat(batch.print), "at": repeat(self._now), "answer": repeat(answer)},
        )
        submission = {"id": repeat(batch.submission), "author": actor, "book": repeat(batch.book)}
        self._insert("submissions", {**submission, "received": repeat(self._stamp), "at": repeat(self._now)})

    def write_orders(self, rows: Sequence[Written]) -> None:
        """Write orders of one line each."""
        keys = [row.key for row in rows]
        self._insert(
            "orders",
            {
                "key": keys,
                "order_no": [row.order_no for row in rows],
                "customer": [row.customer for row in rows],
                "customer_po": [row.customer_po for row in rows],
                "bundle": [row.bundle for row in rows],
                "phone": [row.phone for row in rows],
                "phone_mask": [row.phone_mask for row in rows],
                "payment_terms": [row.payment_terms for row in rows],
                "ordered_at": [time_text(row.ordered_at) for row in rows],
                "timed": repeat(1),
                "channel": repeat("表格"),
                "stage": repeat("review"),
                "submission": repeat(self._batch.submission),
                "created_by": repeat(ACTOR),
                "created_at": repeat(self._second),
            },
        )

    def write_lines(self, rows: Sequence[Written]) -> None:
        """Write the line of each order."""
        keys = [row.key for row in rows]
        days = [row.requested_on.isoformat() for row in rows]
        self._insert(
            "order_lines",
            {
                "key": keys,
                "rev": repeat(1),
                "stamp": repeat(self._stamp),
                '"order"': keys,
                "line_no": repeat(1),
                "product": [row.product for row in rows],
                "quantity": [row.quantity for row in rows],
                "unit_price": [row.unit_price for row in rows],
                "amount": [row.amount for row in rows],
                "requested_on": days,
                "warehouse": [row.warehouse for row in rows],
                "promised_on": days,
                "cover": repeat("reserved"),
                **dict.fromkeys(("cancelled", "shipped", "invoiced", "paid"), repeat(0)),
                "changed_by": repeat(ACTOR),
                "changed_at": repeat(self._second),
            },
        )

    def write_stock(self, rows: Sequence[Written], until: dt.datetime) -> None:
        """Reserve what the lines ask for."""
        wanted: Counter[str] = Counter()
        for row in rows:
            wanted[row.stock] += row.quantity
        self._connection.executemany(RESERVED, [(quantity, stock) for stock, quantity in wanted.items()])
        self._insert(
            "reservations",
            {
                "line": [row.key for row in rows],
                "stock": [row.stock for row in rows],
                "quantity": [row.quantity for row in rows],
                "made_at": repeat(self._now),
                "place": [row.place for row in rows],
                "expires_at": repeat(time_text(until)),
            },
        )

    def write_steps(self, rows: Sequence[Written], step: Step) -> None:
        """Ask for the first decision about each order."""
        self._insert(
            "approval_steps",
            {
                "key": [row.step_key for row in rows],
                "rev": repeat(1),
                "stamp": repeat(self._stamp),
                '"order"': [row.key for row in rows],
                "step": repeat(step.name),
                "role": repeat(step.role),
                "place": repeat(step.place),
                "hours": repeat(step.hours),
                "state": repeat("open"),
                "rule": repeat(step.rule),
                "opened_at": repeat(self._second),
                "due_at": repeat(time_text(step.due_at)),
            },
        )

    def write_history(self, rows: Sequence[Written]) -> None:
        """Write revisions, the audit trail, and which rows are on the book."""
        keys, view, book = [row.key for row in rows], repeat(VIEW), repeat(self._batch.book)
        deltas = [bytes(row.delta).decode() for row in rows]
        written: dict[str, Iterable[Any]] = {
            "submission": repeat(self._batch.submission),
            "actor": repeat(ACTOR),
            "at": repeat(self._now),
            "stamp": repeat(self._stamp),
        }
        self._insert(
            "revisions",
            {
                "view": view,
                "key": keys,
                "rev": repeat(1),
                "book": book,
                "delta": deltas,
                "beside": repeat(0),
                "sent": [bytes(row.sent).decode() for row in rows],
                "sent_print": [row.sent_print for row in rows],
                **written,
            },
        )
        self._insert(
            "audit_rows",
            {
                "key": [row.audit_key for row in rows],
                "action": repeat("orders.created"),
                "view": view,
                "subject": keys,
                "detail": [f'{{"rev":1,"delta":{delta}}}' for delta in deltas],
                **written,
            },
        )
        self._insert("book_rows", {"view": view, "book": book, "key": keys})

    def _insert(self, table: str, columns: Mapping[str, Iterable[Any]]) -> None:
        """Insert rows given by column; at least one column is no endless repetition."""
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of ours
        self._connection.executemany(statement, zip(*columns.values(), strict=False))


def time_text(moment: dt.datetime) -> str:
    """Return an aware time (in UTC) as the product keeps it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
