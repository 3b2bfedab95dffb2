"""What a push costs when much is stored: the same pushes on a small and on a large database, in turn."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tests.benchmarks import firm
from tests.benchmarks.firm import Size
from tests.benchmarks.ideal.batch import NotIdealError
from tests.benchmarks.ideal.opening import script
from tests.benchmarks.rounds import compare
from tests.benchmarks.sides import founded, product_side, running, tidy, warm
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from tests.benchmarks.ideal.opening import Script
    from tests.benchmarks.rounds import Compared

FULL = (100_000, 1_000_000)
QUICK = (10_000, 100_000)
MOST = 1.3
STORED = Size(customers=10_000, products=500)
PUSH, FILL = 500, 5_000


def fill(engine: Engine, lines: range, of: Size = STORED) -> None:
    """Store lines as pushes leave them, in every table and index that a push touches.

    The hand-written script does it: it is ten thousand rows a second, and its rows are the product's.
    """
    with script(engine.url) as ideal:
        for start in range(lines.start, lines.stop, FILL):
            _fill(ideal, f"fill-{start}", size=min(FILL, lines.stop - start), of=of)
    tidy(engine)


def _fill(ideal: Script, name: str, *, size: int, of: Size) -> None:
    try:
        ideal.push(firm.batch(name, size=size, of=of))
    except NotIdealError:  # among a million random orders a few look like one: the batch is drawn again
        _fill(ideal, f"{name}-again", size=size, of=of)


@contextmanager
def two_sizes(server: str, sizes: tuple[int, int], of: Size = STORED) -> Iterator[tuple[Engine, Engine]]:
    """Give two databases of one PostgreSQL, the second a copy of the first with more lines."""
    few, many = sizes
    with ExitStack() as stack:
        small_url = stack.enter_context(fresh_database(server))
        with founded(small_url, of) as engine:
            fill(engine, range(few), of)
        template = small_url.rpartition("/")[2]
        large_url = stack.enter_context(fresh_database(server, template=template))
        small, large = (stack.enter_context(running(url)) for url in (small_url, large_url))
        fill(large, range(few, many), of)
        yield small, large


def growth(
    engines: tuple[Engine, Engine], sizes: tuple[int, int], *, rounds: int, of: Size = STORED
) -> Iterator[Compared]:
    """Yield what a push on many lines costs against the same on few."""
    few, many = sizes
    on_small, on_large = (product_side(engine, size=PUSH, of=of) for engine in engines)
    warm(on_large, on_small)
    name = f"PostgreSQL: push of {PUSH}, {many:,} lines stored against {few:,}"
    yield compare(name, on_large, on_small, rounds=rounds, most=MOST)
