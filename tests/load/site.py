"""What a load run stands on: a founded firm, people with tokens, and a server as a process of its own."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from server.accounts import administration
from server.db.engine import make_engine
from server.db.migrate import upgrade
from server.db.session import writing
from server.web.edge import system_clock
from server.wiring import USERS
from tests.benchmarks import firm
from tests.serving import Served, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Site:
    """A running server on a firm of its own, and tokens of its people."""

    served: Served
    tokens: Sequence[str]

    @property
    def url(self) -> str:
        """Where the server listens."""
        return self.served.url


@contextmanager
def opened(database_url: str, folder: Path, *, people: int, workers: int = 0) -> Iterator[Site]:
    """Found a firm on an empty database and serve it; `workers` 0: as many processes as is usual."""
    tokens = _found(database_url, people)
    with serving(database_url, folder, workers=workers) as served:
        yield Site(served, tokens)


def _found(database_url: str, people: int) -> list[str]:
    upgrade(database_url)
    engine = make_engine(database_url)
    try:
        firm.found(engine)
        with writing(engine) as conn:
            administration.make_first_admin(conn, USERS, password="load-Admin-1", now=system_clock())
            names = [f"clerk{number:03d}" for number in range(people)]
            for name in names:
                administration.add_user(conn, USERS, {"name": name, "role": "clerk"}, now=system_clock())
            return [administration.make_token(conn, name, now=system_clock()).token for name in names]
    finally:
        engine.dispose()


def look_at_sizes(database_url: str) -> None:
    """Let PostgreSQL's planner look at the tables, as it does by itself within a minute of much writing."""
    engine = make_engine(database_url)
    if engine.dialect.name == "postgresql":
        with writing(engine) as conn:
            conn.exec_driver_sql("ANALYZE")
    engine.dispose()


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and all below it; 0 where the system does not tell."""
    stats = _stats()
    parents = {child: int(fields[1]) for child, fields in stats.items()}
    family = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in family} - family
        if not more:
            break
        family |= more
    return sum((int(stats[one][11]) + int(stats[one][12])) / _TICKS for one in family if one in stats)


def busy_seconds() -> float:
    """Return the machine's processor time in use since it started; 0 where nobody tells."""
    try:
        first = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    except OSError:
        return 0.0
    user, nice, system, _idle, _waiting, *rest = (int(word) / _TICKS for word in first.split()[1:8])
    return user + nice + system + sum(rest)


def _stats() -> dict[int, list[str]]:
    """Return the fields of /proc/PID/stat behind the name, by process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
    return found
