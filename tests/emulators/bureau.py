"""A gateway to a credit bureau that answers, knows nobody, is slow, refuses, breaks off or talks nonsense."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "gate-way"


@dataclass
class Gateway:
    """What the bureau knows by name of a firm, and what happens to the next questions.

    `moods`: `slow`, `refuse`, `break`, `nonsense`, `long`, `elsewhere`; the first is used up by a question.
    """

    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    moods: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def answer(self, name: str) -> tuple[int, bytes]:
        """Return status and body for a question about a firm."""
        self.asked.append(name)
        mood = self.moods.pop(0) if self.moods else ""
        if mood == "slow":
            self.gone.wait(30)
        told = {
            "refuse": (429, b"{}"),
            "nonsense": (200, b'{"grade": 7}'),
            "long": (200, b'"' + b"x" * 100_000 + b'"'),
            "elsewhere": (302, b""),
        }
        if mood in told:
            return told[mood]
        found = self.known.get(name)
        return (404, b"{}") if found is None else (200, json.dumps(found).encode())


@contextmanager
def bureau() -> Iterator[Gateway]:
    """Run a gateway on this machine."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self.send_error(401)
                return
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if gateway.moods[:1] == ["break"]:
                gateway.moods.pop(0)
                self.close_connection = True
                return
            status, answer = gateway.answer(body["name"])
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    gateway.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield gateway
    finally:
        gateway.gone.set()
        server.shutdown()
        server.server_close()
        thread.join()
