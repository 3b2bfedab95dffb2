"""The server as `start.py serve` runs it, its whole process group killed in the middle of presses.

On SQLite the demo and `tests/server/test_processes.py` kill it in the usual run.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from addin.staging.processes import without_sign_in
from sync.client.transport import Server
from tests.e2e.crash.site import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.crash.site import Site

SEED = 20261126
OFTEN_SECONDS = (0.2,) * 300


@contextmanager
def _running(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server with all its processes: granian's and the worker; kill them all at the end."""
    words = [sys.executable, "-m", "server.cli", "serve", "--port", str(site.port)]
    own = {"SHEETLINE_DATA": str(site.folder), "DATABASE_URL": site.url}
    with (
        (site.folder / "serve.log").open("ab") as log,
        subprocess.Popen(
            words,
            cwd=ROOT,
            env=without_sign_in(os.environ) | own,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        ) as group,
    ):
        try:
            Server(url=f"http://127.0.0.1:{site.port}", pauses_seconds=OFTEN_SECONDS).get("/readyz")
            yield group
        finally:
            os.killpg(group.pid, signal.SIGKILL)


def _run(site: Site, kills: int) -> None:
    chance = random.Random(SEED)
    within = site.measure_press(chance)
    site.stop()
    ended: dict[str, object] = {"code": 0}
    for _ in range(kills):
        with _running(site):
            if ended["code"] != 0:
                assert site.press()["code"] == 0
            site.type_rows(chance)
            site.start_press()
            site.server.tell("rest", seconds=chance.uniform(0, 2 * within))
            site.server.heard()
        ended = site.client.heard()
    with _running(site):
        assert site.press()["code"] == 0
    site.assert_each_row_once()
    site.assert_sound()
    site.serve()


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_whole_server_killed_loses_and_doubles_nothing(site: Site) -> None:
    _run(site, 1)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_whole_server_killed_often_loses_and_doubles_nothing(site: Site) -> None:
    _run(site, 20)
