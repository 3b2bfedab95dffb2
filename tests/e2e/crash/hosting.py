"""The product's server in one process, as light as one can be: the same application, a small listener."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from server import app, wiring
from server.config import Config
from server.db.engine import make_engine
from server.serve import mounted
from tests.e2e.crash import points

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Engine

    from server.web.edge import Edge


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True


class _Handler(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """Let the client's death end a request quietly."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True


def serve(told: Mapping[str, Any], ready: int) -> int:
    """Serve a database on a port until killed; a byte goes into `ready` when it listens."""
    engine = make_engine(told["database_url"])
    points.watch_commits(engine)
    _set_clock(told.get("clock", 0))
    application = mounted(Config(data=Path(told["data"]), database_url=told["database_url"]), engine)

    def answering(environ: Any, start: Any) -> Iterable[bytes]:
        points.arm_from(Path(told["data"]) / points.ORDER)
        answer = b"".join(application(environ, start))
        if points.passing("before answer"):
            points.die()
        if points.passing("half of the answer"):
            return _halved(answer)
        return [answer]

    with make_server("127.0.0.1", told["port"], answering, _Server, _Handler) as server:
        os.write(ready, b".")
        server.serve_forever(poll_interval=60)
    return 0


def _set_clock(seconds: int) -> None:
    """Let the clock of the server's edge differ by so many seconds, in this process only."""
    shift = dt.timedelta(seconds=seconds)

    def shifted(engine: Engine) -> Edge:
        edge = wiring.make_edge(engine)
        return replace(edge, clock=lambda: edge.clock() + shift)

    app.make_edge = shifted  # type: ignore[attr-defined]  # where the application looks for it


def _halved(answer: bytes) -> Iterable[bytes]:
    yield answer[: len(answer) // 2]
    points.die()
