"""What a server on a real port makes of requests that are meant to be read in two ways, or never to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.web.headers import HEADERS
from tests.server.listening import listening
from tests.server.raw import asked

if TYPE_CHECKING:
    from collections.abc import Iterator

POST = b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
SMUGGLED = b"GET /docs HTTP/1.1\r\nHost: x\r\n\r\n"
AMBIGUOUS = {
    "length and chunks": POST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "chunks and length": POST
    + b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + SMUGGLED,
    "a signed length": POST + b"Content-Length: +2\r\n\r\n{}" + SMUGGLED,
    "a space before the colon": POST + b"Content-Length : 2\r\n\r\n{}" + SMUGGLED,
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks twice": POST
    + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "a folded header": GET + b"X: a\r\n b\r\n\r\n" + SMUGGLED,
    "an unknown version": GET.replace(b"HTTP/1.1", b"HTTP/9.1") + b"\r\n" + SMUGGLED,
}
LARGE = {
    "many headers": GET + b"".join(b"X%d: a\r\n" % number for number in range(200)) + b"\r\n",
    "a large header": GET + b"X: " + b"a" * 1_000_000 + b"\r\n\r\n",
}
CLOSE = b"Connection: close\r\n"
ERRORS = {
    404: b"GET /nowhere HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n",
    405: b"PUT /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n" + CLOSE + b"\r\n",
    400: POST + CLOSE + b"Content-Length: 2\r\n\r\n[]",
    401: b"GET /api/v1/views HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n",
    411: POST + b"Transfer-Encoding: chunked\r\n\r\n",
    413: POST + b"Content-Length: 99999999999\r\n\r\n",
    415: b"POST /api/v1/bridge/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n" + CLOSE + b"\r\n",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run a server."""
    with listening(tmp_path_factory.mktemp("doorstep")) as found:
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_request_that_can_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_read(
    port: int, name: str
) -> None:
    answer = asked(port, AMBIGUOUS[name])
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 411"))


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_headers_have_a_limit(port: int, name: str) -> None:
    assert asked(port, LARGE[name]).startswith((b"HTTP/1.1 431", b""))
    assert asked(port, GET + CLOSE + b"\r\n").startswith(b"HTTP/1.1 200")


@pytest.mark.slow
@pytest.mark.parametrize("status", ERRORS)
def test_every_error_is_a_problem_document_with_all_headers_and_no_trace_of_the_program(
    port: int, status: int
) -> None:
    head, _, body = asked(port, ERRORS[status]).partition(b"\r\n\r\n")
    names = {line.partition(b":")[0].decode().lower() for line in head.split(b"\r\n")[1:]}
    assert head.startswith(b"HTTP/1.1 %d" % status)
    assert b"content-type: application/problem+json" in head
    assert {name.lower() for name in HEADERS} <= names
    assert not {name for name in names if name.startswith("access-control-") or name == "set-cookie"}
    assert b"Traceback" not in body
    assert b".py" not in body


@pytest.mark.slow
def test_who_never_ends_the_headers_is_not_waited_for(port: int) -> None:
    assert asked(port, GET) == b""
