"""A server asked to stop answers the presses it began, lets nobody new in, and ends with 0."""

from __future__ import annotations

import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
import requests
import sqlalchemy as sa

from server.db.session import reading, writing
from sync.rows.keys import new_key
from tests.serving import PATIENCE_SECONDS, found_site, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.serving import Served

PASSWORD = "ending-Admin-1"
SYNC = "/api/v1/views/warehouses/sync"
pytestmark = pytest.mark.slow


def until(met: Callable[[], bool]) -> None:
    """Wait until something is so; the test fails when it never is."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def in_flight(served: Served, route: str) -> int:
    """Return how many requests of a route the server has begun and not answered."""
    text = requests.get(f"{served.url}/metrics", timeout=PATIENCE_SECONDS).text
    begun = re.search(
        rf'^sheetline_requests_begun_total{{route="{re.escape(route)}"}} (\S+)$', text, re.MULTILINE
    )
    answered = re.findall(
        rf'^sheetline_requests_total{{.*route="{re.escape(route)}".*}} (\S+)$', text, re.MULTILINE
    )
    return int(float(begun[1])) - int(sum(map(float, answered))) if begun else 0


def refuses(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture
def token(engine: Engine) -> str:
    """Return the token of an administrator of the database that is served."""
    return found_site(engine, password=PASSWORD)


@contextmanager
def nobody_writes(engine: Engine) -> Iterator[None]:
    """Hold what every writer of warehouses needs, so that presses stay under way."""
    with writing(engine) as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(sa.text("LOCK TABLE warehouses IN ACCESS EXCLUSIVE MODE"))
        yield


def press(served: Served, token: str, number: int) -> requests.Response:
    row = {"key": new_key(), "values": {"code": f"W{number}", "name": f"仓{number}"}}
    return requests.post(
        served.url + SYNC,
        json={"request_id": new_key(), "rows": [row]},
        headers={"Authorization": f"Bearer {token}"},
        timeout=PATIENCE_SECONDS,
    )


def test_presses_begun_are_answered_and_stored_and_the_process_ends_with_0(
    engine: Engine, database_url: str, token: str, tmp_path: Path
) -> None:
    with serving(database_url, tmp_path) as served, ThreadPoolExecutor(3) as pool:
        with nobody_writes(engine):
            presses = [pool.submit(press, served, token, number) for number in range(3)]
            until(lambda: in_flight(served, "/api/v1/views/<view>/sync") == 3)
            served.process.send_signal(signal.SIGTERM)
            until(lambda: refuses(served.port))
            assert not any(each.done() for each in presses)
        outcomes = [each.result().json()["results"][0]["outcome"] for each in presses]
        assert served.process.wait(PATIENCE_SECONDS) == 0
    assert outcomes == ["created"] * 3
    with reading(engine) as conn:
        assert conn.execute(sa.text("SELECT COUNT(*) FROM warehouses")).scalar_one() == 3
