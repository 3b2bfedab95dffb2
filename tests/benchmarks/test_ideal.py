"""The baseline is one only while it leaves what the product leaves."""

from __future__ import annotations

import datetime as dt
import zlib
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import sqlalchemy as sa

from server.db.base import Base
from server.db.session import reading
from server.orders.models import LINES
from tests.benchmarks import firm
from tests.benchmarks.ideal.batch import NotIdealError
from tests.benchmarks.ideal.opening import script

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SMALL = firm.Size(customers=30, products=20)
TOLD_ONCE = {"deliveries"}  # one row a batch, however large: what a group is told of
TABLES = {name: table for name, table in Base.metadata.tables.items() if name not in TOLD_ONCE}
DIFFERENT_EACH_TIME = {
    *("stamp", "submission", "order_no", "print", "at", "made_at", "expires_at", "created_at", "changed_at"),
    *("approval_steps.key", "opened_at", "due_at", "phase"),
    *("requests.id", "submissions.id", "submissions.received", "audit_rows.key"),
    *("commit_counter.last", "number_series.last"),
}


@pytest.fixture
def firm_engine(engine: Engine) -> Engine:
    firm.found(engine, SMALL)
    return engine


def left(conn: Connection) -> dict[str, list[Any]]:
    """Return every row of every table, but for what is different each time, in an order of its own."""
    return {
        name: sorted((_row(table, row) for row in conn.execute(sa.select(table)).mappings()), key=repr)
        for name, table in TABLES.items()
    }


def _row(table: sa.Table, row: sa.RowMapping) -> dict[str, Any]:
    kept = {
        name: value for name, value in row.items() if not {name, f"{table.name}.{name}"} & DIFFERENT_EACH_TIME
    }
    for name in kept.keys() & {"delta", "detail", "sent", "answer"}:
        kept[name] = _steady(_decoded(kept[name]))
    return kept


def _decoded(value: str | bytes | None) -> Any:
    return msgspec.json.decode(zlib.decompress(value) if isinstance(value, bytes) else value or "null")


def _steady(value: Any) -> Any:
    if isinstance(value, dict):
        names = sorted(value.keys() - {"order_no", "submission", "changed_at", "cursor", "phase"})
        return {name: _steady(value[name]) for name in names}
    return [_steady(each) for each in value] if isinstance(value, list) else value


def test_product_and_script_leave_the_same_rows_in_every_table(firm_engine: Engine) -> None:
    rows = firm.batch("same", size=40, of=SMALL)
    with firm_engine.connect() as conn:
        before = left(conn)
        firm.sync(conn, "orders", firm.rows_of(rows))
        by_product = left(conn)
        conn.rollback()
    with script(firm_engine.url) as ideal:
        ideal.push(rows)
    with reading(firm_engine) as conn:
        by_script = left(conn)
    assert {name for name in TABLES if by_product[name] != before[name]} >= {
        *("orders", "order_lines", "reservations", "stock", "revisions", "audit_rows", "book_rows"),
        *("requests", "submissions"),
    }
    for name in TABLES:
        assert by_script[name] == by_product[name], name


def test_the_script_answers_what_it_keeps_and_numbers_every_order(firm_engine: Engine) -> None:
    rows = firm.batch("kept", size=3, of=SMALL)
    with script(firm_engine.url) as ideal:
        answer = msgspec.json.decode(ideal.push(rows))
    numbers = [result["values"]["order_no"] for result in answer["results"]]
    assert len(set(numbers)) == 3
    assert all(number.startswith(f"SO{dt.datetime.now(dt.UTC):%y%m}") for number in numbers)


@pytest.mark.parametrize("change", ["key", "ordered_at", "customer_po"])
def test_the_script_refuses_what_is_stored_already_whole(firm_engine: Engine, change: str) -> None:
    (first,) = firm.batch("first", size=1, of=SMALL)
    (second,) = firm.batch("second", size=1, of=SMALL)
    alike = {
        "key": msgspec.structs.replace(second, key=first.key),
        "ordered_at": msgspec.structs.replace(
            second, values=msgspec.structs.replace(first.values, customer_po="other")
        ),
        "customer_po": msgspec.structs.replace(
            second,
            values=msgspec.structs.replace(
                second.values, customer=first.values.customer, customer_po="po-FIRST-0"
            ),
        ),
    }
    with script(firm_engine.url) as ideal:
        ideal.push([first])
        with pytest.raises(NotIdealError):
            ideal.push([alike[change]])
    with reading(firm_engine) as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(LINES)).scalar_one() == 1
