"""The parts of a run, by the names that `--only` takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmarks.growth import STORED, fill, growth, two_sizes
from tests.benchmarks.over_http import over_http
from tests.benchmarks.peers.tryton import tryton
from tests.benchmarks.presses import presses
from tests.benchmarks.pulls import pulls
from tests.benchmarks.pushes import pushes
from tests.benchmarks.sides import founded
from tests.load.site import opened
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.benchmarks.rounds import Compared

SLOW_ROUNDS = 5
THERE = (500, 5_000)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a run takes place: a folder, a PostgreSQL, how many rounds, and few and many stored lines."""

    folder: Path
    server: str
    rounds: int
    sizes: tuple[int, int]

    def sqlite(self, name: str) -> str:
        """Return the URL of a SQLite file that is not there yet."""
        return f"sqlite:///{(self.folder / f'{name}.sqlite3').as_posix()}"

    @property
    def slow_rounds(self) -> int:
        """Return the rounds of what takes seconds each."""
        return min(self.rounds, SLOW_ROUNDS)


def founded_on_both(site: Site) -> Iterator[tuple[str, Engine]]:
    """Yield a founded database of either kind, by its name."""
    with founded(site.sqlite("founded")) as engine:
        yield "SQLite", engine
    with fresh_database(site.server) as url, founded(url) as engine:
        yield "PostgreSQL", engine


def _pushes(site: Site) -> Iterator[Compared]:
    for name, engine in founded_on_both(site):
        yield from pushes(name, engine, rounds=site.rounds)


def _over_http(site: Site) -> Iterator[Compared]:
    folder = site.folder / "http-sqlite"
    folder.mkdir()
    yield from over_http("SQLite", site.sqlite("http"), folder, rounds=site.rounds)
    folder = site.folder / "http-postgresql"
    folder.mkdir()
    with fresh_database(site.server) as url:
        yield from over_http("PostgreSQL", url, folder, rounds=site.rounds)


def _growth(site: Site) -> Iterator[Compared]:
    few, many = site.sizes
    with two_sizes(site.server, site.sizes) as (small, large):
        yield from growth((small, large), site.sizes, rounds=site.rounds)
        for engine, stored in ((small, few), (large, many)):
            yield from pulls("PostgreSQL", engine, stored=stored, of=STORED, rounds=site.rounds)
    with founded(site.sqlite("growth"), STORED) as engine:
        for lines in (range(few), range(few, many)):
            fill(engine, lines)
            yield from pulls("SQLite", engine, stored=lines.stop, of=STORED, rounds=site.rounds)


def _presses(site: Site) -> Iterator[Compared | str]:
    folder = site.folder / "presses"
    folder.mkdir()
    with opened(site.sqlite("presses"), folder, people=1, workers=1) as running:
        for there in THERE:
            yield from presses(running, folder, there=there, rounds=site.slow_rounds)


def _calc(site: Site) -> Iterator[Compared | str]:
    from tests.benchmarks.calc import calc_presses  # noqa: PLC0415 - UNO is not there where fast tests run

    folder = site.folder / "calc"
    folder.mkdir()
    with opened(site.sqlite("calc"), folder, people=2, workers=1) as running:
        yield from calc_presses(running, folder, rounds=site.slow_rounds)


def _peers(site: Site) -> Iterator[Compared]:
    yield from tryton(site.server, rounds=site.slow_rounds)


SECTIONS: Mapping[str, Callable[[Site], Iterator[Compared | str]]] = {
    "push": _pushes,
    "http": _over_http,
    "growth": _growth,
    "press": _presses,
    "calc": _calc,
    "peers": _peers,
}
