"""The two sides of every comparison of pushes: the product's use case, and the hand-written script."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from server.db.engine import make_engine
from server.db.migrate import upgrade
from server.db.session import writing
from server.processes import spare_collector
from tests.benchmarks import firm
from tests.benchmarks.firm import FIRM
from tests.benchmarks.rounds import Side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from sync.protocol.messages import RowIn
    from tests.benchmarks.firm import Size
    from tests.benchmarks.ideal.opening import Script

WARM_PUSHES = 6


@contextmanager
def founded(url: str, of: Size = FIRM) -> Iterator[Engine]:
    """Give an engine on a migrated database with a firm in it."""
    upgrade(url)
    with running(url) as engine:
        firm.found(engine, of)
        yield engine


@contextmanager
def running(url: str) -> Iterator[Engine]:
    """Give an engine on a database that was founded before."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def product_side(engine: Engine, *, size: int, of: Size = FIRM, series: str = "product") -> Side:
    """Return pushes of the product: its use case, from decoded rows to the bytes of the answer.

    Batches of different series never meet in a purchase number.
    """

    def run(rows: list[RowIn]) -> None:
        with writing(engine) as conn:
            firm.sync(conn, "orders", rows)

    return Side(lambda number: firm.rows_of(firm.batch(f"{series}-{size}-{number}", size=size, of=of)), run)


def ideal_side(script: Script, *, size: int) -> Side:
    """Return pushes of the script, from decoded rows to the bytes of the answer."""
    return Side(lambda number: firm.batch(f"ideal-{size}-{number}", size=size), script.push)


def warm(*sides: Side) -> None:
    """Bring the process to where a server is after its first minutes."""
    for number in range(WARM_PUSHES):
        for side in sides:
            side.run(side.prepare(-1 - number))
    spare_collector()


def tidy(engine: Engine) -> None:
    """Do at once what autovacuum does in time, and the writing that is still to come."""
    postgres = engine.dialect.name == "postgresql"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        for statement in ("VACUUM ANALYZE", "CHECKPOINT") if postgres else ("ANALYZE",):
            conn.exec_driver_sql(statement)
