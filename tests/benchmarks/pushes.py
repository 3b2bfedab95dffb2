"""Pushes through the product's use case against the hand-written script with the same writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.ideal.opening import script
from tests.benchmarks.rounds import compare
from tests.benchmarks.sides import ideal_side, product_side, tidy, warm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Engine

    from tests.benchmarks.rounds import Compared

SIZES = (500, 40)
GOAL_SIZE, MOST = 500, 2.0  # half of the script's speed


def pushes(name: str, engine: Engine, *, rounds: int, sizes: Sequence[int] = SIZES) -> Iterator[Compared]:
    """Yield the comparison for each size of batch; the goal is that of the large one."""
    with script(engine.url) as ideal:
        warm(product_side(engine, size=max(sizes)), ideal_side(ideal, size=max(sizes)))
        tidy(engine)
        for size in sizes:
            yield compare(
                f"{name}: push of {size}, product against ideal",
                product_side(engine, size=size),
                ideal_side(ideal, size=size),
                rounds=rounds,
                most=MOST if size == GOAL_SIZE else None,
            )
