"""Pushes over HTTP to the product's server against a route that runs the hand-written script."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from addin.staging.processes import free_port
from sync.protocol.messages import SyncRequest
from sync.rows.keys import new_key
from tests.benchmarks import firm
from tests.benchmarks.rounds import Side, compare
from tests.benchmarks.sides import running, tidy, warm
from tests.load.site import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.rounds import Compared

SIZE = 500
MOST = 1 / 0.6  # 60 % of the route's speed
PATIENCE_SECONDS = 60


def over_http(
    name: str, database_url: str, folder: Path, *, rounds: int, size: int = SIZE
) -> Iterator[Compared]:
    """Yield the comparison; one client on an open connection, one process of the server on either side."""
    with (
        opened(database_url, folder, people=1, workers=1) as site,
        _route(database_url) as route,
        closing(_connection(site.url)) as to_product,
        closing(_connection(route)) as to_route,
    ):
        token = site.tokens[0]
        product = _side(to_product, "product", token=token, size=size)
        ideal = _side(to_route, "ideal", token=token, size=size)
        warm(product, ideal)
        with running(database_url) as engine:
            tidy(engine)
        yield compare(
            f"{name}: POST of {size}, product against ideal",
            product,
            ideal,
            rounds=rounds,
            most=MOST if size == SIZE else None,
        )


def _connection(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE_SECONDS)


def _side(connection: http.client.HTTPConnection, series: str, *, token: str, size: int) -> Side:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def prepare(number: int) -> bytes:
        rows = firm.rows_of(firm.batch(f"http-{series}-{number}", size=size))
        request = SyncRequest(request_id=new_key(), submission=new_key(), book=firm.BOOK, rows=rows)
        return msgspec.json.encode(request)

    def run(body: bytes) -> None:
        connection.request("POST", "/api/v1/views/orders/sync", body=body, headers=headers)
        response = connection.getresponse()
        content = response.read()
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{series}: {response.status} {content[:500]!r}")

    return Side(prepare, run)


@contextmanager
def _route(database_url: str) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.route", str(port)]
    environment = {**os.environ, "DATABASE_URL": database_url}
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with closing(_connection(f"http://127.0.0.1:{port}")) as connection, suppress(OSError):
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        time.sleep(0.05)
    raise RuntimeError("the route did not get ready")
