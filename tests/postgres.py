"""A private PostgreSQL server for one run, in a temporary folder, gone when the run ends, however it ends.

The run starts this module as a program of its own, the keeper. The keeper prints the server's URL and waits
on its standard input; when that closes, because the run is over or was killed, it stops the server and
removes the folder.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.tools import POSTGRESQL_URL_VARIABLE, initdb

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
DURABLE = "--durable"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
}
THROWN_AWAY = {
    "autovacuum": "off",  # tables live for seconds; its workers would only get in the way of DROP DATABASE
    # The data is thrown away, so nothing needs to survive a power cut: a third of the time of a run.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


class PostgresMissingError(RuntimeError):
    """No PostgreSQL programs on this machine: the run fails, it does not skip half of itself."""

    def __init__(self) -> None:
        super().__init__(
            f"initdb not found: install `postgresql` (15 or newer) or set {POSTGRESQL_URL_VARIABLE}"
        )


class KeeperFailedError(RuntimeError):
    """The server did not come up; `log` is what it said."""

    def __init__(self, log: str) -> None:
        super().__init__(f"PostgreSQL did not start: {log}")


@contextmanager
def running_server(*options: str) -> Iterator[str]:
    """Yield the URL of a server that tests may fill with databases: a given one, else a private one.

    With DURABLE the private one writes and cleans up as a factory's does, for runs that measure; further
    options are settings of PostgreSQL, such as `shared_buffers=1GB`.
    """
    given = os.environ.get(POSTGRESQL_URL_VARIABLE)
    if given:
        yield given
        return
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", *options],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C reaches the run, which closes the pipe
        text=True,
    )
    with keeper:
        yield _first_line(keeper.stdout)
        keeper.communicate()


@contextmanager
def fresh_database(server_url: str, *, template: str = "template0") -> Iterator[str]:
    """Yield the URL of a new database, a copy of `template`, which is dropped afterwards."""
    name = f"test_{uuid4().hex}"
    target = sql.Identifier(name)
    _run(
        server_url,
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(target, sql.Identifier(template)),
    )
    try:
        yield f"{server_url.rpartition('/')[0]}/{name}"
    finally:
        _run(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(target))


def _run(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _first_line(stream: IO[str] | None) -> str:
    line = stream.readline().strip() if stream else ""
    if not line.startswith("postgresql://"):
        raise KeeperFailedError(line)
    return line


def keep() -> None:
    """Make a server, print its URL, hold it until standard input closes, and leave nothing behind."""
    programs = _programs()
    owner = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="sheetline-postgres-"))
    try:
        if owner:
            shutil.chown(home, owner["user"])
        _serve(programs, home, owner)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _serve(programs: Path, home: Path, owner: dict[str, Any]) -> None:
    data, port = home / "data", _free_port()
    settings = SETTINGS if DURABLE in sys.argv else SETTINGS | THROWN_AWAY
    settings |= dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word)
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    account = ["--username=sheetline", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    start = [f"--log={home / 'log'}", f"--options=-p {port} {options}", "start"]

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), f"--pgdata={data}", *arguments]
        subprocess.run(
            command, cwd=home, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **owner
        )

    try:
        run("initdb", *account)
        run("pg_ctl", "--silent", "--wait", *start)
        print(f"postgresql://sheetline@127.0.0.1:{port}/postgres", flush=True)  # noqa: T201
        sys.stdin.read()
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "--silent", "--wait", "--mode=immediate", "stop")


def _programs() -> Path:
    found = initdb()
    if found is None:
        raise PostgresMissingError
    return found.parent


def _unprivileged() -> dict[str, Any]:
    """Return how to start a program as somebody else, since initdb refuses to run as root."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd  # noqa: PLC0415 - Windows has no such module

    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    keep()
