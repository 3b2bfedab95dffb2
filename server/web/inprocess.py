"""Requests to a WSGI application of the same process: one door for everybody, without a socket."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    Call = Callable[[str, str, bytes | None, str], tuple[int, Mapping[str, str], bytes]]


def caller(application: WSGIApplication) -> Call:
    """Return a function (method, path, body, token) -> (status, headers, body) that asks the application."""

    def call(method: str, path: str, body: bytes | None, token: str) -> tuple[int, Mapping[str, str], bytes]:
        started: list[tuple[str, list[tuple[str, str]]]] = []
        written = io.BytesIO()

        def start(
            status: str, headers: list[tuple[str, str]], _failure: Any = None
        ) -> Callable[[bytes], object]:
            started.append((status, headers))
            return written.write

        answered = application(_environ(method, path, body, token), start)
        try:
            written.writelines(answered)
        finally:
            close = getattr(answered, "close", None)
            if close is not None:
                close()
        status, headers = started[-1]
        return int(status.split(maxsplit=1)[0]), dict(headers), written.getvalue()

    return call


def _environ(method: str, path: str, body: bytes | None, token: str) -> WSGIEnvironment:
    plain, _, query = path.partition("?")
    content = body or b""
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(plain).decode("latin-1"),  # as WSGI wants it (PEP 3333)
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(content)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(content),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if body is not None:
        environ["CONTENT_TYPE"] = "application/json"
    if token:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return environ
