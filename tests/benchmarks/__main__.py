"""`python3 start.py bench`: prints a table of ratios and writes them as JSON into the data folder."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from server.db.engine import make_engine
from server.db.migrate import upgrade
from server.db.session import writing
from server.processes import spare_collector
from tests.benchmarks import firm, plain
from tests.benchmarks.rounds import Compared, compare
from tests.postgres import fresh_database, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

ROUNDS = 15
SIZES = (40, 500)
HEADING = f"{'what':<44} {'product':>12} {'plain Core':>12}   ratio  (lowest – highest)"


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Give an engine on a migrated database with a firm in it."""
    upgrade(url)
    engine = make_engine(url)
    firm.found(engine)
    _warm(engine)
    yield engine
    engine.dispose()


def _warm(engine: Engine) -> None:
    """Bring the process and the planner to where a server is after its first minutes."""
    for number in range(4):
        _product(engine, firm.batch(number, size=max(SIZES)))
        _plain(engine, firm.batch(number + 10, size=max(SIZES)))
    with writing(engine) as conn:
        conn.exec_driver_sql("ANALYZE")  # as autovacuum does, which the tests' server has switched off
    spare_collector()


def pushes(name: str, engine: Engine) -> list[Compared]:
    """Compare pushing batches of orders with a script that makes the same writes."""
    return [_push_of(size, name, engine) for size in SIZES]


def _push_of(size: int, name: str, engine: Engine) -> Compared:
    def product(number: int) -> None:
        _product(engine, firm.batch(number * 1_000 + size, size=size))

    def baseline(number: int) -> None:
        _plain(engine, firm.batch(number * 1_000 + size + 1, size=size))

    return compare(f"push of {size} orders, {name}", product, baseline, rounds=ROUNDS)


def _product(engine: Engine, orders: list[firm.OrderIn]) -> None:
    with writing(engine) as conn:
        firm.sync(conn, "orders", firm.rows_of(orders))


def _plain(engine: Engine, orders: list[firm.OrderIn]) -> None:
    with writing(engine) as conn:
        plain.push(conn, orders)


def main() -> None:
    """Run everything on both engines."""
    found: list[Compared] = []
    print(HEADING)
    with tempfile.TemporaryDirectory() as folder:
        with opened(f"sqlite:///{(Path(folder) / 'bench.sqlite3').as_posix()}") as engine:
            found += _shown(pushes("SQLite", engine))
        with running_server() as server, fresh_database(server) as url, opened(url) as engine:
            found += _shown(pushes("PostgreSQL", engine))
    target = Path(os.environ.get("SHEETLINE_DATA", "data")) / "bench.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps([asdict(each) for each in found], indent=1), encoding="utf-8")
    print(f"→ {target}")


def _shown(found: list[Compared]) -> list[Compared]:
    for each in found:
        print(each.line(), flush=True)
    return found


if __name__ == "__main__":
    main()
