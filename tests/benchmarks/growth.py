"""What a push costs when much is stored: the same pushes on a small and on a large database, in turn."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.benchmarks import firm
from tests.benchmarks.firm import Size
from tests.benchmarks.ideal.batch import NotIdealError
from tests.benchmarks.rounds import compare
from tests.benchmarks.sides import founded, product_side, running, script, tidy, warm
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from tests.benchmarks.rounds import Compared
    from tests.benchmarks.sides import Script

FULL = (100_000, 1_000_000)
QUICK = (10_000, 100_000)
MOST = 1.3
CUSTOMERS_AND_PRODUCTS = Size(customers=10_000, products=500)
PUSH, FILL = 500, 5_000


def fill(engine: Engine, lines: range, of: Size = CUSTOMERS_AND_PRODUCTS) -> None:
    """Store lines as pushes leave them, in every table and index that a push touches.

    The hand-written script does it: it is ten thousand rows a second, and its rows are the product's.
    """
    with script(engine) as push:
        for start in range(lines.start, lines.stop, FILL):
            _fill(push, f"fill-{start}", size=min(FILL, lines.stop - start), of=of)
    tidy(engine)


def _fill(push: Script, name: str, *, size: int, of: Size) -> None:
    try:
        push(firm.batch(name, size=size, of=of))
    except NotIdealError:  # among a million random orders a few look like one: the batch is drawn again
        _fill(push, f"{name}-again", size=size, of=of)


def growth(
    server: str, *, sizes: tuple[int, int], rounds: int, of: Size = CUSTOMERS_AND_PRODUCTS
) -> Iterator[Compared]:
    """Yield what a push on many lines costs against the same on few; two databases of one PostgreSQL."""
    few, many = sizes
    with ExitStack() as stack:
        small_url = stack.enter_context(fresh_database(server))
        with founded(small_url, of) as engine:
            fill(engine, range(few), of)
        template = small_url.rpartition("/")[2]
        large_url = stack.enter_context(fresh_database(server, template=template))
        small, large = (stack.enter_context(running(url)) for url in (small_url, large_url))
        fill(large, range(few, many), of)
        on_large, on_small = (product_side(engine, size=PUSH, of=of) for engine in (large, small))
        warm(on_large, on_small)
        name = f"PostgreSQL: push of {PUSH} with {many:,} lines stored against {few:,}"
        yield compare(name, on_large, on_small, rounds=rounds, most=MOST)
