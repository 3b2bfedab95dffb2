"""Interleaved rounds: A B A B …, and the ratio of their times pair by pair."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Compared:
    """Median seconds of both sides, and the median, lowest and highest ratio A ÷ B of a pair."""

    name: str
    seconds: float
    baseline_seconds: float
    ratio: float
    lowest: float
    highest: float

    def line(self) -> str:
        """Return the row of the table."""
        return (
            f"{self.name:<44} {self.seconds * 1000:9.1f} ms {self.baseline_seconds * 1000:9.1f} ms"
            f"   {self.ratio:5.2f}  ({self.lowest:.2f} – {self.highest:.2f})"
        )


def compare(
    name: str, side: Callable[[int], object], baseline: Callable[[int], object], *, rounds: int
) -> Compared:
    """Run both sides in turn, one uncounted round first; each gets the number of the round."""
    pairs = [(_timed(side, number), _timed(baseline, number)) for number in range(rounds + 1)][1:]
    ratios = [first / second for first, second in pairs]
    return Compared(
        name,
        median(first for first, _ in pairs),
        median(second for _, second in pairs),
        median(ratios),
        min(ratios),
        max(ratios),
    )


def _timed(run: Callable[[int], object], number: int) -> float:
    gc.collect()
    started = time.perf_counter()
    run(number)
    return time.perf_counter() - started
