"""Packed bodies: taken and given where both sides know how, and never unpacked beyond the limit."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from typing import Any

import pytest

from addin.bridge import packing
from tests.addin.bridge.test_app import call
from tests.addin.fake_api import FakeApi
from tests.addin.presses import Bridge, order

SHEET = "订单录入"
MEGABYTE = 1024 * 1024


@pytest.fixture
def bridge() -> Bridge:
    """Build the bridge before a server with many products."""
    names = [f"A-{number}｜角码 {number}" for number in range(2_000)]
    return Bridge(FakeApi(choices={"product": names}))


def packed_call(**changes: Any) -> bytes:
    return gzip.compress(call(**changes), mtime=0)


def status_of(bridge: Bridge, body: bytes, encoding: str = "gzip") -> int:
    status, _, content = bridge.raw("sync", body, HTTP_CONTENT_ENCODING=encoding)
    assert status == 200 or json.loads(content)["detail"]
    return status


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", " gzip "])
def test_a_packed_call_is_answered_as_a_plain_one(bridge: Bridge, encoding: str) -> None:
    _, _, plain = bridge.raw("sync", call())
    status, _, answer = Bridge(FakeApi()).raw("sync", packed_call(), HTTP_CONTENT_ENCODING=encoding)
    found, wanted = json.loads(answer), json.loads(plain)
    found["more"]["carry"].pop("started")
    wanted["more"]["carry"].pop("started")
    assert (status, found) == (200, wanted)
    assert status_of(bridge, call(number=2), "identity") == 200


def test_what_would_grow_beyond_the_limit_is_refused_before_it_has(bridge: Bridge) -> None:
    bomb = _bomb(20 * packing.MOST_BODY_BYTES)
    assert len(bomb) < 2 * MEGABYTE
    tracemalloc.start()
    try:
        assert status_of(bridge, bomb) == 413
        assert tracemalloc.get_traced_memory()[1] < 3 * packing.MOST_BODY_BYTES
    finally:
        tracemalloc.stop()


def _bomb(size: int) -> bytes:
    """Return blanks, packed, without holding them."""
    packing_ = zlib.compressobj(9, zlib.DEFLATED, 31)
    blank = b" " * MEGABYTE
    return b"".join(packing_.compress(blank) for _ in range(size // MEGABYTE)) + packing_.flush()


def test_a_call_of_exactly_the_limit_is_taken_and_a_byte_more_is_not(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = call()
    monkeypatch.setattr(packing, "MOST_BODY_BYTES", len(plain))
    assert status_of(bridge, gzip.compress(plain)) == 200
    assert status_of(bridge, gzip.compress(plain + b" ")) == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        packed_call()[:-4],
        packed_call()[:20],
        packed_call() + b"more",
        packed_call() + packed_call(),
        zlib.compress(call()),
    ],
    ids=["nothing", "not packed", "cut at its end", "cut soon", "with more behind", "twice", "zlib"],
)
def test_what_is_no_whole_gzip_is_a_bad_request(bridge: Bridge, body: bytes) -> None:
    assert status_of(bridge, body) == 400


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "zstd"])
def test_other_ways_to_pack_are_refused(bridge: Bridge, encoding: str) -> None:
    assert status_of(bridge, packed_call(), encoding) == 415


def test_a_stranger_has_nothing_unpacked(bridge: Bridge) -> None:
    status, _, _ = Bridge(FakeApi(), token="stolen").raw("sync", b"no gzip", HTTP_CONTENT_ENCODING="gzip")
    assert status == 401


ACCEPTED = {"gzip": True, "br, gzip;q=0.5": True, "gzip;q=0": False, "": False, "*": False, "xgzip": False}


@pytest.mark.parametrize("accepted", ACCEPTED)
def test_a_long_answer_is_packed_for_who_takes_it(accepted: str) -> None:
    body = json.dumps([order() for _ in range(300)]).encode()
    answer, headers = packing.packed(body, {"HTTP_ACCEPT_ENCODING": accepted})
    assert headers["Vary"] == "Accept-Encoding"
    is_packed = headers.get("Content-Encoding") == "gzip"
    assert is_packed == ACCEPTED[accepted]
    assert (gzip.decompress(answer) if is_packed else answer) == body
    assert not is_packed or len(answer) < len(body) / 4


def test_a_short_answer_travels_as_it_is(bridge: Bridge) -> None:
    _, headers, content = bridge.raw("sync", call(), HTTP_ACCEPT_ENCODING="gzip")
    assert "Content-Encoding" not in headers
    assert json.loads(content)["more"]


def test_the_length_told_is_that_of_what_travels() -> None:
    bridge = Bridge(FakeApi())
    snapshot = {"book_name": "x" * 50, "host": "file", "sheets": [{"name": SHEET, "rows": 9, "columns": 9}]}
    carry = {"step": "open", "sheets": [SHEET] * 2_000, "started": 1.0}
    block = {"range": {"sheet": SHEET, "first_row": 1, "first_column": 1, "last_row": 1, "last_column": 2}}
    rows = {**block, "rows": [["客户名称", "产品型号", "数量", "_key", "_rev", "_sum", "_marks"]]}
    body = call(snapshot={**snapshot, "blocks": [rows]}, carry=carry)
    status, headers, content = bridge.raw("sync", body, HTTP_ACCEPT_ENCODING="gzip")
    assert (status, headers["Content-Encoding"], headers["Content-Length"]) == (
        200,
        "gzip",
        str(len(content)),
    )
    assert json.loads(gzip.decompress(content))
