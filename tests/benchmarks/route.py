"""The hand-written script behind a route, served as the product is: `python -m tests.benchmarks.route PORT`.

It checks the token, decodes and validates the body, runs the script, and answers as much JSON.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from server.accounts.rules import token_print
from server.processes import THREADS, spare_collector
from tests.benchmarks.firm import SentRow
from tests.benchmarks.ideal.batch import Batch
from tests.benchmarks.ideal.opening import Script, script

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication

TARGET = "tests.benchmarks.route:application"


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """A request as the script takes it, its values typed."""

    request_id: str
    submission: str
    book: str
    rows: list[SentRow]


_decode = msgspec.json.Decoder(Body).decode


def application() -> WSGIApplication:
    """Return the route; each thread has a connection of its own."""
    own = threading.local()

    def scripted() -> Script:
        if not hasattr(own, "script"):
            own.opened = script(os.environ["DATABASE_URL"])
            own.script = own.opened.__enter__()
        found: Script = own.script
        return found

    def route(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        status, content = _answer(scripted(), environ)
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
        start_response(status, headers)
        return [content]

    spare_collector()
    return route


def _answer(scripted: Script, environ: dict[str, Any]) -> tuple[str, bytes]:
    token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if scripted.owner(token_print(token)) is None:
        return "401 Unauthorized", b"{}"
    content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    try:
        body = _decode(content)
    except msgspec.DecodeError:
        return "422 Unprocessable Content", b"{}"
    return "200 OK", scripted.push_batch(
        Batch(
            rows=body.rows,
            now=dt.datetime.now(dt.UTC),
            print=sha256(content).hexdigest(),
            request=body.request_id,
            submission=body.submission,
            book=body.book,
        )
    )


def main(port: int) -> None:
    """Serve until stopped, with the settings of the product."""
    Granian(
        TARGET,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        factory=True,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
