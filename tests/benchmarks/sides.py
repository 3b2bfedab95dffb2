"""The two sides of every comparison of pushes: the product's use case, and the hand-written script."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import psycopg

from server.db.engine import make_engine
from server.db.migrate import upgrade
from server.db.session import writing
from server.processes import spare_collector
from tests.benchmarks import firm
from tests.benchmarks.firm import FIRM
from tests.benchmarks.ideal import postgresql, sqlite
from tests.benchmarks.ideal.batch import batch_of
from tests.benchmarks.rounds import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Engine

    from sync.protocol.messages import RowIn
    from tests.benchmarks.firm import SentRow, Size

    Script = Callable[[Sequence[SentRow]], bytes]

# As the product sets them: a script that may lose what it acknowledged would be no match.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536")
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


@contextmanager
def script(engine: Engine) -> Iterator[Script]:
    """Give the hand-written push of the engine's database, on a connection of the driver."""
    if engine.dialect.name == "postgresql":
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET timezone = 'UTC'")
            postgresql.prepare(connection, f"{dt.datetime.now(dt.UTC):%y%m}")
            yield lambda rows: postgresql.push(connection, batch_of(rows))
        return
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as opened:
        for pragma in PRAGMAS:
            opened.execute(f"PRAGMA {pragma}")
        yield lambda rows: sqlite.push(opened, batch_of(rows))


def product_side(engine: Engine, *, size: int, of: Size = FIRM, series: str = "product") -> Side:
    """Return pushes of the product: its use case, from decoded rows to the bytes of the answer.

    Batches of different series never meet in a purchase number.
    """

    def run(rows: list[RowIn]) -> None:
        with writing(engine) as conn:
            firm.sync(conn, "orders", rows)

    return Side(lambda number: firm.rows_of(firm.batch(f"{series}-{size}-{number}", size=size, of=of)), run)


def ideal_side(push: Script, *, size: int) -> Side:
    """Return pushes of the script, from decoded rows to the bytes of the answer."""
    return Side(lambda number: firm.batch(f"ideal-{size}-{number}", size=size), push)


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
