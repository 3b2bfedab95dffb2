"""The tiny server of `fake_api` with its bridge, on a real socket."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from addin.bridge.app import make_bridge
from addin.bridge.presses import MemoryPresses
from addin.bridge.problems import status_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.addin.fake_api import FakeApi

BRIDGE = "/api/v1/bridge"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def serving(api: FakeApi) -> Iterator[str]:
    """Serve until the block ends; yields the address."""
    bridge: Any = make_bridge(api, MemoryPresses())

    def application(environ: dict[str, Any], start: Any) -> Any:
        path = environ["PATH_INFO"]
        if path.startswith(BRIDGE):
            return bridge(environ | {"PATH_INFO": path.removeprefix(BRIDGE)}, start)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        status, headers, content = api(environ["REQUEST_METHOD"], path, body, token)
        start(status_line(status), list(headers.items()))
        return [content]

    with make_server("127.0.0.1", 0, application, _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
