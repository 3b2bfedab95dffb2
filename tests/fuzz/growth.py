"""Does work grow in proportion to the input? Judged by processor time at one size and at four times it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL, TIMES = 2_000, 4
WORTH_SECONDS = 0.02  # what takes less is not worth a judgement
MOST_GROWTH = 9.0  # linear work grows by 4, quadratic by 16
TRIES = 5  # a collection or a busy machine may fall into one measurement, not into all


def require_linear(work: Callable[[str], object], *, pump: str, before: str = "", after: str = "\0") -> None:
    """Fail when `work` on a text with four times as many pumps takes much more than four times as long."""
    texts = [before + pump * (size // len(pump)) + after for size in (SMALL, SMALL * TIMES)]
    for _ in range(TRIES):
        small, large = (_seconds(work, text) for text in texts)
        if large < WORTH_SECONDS or large < MOST_GROWTH * small:
            return
    raise AssertionError(f"{before!r} + {pump!r} * n + {after!r}: {small:.4f} s grew to {large:.4f} s")


def _seconds(work: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    work(text)
    return time.process_time() - begun
