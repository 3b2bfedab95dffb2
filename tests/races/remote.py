"""The application as server processes, asked in the place of the one in this process."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from addin.staging.processes import free_port, without_sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.e2e.protocol.conftest import Firm

PATIENCE_SECONDS = 60


class Answered:
    """A response with the names that Flask's test client gives to its own."""

    def __init__(self, response: requests.Response) -> None:
        self.status_code, self.text, self.data = response.status_code, response.text, response.content
        self.get_json = response.json


class Remote:
    """What stands where a test has the application: every request goes to the processes."""

    def __init__(self, url: str) -> None:
        self.url = url

    def test_client(self) -> Remote:
        return self

    def post(self, path: str, **options: Any) -> Answered:
        """Post a request."""
        return self.open(path, method="POST", **options)

    def open(self, path: str, **options: Any) -> Answered:
        """Send a request."""
        with requests.Session() as session:
            session.mount(
                "http://", HTTPAdapter(max_retries=Retry(total=None, connect=60, backoff_factor=0.1))
            )
            method = options.pop("method")
            return Answered(session.request(method, self.url + path, timeout=PATIENCE_SECONDS, **options))


@contextmanager
def served(firm: Firm, *, processes: int) -> Iterator[Firm]:
    """Give the firm as it is served by processes of its own; they are stopped in order."""
    port = free_port()
    own = {"SHEETLINE_DATA": str(firm.config.data), "DATABASE_URL": firm.config.database_url}
    words = ("serve", "--port", str(port), "--workers", str(processes))
    with subprocess.Popen(
        [sys.executable, "-m", "server.cli", *words],
        env=without_sign_in(os.environ) | own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            yield replace(firm, app=cast("Flask", Remote(f"http://127.0.0.1:{port}")))
        finally:
            server.terminate()
            assert server.wait(PATIENCE_SECONDS) == 0
