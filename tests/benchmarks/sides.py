"""The two sides of every comparison of pushes: the product's use case, and the hand-written script."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import psycopg
import sqlalchemy as sa

from server.db.engine import make_engine
from server.db.migrate import upgrade
from server.db.session import writing
from server.processes import spare_collector
from tests.benchmarks import firm
from tests.benchmarks.ideal import postgresql, sqlite
from tests.benchmarks.ideal.batch import batch_of
from tests.benchmarks.rounds import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Engine

    from sync.protocol.messages import RowIn
    from tests.benchmarks.firm import SentRow

    Script = Callable[[Sequence[SentRow]], bytes]

# As the product sets them: a script that may lose what it acknowledged would be no match.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536")
WARM_PUSHES = 6
PRODUCT, IDEAL = 0, 1  # numbers of batches never meet


@contextmanager
def founded(url: str) -> Iterator[Engine]:
    """Give an engine on a migrated database with a firm in it."""
    upgrade(url)
    engine = make_engine(url)
    firm.found(engine)
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


def product_side(engine: Engine, *, size: int) -> Side:
    """Return pushes of the product: its use case, from decoded rows to the bytes of the answer."""

    def run(rows: list[RowIn]) -> None:
        with writing(engine) as conn:
            firm.sync(conn, "orders", rows)

    return Side(lambda number: firm.rows_of(_batch(number, PRODUCT, size=size)), run)


def ideal_side(push: Script, *, size: int) -> Side:
    """Return pushes of the script, from decoded rows to the bytes of the answer."""
    return Side(lambda number: _batch(number, IDEAL, size=size), push)


def warm(engine: Engine, *sides: Side) -> None:
    """Bring the process and the planner to where a server is after its first minutes."""
    for number in range(WARM_PUSHES):
        for side in sides:
            side.run(side.prepare(-1 - number))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(sa.text("ANALYZE"))  # as autovacuum does, which is switched off here
    spare_collector()


def _batch(number: int, side: int, *, size: int) -> list[SentRow]:
    return firm.batch(f"{side}-{size}-{number}", size=size)
