"""Threads that begin together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Given = TypeVar("Given")
Result = TypeVar("Result")


def together(work: Callable[[Given], Result], given: Sequence[Given]) -> list[Result]:
    """Run the work on every item in a thread of its own, all at once, and return the results in order."""
    start = Barrier(len(given))

    def run(item: Given) -> Result:
        start.wait()
        return work(item)

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(run, given))
