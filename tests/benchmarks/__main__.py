"""`python3 start.py bench`: a table of ratios, each measured in one run, and which goals are met."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import table
from tests.benchmarks.pushes import pushes
from tests.benchmarks.sides import founded
from tests.load import command as load
from tests.postgres import DURABLE, fresh_database, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.rounds import Compared

ROUNDS = 15
LOAD = "--load"


def main(words: Sequence[str]) -> int:
    """Run what is asked for and return 1 when a goal is missed."""
    if LOAD in words:
        return load.main([word for word in words if word != LOAD])
    options = _parse(words)
    rows: list[Compared] = []
    print(table.HEADING)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running_server(DURABLE))
        rows += table.show(_pushes(folder, server, options.rounds))
    print(f"→ {table.save(rows)}")
    print(table.verdict(rows))
    return int(any(not row.met for row in rows))


def _pushes(folder: Path, server: str, rounds: int) -> Iterator[Compared]:
    with founded(f"sqlite:///{(folder / 'push.sqlite3').as_posix()}") as engine:
        yield from pushes("SQLite", engine, rounds=rounds)
    with fresh_database(server) as url, founded(url) as engine:
        yield from pushes("PostgreSQL", engine, rounds=rounds)


def _parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="start.py bench", description=__doc__)
    parser.add_argument(LOAD, action="store_true", help="many clerks at once instead; see --load --help")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="pairs measured of each comparison")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
