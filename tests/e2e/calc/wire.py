"""A server of one bridge whose answers a test writes: the extension seen from outside."""

from __future__ import annotations

import gzip
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Reply = tuple[int, dict[str, Any]]
ENDED: dict[str, Any] = {"outcome": {"action": "test"}}


class Wire:
    """Answers each call with what `answer` makes of it: (path, body) -> (status, answer)."""

    def __init__(self) -> None:
        self.answer: Callable[[str, dict[str, Any]], Reply] = lambda _path, _body: (200, ENDED)
        self.url = ""

    def play(self, *replies: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer the next calls with these replies, and return the list that fills with their bodies."""
        bodies: list[dict[str, Any]] = []
        left = list(replies)

        def answer(_path: str, body: dict[str, Any]) -> Reply:
            bodies.append(body)
            return 200, left.pop(0)

        self.answer = answer
        return bodies


@contextmanager
def open_wire() -> Iterator[Wire]:
    """Serve until the block ends."""
    wire = Wire()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            status, answer = wire.answer(self.path, json.loads(body))
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    wire.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
