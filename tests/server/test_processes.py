"""A server as real processes: it greets, answers, stops when asked, and leaves nothing behind when killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from server.processes import Address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_SECONDS = 60
FOREIGN = frozenset({"DATABASE_URL", "SHEETLINE_ADMIN_PASSWORD"})
PASSWORD = re.compile(r"one-time password (\w+)")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Start a server, ready to be asked; it is killed if the test did not end it."""
    own = {"SHEETLINE_DATA": str(data), "PYTHONUTF8": "1"}
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, env=kept | own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert ask(port, "GET", "/readyz").status_code == 200
            yield server
        finally:
            server.kill()


def ask(port: int, method: str, path: str, **more: object) -> requests.Response:
    """Ask the server, again while it does not listen yet."""
    with requests.Session() as session:
        patient = Retry(total=None, connect=PATIENCE_SECONDS * 2, backoff_factor=0.1, backoff_max=0.5)
        session.mount("http://", HTTPAdapter(max_retries=patient))
        return session.request(method, f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_SECONDS, **more)  # type: ignore[arg-type]


def printed(server: subprocess.Popen[str]) -> str:
    """Wait until the server and all processes it started have ended; return what they printed."""
    words, _ = server.communicate(
        timeout=PATIENCE_SECONDS
    )  # the pipe ends with the last process that holds it
    return words


@pytest.mark.slow
def test_the_first_start_makes_an_administrator_who_can_sign_in_and_a_stop_is_clean(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as server:
        assert ask(port, "POST", "/api/v1/bridge/sync", json={}).status_code == 401
        server.send_signal(signal.SIGTERM)
        words = printed(server)
        assert server.returncode == 0
    found = PASSWORD.search(words)
    assert found
    assert f"表上单已启动 http://127.0.0.1:{port}" in words
    with running(tmp_path, port) as server:
        body = {"name": "admin", "password": found[1]}
        assert ask(port, "POST", "/api/v1/session", json=body).status_code == 200
        server.terminate()
        assert "password" not in printed(server)


@pytest.mark.slow
def test_a_server_killed_leaves_no_process_and_no_port_behind(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as server:
        server.kill()
        printed(server)
        with closing(socket.socket()) as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    with running(tmp_path, port) as server:
        server.terminate()
        printed(server)


@pytest.mark.parametrize(
    ("address", "url"),
    [(Address("127.0.0.1", 8765), "http://127.0.0.1:8765"), (Address("::1", 80), "http://[::1]:80")],
)
def test_an_address_is_printed_as_people_write_it(address: Address, url: str) -> None:
    assert address.url == url
