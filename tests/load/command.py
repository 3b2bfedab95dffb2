"""`start.py bench --load [--minutes N] [--engine sqlite|postgresql]`: the proof of load, and its table."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.load.run import Crew, Crowd
from tests.load.samples import BIG, PRESS
from tests.load.site import look_at_sizes, opened
from tests.postgres import DURABLE, fresh_database, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.load.samples import Report

PATIENCE_SECONDS = 2.0
CREWS = {
    "postgresql": Crew(pressing=50, refreshing=20, direct=5, seconds=600),
    "sqlite": Crew(pressing=15, refreshing=20, direct=5, seconds=600),
}


def proof(engine: str, *, minutes: float, workers: int = 0) -> Report:
    """Let the crew of an engine work for some minutes on a new firm."""
    crew = CREWS[engine]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(_database(engine, folder))
        site = stack.enter_context(opened(url, folder, people=crew.people, workers=workers))
        crowd = Crowd(site, crew.lasting(minutes * 60))
        crowd.prepare()
        look_at_sizes(url)
        return crowd.run(f"{engine}: {crew.pressing} press, {crew.refreshing} refresh, {minutes:g} min")


@contextmanager
def _database(engine: str, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{(folder / 'load.sqlite3').as_posix()}"
        return
    with running_server(DURABLE) as server, fresh_database(server) as url:
        yield url


def misses(report: Report) -> list[str]:
    """Return what was promised and not kept."""
    missed = [f"{len(report.errors())} errors"] if report.errors() else []
    groups = [report.of(PRESS), *(report.beside(PRESS, big) for big in BIG)]
    for group in groups:
        waited = group.percentile(0.95)
        if waited >= PATIENCE_SECONDS:
            missed.append(f"{group.name}: 95 % within {waited:.2f} s, not {PATIENCE_SECONDS:g}")
    return missed


def main(words: Sequence[str]) -> int:
    """Run the proof on the engines asked for, print what it found, and return 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="start.py bench --load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--engine", choices=list(CREWS), help="一种数据库 one engine only")
    parser.add_argument("--workers", type=int, default=0, help="服务进程数 server processes")
    asked = parser.parse_args(words)
    missed: list[str] = []
    for engine in [asked.engine] if asked.engine else CREWS:
        report = proof(engine, minutes=asked.minutes, workers=asked.workers)
        missed += misses(report)
        print("\n".join([report.table(), *misses(report)]), flush=True)  # noqa: T201 - the figures are the point
    return int(bool(missed))
