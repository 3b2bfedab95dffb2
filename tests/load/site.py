"""What a load run stands on: a founded firm, people with tokens, and a server as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from addin.staging.processes import free_port, without_sign_in
from server.accounts import administration
from server.db.engine import make_engine
from server.db.migrate import upgrade
from server.db.session import writing
from server.web.edge import system_clock
from server.wiring import USERS
from sync.client.transport import RefusedError, Server, UnreachableError
from tests.benchmarks import firm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENCE_SECONDS = 60
GRACE_SECONDS = 90
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Site:
    """A running server on a database of its own."""

    url: str
    database_url: str
    tokens: Sequence[str]
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def opened(database_url: str, folder: Path, *, people: int, workers: int = 0) -> Iterator[Site]:
    """Found a firm on an empty database and serve it; `workers` 0: as many processes as is usual."""
    tokens = _found(database_url, people)
    port, log = free_port(), folder / "server.log"
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
    own = {"SHEETLINE_DATA": str(folder / "data"), "DATABASE_URL": database_url, "PYTHONUTF8": "1"}
    environment = {**without_sign_in(os.environ), **own}
    with log.open("wb") as told:
        process = subprocess.Popen(
            [*command, *(["--workers", str(workers)] if workers else [])],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
        )
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield Site(f"http://127.0.0.1:{port}", database_url, tokens, process, log)
    finally:
        _end(process)


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


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            Server(url=url, pauses_seconds=()).get("/readyz")
        except (UnreachableError, RefusedError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not get ready")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    finally:
        process.kill()


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
