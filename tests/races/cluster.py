"""A PostgreSQL cluster of a test's own, which can be stopped and set to a far transaction id."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from addin.staging.processes import free_port
from tests.postgres import _programs, _unprivileged

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = (
    "-c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_prepared_transactions=4"
)
_IDS_A_FILE, _FILE_BYTES = 2**20, 2**18  # of pg_xact: two bits a transaction


@dataclass(frozen=True)
class Cluster:
    """Programs over one folder; `owner` is who runs them, as root may not."""

    home: Path
    port: int
    programs: Path
    owner: dict[str, Any]

    @property
    def url(self) -> str:
        return f"postgresql://sheetline@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        self.run(
            "pg_ctl",
            "-s",
            "-w",
            f"--log={self.home / 'log'}",
            f"--options=-p {self.port} {SETTINGS}",
            "start",
        )

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-s", "-w", f"--mode={mode}", "stop")

    def go_to(self, transaction: int) -> None:
        """Let the next transaction be a far one, as after years of work; the server is started anew."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("VACUUM FREEZE")
        self.stop()
        number = transaction // _IDS_A_FILE
        segment = self.home / "data" / "pg_xact" / f"{number:04X}"
        segment.write_bytes(bytes(_FILE_BYTES))
        if self.owner:
            shutil.chown(segment, self.owner["user"])
        self.run(
            "pg_resetwal",
            "-f",
            f"--next-transaction-id={transaction}",
            f"--oldest-transaction-id={transaction}",
        )
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), f"--pgdata={self.home / 'data'}", *arguments]
        silence = subprocess.DEVNULL
        subprocess.run(command, cwd=self.home, check=True, stdin=silence, stdout=silence, **self.owner)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a cluster; it is gone afterwards."""
    owner = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="sheetline-far-"))
    made = Cluster(home, free_port(), _programs(), owner)
    try:
        if owner:
            shutil.chown(home, owner["user"])
        made.run(
            "initdb", "--username=sheetline", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"
        )
        made.start()
        yield made
    finally:
        if (home / "data" / "postmaster.pid").exists():
            made.stop("immediate")
        shutil.rmtree(home, ignore_errors=True)
