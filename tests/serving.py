"""A server as a process of its own on a database of a test, its log in a file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.staging.processes import free_port, without_sign_in
from server.accounts import administration
from server.db.session import writing
from server.web.edge import system_clock
from server.wiring import SEEDS, USERS
from sync.client.transport import RefusedError, Server, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

PATIENCE_SECONDS = 60
GRACE_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: where it listens, its main process, what it and its workers said."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


def found_site(engine: Engine, *, password: str) -> str:
    """Fill a new database as a first start does; return a token of its administrator."""
    with writing(engine) as conn:
        for seed in SEEDS:
            seed(conn)
        administration.make_first_admin(conn, USERS, password=password, now=system_clock())
        return administration.make_token(conn, "admin", now=system_clock()).token


@contextmanager
def serving(database_url: str, folder: Path, *, workers: int = 0) -> Iterator[Served]:
    """Serve a database; `workers` 0: as many processes as is usual."""
    port, log = free_port(), folder / "server.log"
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
    own = {"SHEETLINE_DATA": str(folder / "data"), "DATABASE_URL": database_url, "PYTHONUTF8": "1"}
    with log.open("wb") as told:
        process = subprocess.Popen(
            [*command, *(["--workers", str(workers)] if workers else [])],
            env={**without_sign_in(os.environ), **own},
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
        )
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield Served(port, process, log)
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a server to end, and wait until it has; kill one that does not."""
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    finally:
        process.kill()


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
