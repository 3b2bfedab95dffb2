"""A gate between a press and the server: it can do a deed in the middle of a chosen call and cut the line."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FIRST_SEND = 3
"""The call of a press that sends the first rows: keys are saved, nothing is answered yet."""
_PASSED_ON = ("Authorization", "Content-Type", "Content-Encoding", "Accept", "Accept-Encoding")
_PACKED = b"\x1f\x8b"
"""How a body begins that travels packed."""


class When(StrEnum):
    """The moment of a deed: before the request goes on, while it is on its way, or when it was answered.

    On the way and when answered, the line is cut: the answer is lost.
    """

    BEFORE = "before"
    ON_ITS_WAY = "on its way"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do in the middle of a call."""

    do: Callable[[], object]
    when: When


@dataclass(slots=True)
class Gate:
    """Passes requests on to `target`. A deed is done once, in the call of that number."""

    target: int
    deed: Deed | None = None
    number: int = FIRST_SEND
    lock: threading.Lock = field(default_factory=threading.Lock)

    def arm(self, do: Callable[[], object], *, when: When) -> None:
        """Have something done in the middle of the next press."""
        self.deed = Deed(do, when)

    def take_deed(self, body: bytes) -> Deed | None:
        """Return the deed when this is its call; only once."""
        said = gzip.decompress(body) if body.startswith(_PACKED) else body
        with self.lock:
            if self.deed is None or json.loads(said or b"{}").get("number") != self.number:
                return None
            deed, self.deed = self.deed, None
            return deed


@contextmanager
def open_gate(gate: Gate) -> Iterator[str]:
    """Listen until the block ends; yields the address to press through."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            _give(self, _answered(self, gate, body))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


Answer = tuple[int, list[tuple[str, str]], bytes]


def _answered(asked: BaseHTTPRequestHandler, gate: Gate, body: bytes) -> Answer | None:
    """Return the answer, a deed done at its moment; None when the line is cut."""
    deed = gate.take_deed(body)
    if deed is None:
        return _passed_on(asked, gate.target, body)
    if deed.when is When.BEFORE:
        deed.do()
        return _passed_on(asked, gate.target, body)
    if deed.when is When.ANSWERED:
        _passed_on(asked, gate.target, body)
        deed.do()
        return None
    with closing(_begun(asked, gate.target, body)):
        deed.do()
    return None


def _begun(asked: BaseHTTPRequestHandler, port: int, body: bytes) -> http.client.HTTPConnection:
    """Send the request on and do not wait for the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", asked.path, body=body, headers=_headers(asked))
    return connection


def _passed_on(asked: BaseHTTPRequestHandler, port: int, body: bytes) -> Answer | None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.request("POST", asked.path, body=body, headers=_headers(asked))
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()
    except OSError:
        return None
    finally:
        connection.close()


def _headers(asked: BaseHTTPRequestHandler) -> dict[str, str]:
    return {name: asked.headers[name] for name in _PASSED_ON if name in asked.headers}


def _give(asked: BaseHTTPRequestHandler, answer: Answer | None) -> None:
    if answer is None:
        asked.close_connection = True
        return
    status, headers, content = answer
    asked.send_response(status)
    for name, value in headers:
        if name.lower() in {"content-type", "content-encoding", "retry-after"}:
            asked.send_header(name, value)
    asked.send_header("Content-Length", str(len(content)))
    asked.end_headers()
    asked.wfile.write(content)
