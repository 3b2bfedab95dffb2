"""A server as a process of its own, which can be killed and started again; presses as processes."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sync.client.transport import Server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

PATIENCE_SECONDS = 30.0
_STEP_SECONDS = 0.05
_OK = 200


class NotReadyError(Exception):
    """The server did not get ready; `log` shows what it said."""

    def __init__(self, log: Path) -> None:
        super().__init__(f"服务器没有启动，见 {log} / the server did not start")


@dataclass(slots=True)
class ServerProcess:
    """The server over a data folder. Its words go to a log file beside the data."""

    data: Path
    password: str
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start it, wait until it is ready, and return the seconds that took. Raises NotReadyError."""
        started = time.monotonic()
        self.port = self.port or free_port()
        command = [sys.executable, "-m", "server.cli", "serve", "--port", str(self.port)]
        self.data.mkdir(parents=True, exist_ok=True)
        with self._log().open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                command, env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() - started > PATIENCE_SECONDS:
                raise NotReadyError(self._log())
            time.sleep(_STEP_SECONDS)
        return time.monotonic() - started

    def kill(self) -> None:
        """Kill it as a power cut would, and wait until its port is free."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while _answers(self.port) and time.monotonic() < deadline:
            time.sleep(_STEP_SECONDS)

    def stop(self) -> None:
        """Ask it to end, and kill it if it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def admin(self, *words: str) -> None:
        """Run an admin command on its data. Raises CalledProcessError with what it said."""
        command = [sys.executable, "-m", "server.cli", "admin", *words]
        subprocess.run(command, env=self.environment(), check=True, capture_output=True, text=True)  # noqa: S603

    def environment(self) -> dict[str, str]:
        """Return the environment of its processes."""
        own = {"SHEETLINE_DATA": str(self.data), "SHEETLINE_ADMIN_PASSWORD": self.password}
        return {**without_sign_in(os.environ), **own}

    def _log(self) -> Path:
        return self.data / "server.log"

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == _OK
        except OSError:
            return False
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Clerk:
    """Somebody signed in, who presses buttons: each press is a process of the command line."""

    name: str
    token: str = field(repr=False)
    url: str

    def start(self, action: str, book: Path, *options: str) -> subprocess.Popen[str]:
        """Start a press."""
        command = [
            *(sys.executable, "-m", "addin.cli", action, "--file", str(book)),
            *("--server", self.url, "--json", *options),
        ]
        environment = {**without_sign_in(os.environ), "SHEETLINE_TOKEN": self.token}
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8")  # noqa: S603

    def press(self, action: str, book: Path, *options: str) -> dict[str, Any]:
        """Press a button and return its JSON."""
        with self.start(action, book, *options) as process:
            return outcome(process)


def outcome(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for a press to end and return what it printed."""
    printed, _ = process.communicate(timeout=2 * PATIENCE_SECONDS)
    found: dict[str, Any] = json.loads(printed or "{}")
    return found | {"exit": process.returncode}


def sign_in(server: ServerProcess, name: str, password: str, *, through: str = "") -> Clerk:
    """Sign somebody in; their presses go to `through`, or to the server itself."""
    answer = Server(url=server.url).post("/api/v1/session", {"name": name, "password": password})
    return Clerk(name, answer["token"], through or server.url)


def all_rows(server: ServerProcess, clerk: Clerk, view: str) -> Iterator[Mapping[str, Any]]:
    """Yield all rows of a view as the clerk may see them."""
    api, cursor = Server(url=server.url, token=clerk.token), None
    while True:
        page = api.post(f"/api/v1/views/{view}/sync", {"scope": "all", "cursor": cursor, "rows": []})
        yield from page["changes"]
        cursor = page["cursor"]
        if not page["has_more"]:
            return


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def without_sign_in(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without settings that point at a real server."""
    return {name: value for name, value in environment.items() if name not in _REAL}


_REAL: Sequence[str] = ("SHEETLINE_TOKEN", "SHEETLINE_SERVER", "DATABASE_URL")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
