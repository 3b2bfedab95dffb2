"""JSON over HTTP; what was certainly not sent is kept apart from what may have arrived."""

from __future__ import annotations

import http.client
import json
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT_SECONDS = 8.0
LARGEST_ANSWER = 64 * 1024


class NotSentError(Exception):
    """Certainly nothing was done: not reached, or turned away; try again after `wait_seconds`."""

    def __init__(self, reason: str, *, wait_seconds: int = 0) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds


class MaybeSentError(Exception):
    """It was sent and not answered as it should: it may have been done."""


def ask(url: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the JSON object that answers a body, or a GET without one. Raises NotSentError, MaybeSentError.

    The words of the errors name no address: it may hold a key.
    """
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        try:
            connection.connect()
        except (OSError, ssl.SSLError) as error:
            raise NotSentError(f"连不上 {parts.hostname} ({type(error).__name__})") from error
        try:
            return _answer(connection, f"{parts.path}?{parts.query}", body)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise MaybeSentError(f"{parts.hostname} 没有答复 ({type(error).__name__})") from error
    finally:
        connection.close()


def _answer(
    connection: http.client.HTTPConnection, target: str, body: Mapping[str, Any] | None
) -> dict[str, Any]:
    method, sent = ("GET", None) if body is None else ("POST", json.dumps(body, ensure_ascii=False).encode())
    connection.request(method, target, sent, {"Content-Type": "application/json; charset=utf-8"})
    response = connection.getresponse()
    if response.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        wait = response.headers.get("Retry-After", "")
        raise NotSentError(
            f"对方繁忙 (HTTP {response.status})", wait_seconds=int(wait) if wait.isdigit() else 0
        )
    found = json.loads(response.read(LARGEST_ANSWER + 1))
    if response.status != HTTPStatus.OK or not isinstance(found, dict):
        raise ValueError(response.status)
    return found
