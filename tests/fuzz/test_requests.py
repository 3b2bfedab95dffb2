"""Requests that are hardly HTTP: bytes, bombs, nesting, headers; refused with a problem document."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from sync.rows.keys import new_key
from tests.fuzz.effort import cases, try_out
from tests.fuzz.plausible import FIELDS, TEXTS, pushed

if TYPE_CHECKING:
    from tests.fuzz.conftest import House

SYNC, SESSION, BRIDGE = "/api/v1/views/orders/sync", "/api/v1/session", "/api/v1/bridge/sync"
PATHS = (SYNC, SESSION, BRIDGE)
PROBLEM = "application/problem+json"
SNAPSHOT = {"book_name": "a", "host": "file"}
CALL = {"version": 1, "press": new_key(), "number": 1, "snapshot": SNAPSHOT}
DIGITS = b"9" * 5_000
BOMBS = {
    "exponent": b'{"rows":[{"key":"a","rev":1e999999999}]}',
    "digits": b'{"rows":[{"key":"a","rev":' + DIGITS + b"}]}",
    "number for text": b'{"rows":[{"key":"a","values":{"quantity":' + DIGITS + b"}}]}",
    "unknown exponent": b'{"x":1e999999999,"name":1e-999999999}',
    "fraction": b'{"rows":[{"key":"a","rev":0.' + DIGITS + b"}]}",
    "deep list": b"[" * 100_000,
    "deep object": b'{"rows":' * 100_000,
    "deep skipped": b'{"name":"a","password":"b","x":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "deep carry": json.dumps(CALL)[:-1].encode() + b',"carry":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "cell": json.dumps({**CALL, "carry": 1})[:-2].encode() + b"1e999999999}",
    "big carry": json.dumps(CALL)[:-1].encode() + b',"carry":' + DIGITS + b"}",
    "half character": b'{"request_id":"\\ud800"}',
    "half character told": b'{"request_id":"\xed\xa0\x80"}',
    "latin": '{"name":"é"}'.encode("latin-1"),
    "utf-16": "{}".encode("utf-16"),
    "mark": b"\xef\xbb\xbf{}",
    "nul": b"\0",
    "nothing": b"",
    "not a number": b"NaN",
    "twice": b'{"rows":[],"rows":[{"key":"x"}],"name":"a","name":1}',
    "zipped": gzip.compress(b'{"cursor":null}'),
    "zip bomb": gzip.compress(b'{"cursor":"' + b"a" * 10_000_000 + b'"}'),
    "form": b"name=admin&password=x",
    "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
}


def asked(house: House, path: str, body: bytes, **environ: str) -> tuple[int, dict[str, str], bytes]:
    """Send bytes to the application as a web server hands them over, with headers of any kind."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    request: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {house.tokens['clerk']}",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        **environ,
    }
    answered = house.application(request, lambda status, headers, *_: started.append((status, headers)))
    content = b"".join(answered)
    status, headers = started[-1]
    return int(status.split()[0]), dict(headers), content


def require_problem(answer: tuple[int, dict[str, str], bytes]) -> None:
    """Fail when an answer is no refusal of ours."""
    status, headers, content = answer
    assert 400 <= status < 500, content
    assert headers["Content-Type"].startswith(PROBLEM)
    assert json.loads(content)["status"] == status


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_with_a_problem_document(house_on_sqlite: House, path: str, body: bytes) -> None:
    require_problem(asked(house_on_sqlite, path, body))


@pytest.mark.parametrize("path", PATHS)
@cases(80)
def test_bytes_that_are_no_request_are_refused(house_on_sqlite: House, path: str, examples: int) -> None:
    whole = json.dumps(CALL).encode()
    cut = st.integers(0, len(whole) - 1).map(lambda end: whole[:end])
    mixed = st.tuples(cut, st.binary(max_size=30)).map(b"".join)
    bodies = (st.binary(max_size=60) | cut | mixed).filter(lambda body: body.strip() != b"{}")  # a pull

    def law(body: bytes, kind: str, encoding: str) -> None:
        require_problem(asked(house_on_sqlite, path, body, CONTENT_TYPE=kind, HTTP_CONTENT_ENCODING=encoding))

    kinds = st.sampled_from(
        ["application/json", "", "text/xml", "application/json; charset=utf-7", "a/b;" * 99]
    )
    try_out(
        law,
        bodies,
        kinds,
        st.sampled_from(["", "gzip", "br"]),
        examples=examples,
    )


HEADERS = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40)


@cases(80)
def test_headers_of_any_kind_are_no_key_to_the_house(house_on_sqlite: House, examples: int) -> None:
    def law(authorization: str, length: str, other: str) -> None:
        sent = {"HTTP_AUTHORIZATION": authorization, "CONTENT_LENGTH": length}
        sent |= {f"HTTP_X_{number}": other for number in range(200)}
        for path in (SYNC, BRIDGE):
            status, _, content = asked(
                house_on_sqlite, path, b"{}", **sent, HTTP_COOKIE=other, HTTP_IF_NONE_MATCH=other
            )
            assert status in {400, 401, 404, 411, 413, 415}, content

    lengths = st.sampled_from(["2", "", "-1", "+2", "２", "1e9", "9" * 30, "0", "2 ", "²"]) | HEADERS
    try_out(law, HEADERS | HEADERS.map("Bearer {}".format), lengths, HEADERS, examples=examples)


@cases(40)
def test_text_of_all_sorts_in_any_field_of_any_view_is_answered_row_by_row(
    house: House, examples: int
) -> None:
    def law(view: str, values: dict[str, str | None], key: str) -> None:
        answer = pushed(house, {"book": new_key(), "rows": [{"key": key, "values": values}]}, view=view)
        assert [result["key"] for result in answer["results"]] == [key]

    views = st.sampled_from(
        ["orders", "customers", "products", "stock", "supplies", "rules", "warehouses", "prices"]
    )
    values = st.dictionaries(st.sampled_from(FIELDS) | TEXTS, TEXTS | st.none(), max_size=8)
    try_out(law, views, values, TEXTS | st.builds(new_key), examples=examples)
