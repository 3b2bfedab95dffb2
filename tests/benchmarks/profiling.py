"""`start.py bench --profile`: where a push spends its time, by statement and by function."""

from __future__ import annotations

import cProfile
import io
import pstats
import re
import time
from collections import defaultdict
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from tests.benchmarks.sides import product_side, tidy, warm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

SIZE, PUSHES, FUNCTIONS = 500, 15, 40
_WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
_READS = re.compile(r'FROM\s+"?(\w+)')


class Statements:
    """Seconds in the driver's execute, by statement and push."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        self._started = 0.0
        self._push: defaultdict[str, float] = defaultdict(float)

    def begin(self, *_: Any) -> None:
        """Note that a statement begins."""
        self._started = time.perf_counter()

    def end(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """Add up what it took."""
        self._push[label(statement)] += time.perf_counter() - self._started

    def end_push(self) -> None:
        """Keep the sums of one push."""
        for name, seconds in self._push.items():
            self.seconds[name].append(seconds)
        self._push.clear()


def profile(name: str, engine: Engine) -> Iterator[str]:
    """Yield lines: time of a push, of its statements, of its functions."""
    side = product_side(engine, size=SIZE)
    warm(side)
    tidy(engine)
    batches = [side.prepare(number) for number in range(2 * PUSHES)]
    taken = []
    with _watched(engine) as statements:
        for batch in batches[:PUSHES]:
            started = time.perf_counter()
            side.run(batch)
            taken.append(time.perf_counter() - started)
            statements.end_push()
    inside = {each: median(seconds) for each, seconds in statements.seconds.items()}
    yield f"{name}: {_ms(median(taken))} a push of {SIZE}, {_ms(sum(inside.values()))} of it in execute"
    for each, seconds in sorted(inside.items(), key=lambda pair: -pair[1]):
        yield f"  {_ms(seconds):>10}  {each}"
    profiler = cProfile.Profile()
    profiler.enable()
    for batch in batches[PUSHES:]:
        side.run(batch)
    profiler.disable()
    yield f"{name}: functions by own time, {PUSHES} pushes"
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).strip_dirs().sort_stats("tottime").print_stats(FUNCTIONS)
    yield from (line for line in text.getvalue().splitlines()[6:] if line)


def label(statement: str) -> str:
    """Return what tells a statement from the others of a push."""
    found = _WRITES.match(statement.strip())
    if found:
        return f"{found[1]} {found[2]}"
    read = _READS.search(statement)
    tail = " ".join(statement.split())[-60:]
    return f"SELECT {read[1] if read else ''} … {tail}"


@contextmanager
def _watched(engine: Engine) -> Iterator[Statements]:
    statements = Statements()
    listeners = {"before_cursor_execute": statements.begin, "after_cursor_execute": statements.end}
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield statements
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
