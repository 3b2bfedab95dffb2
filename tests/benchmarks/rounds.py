"""Interleaved rounds: A B A B …, and the ratio of their times pair by pair."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: `run` is timed, `prepare` (given the number of the round) is not."""

    prepare: Callable[[int], Any]
    run: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Compared:
    """Median seconds of both sides, and the median, lowest and highest ratio A ÷ B of a pair.

    `most` is the goal: the highest ratio that is good.
    """

    name: str
    seconds: float
    baseline_seconds: float
    ratio: float
    lowest: float
    highest: float
    most: float | None = None

    @property
    def met(self) -> bool:
        """Tell whether the goal is met; without one there is nothing to miss."""
        return self.most is None or self.ratio <= self.most


def compare(name: str, side: Side, baseline: Side, *, rounds: int, most: float | None = None) -> Compared:
    """Run both sides in turn, one uncounted round first."""
    pairs = [(timed(side, number), timed(baseline, number)) for number in range(rounds + 1)][1:]
    return compared(name, [first for first, _ in pairs], [second for _, second in pairs], most=most)


def compared(
    name: str, seconds: Sequence[float], baseline: Sequence[float], *, most: float | None = None
) -> Compared:
    """Return what was measured in pairs."""
    ratios = [first / second for first, second in zip(seconds, baseline, strict=True)]
    return Compared(name, median(seconds), median(baseline), median(ratios), min(ratios), max(ratios), most)


def timed(side: Side, number: int) -> float:
    """Return the seconds of one run."""
    prepared = side.prepare(number)
    gc.collect()
    started = time.perf_counter()
    side.run(prepared)
    return time.perf_counter() - started
