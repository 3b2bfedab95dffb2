"""What PostgreSQL is told for a plan that it makes once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from server.db.session import writing
from tests.benchmarks import firm

if TYPE_CHECKING:
    from sqlalchemy import Engine

SMALL = firm.Size(customers=10, products=5)
STAGES = {"draft", "rejected", "cancelled"}


@pytest.fixture
def asked(engine: Engine) -> list[tuple[str, Any]]:
    """Return the statements of a push, with their parameters."""
    firm.found(engine, SMALL)
    sent: list[tuple[str, Any]] = []

    def note(_conn: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    with writing(engine) as conn:
        firm.sync(conn, "orders", firm.rows_of(firm.batch("plans", size=5, of=SMALL)))
    event.remove(engine, "before_cursor_execute", note)
    return sent


def test_stages_stand_in_the_statements_that_look_for_orders(asked: list[tuple[str, Any]]) -> None:
    reads = [pair for pair in asked if pair[0].startswith("SELECT") and "orders.stage" in pair[0]]
    assert reads
    for statement, parameters in reads:
        values = parameters.values() if isinstance(parameters, dict) else parameters
        assert STAGES.isdisjoint(values), statement
