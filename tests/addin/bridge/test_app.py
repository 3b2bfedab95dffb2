"""The door of the bridge: who may come in, how much, which version; a repeated number is answered alike."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest

from addin.actions.registry import ACTION_BY_ID, ACTIONS
from addin.bridge.messages import BridgeReply, Hide, More, Need, Range
from addin.bridge.packing import MOST_BODY_BYTES
from sync.client.transport import RefusedError
from tests.addin.fake_api import FakeApi
from tests.addin.presses import Bridge


@pytest.fixture
def api() -> FakeApi:
    """Start a server without rows."""
    return FakeApi()


@pytest.fixture
def bridge(api: FakeApi) -> Bridge:
    """Build the bridge before it."""
    return Bridge(api)


def call(**changes: Any) -> bytes:
    sheets = [{"name": "订单录入", "rows": 2, "columns": 3}]
    snapshot = {"book_name": "a.xlsx", "host": "file", "sheets": sheets}
    body = {"version": 1, "press": str(uuid.UUID(int=7)), "number": 1, "snapshot": snapshot}
    return json.dumps({**body, **changes}).encode()


def problem(bridge: Bridge, body: bytes, action: str = "sync", **environ: str) -> tuple[int, dict[str, Any]]:
    status, headers, content = bridge.raw(action, body, **environ)
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Cache-Control"] == "no-store"
    answer: dict[str, Any] = json.loads(content)
    assert answer["title"]
    return status, answer


def test_a_first_call_asks_for_what_the_action_needs(bridge: Bridge) -> None:
    answer = bridge.post("sync", call())
    assert answer["more"]["needs"][0]["range"]["sheet"] == "订单录入"


def test_a_stranger_is_turned_away_before_anything_is_decoded(bridge: Bridge, api: FakeApi) -> None:
    assert problem(bridge, b"not json", HTTP_AUTHORIZATION="Bearer stolen")[0] == 401
    assert problem(bridge, b"not json", HTTP_AUTHORIZATION="")[0] == 401
    assert problem(bridge, b"not json", HTTP_AUTHORIZATION="Basic eDp5")[0] == 401
    assert api.calls == ["GET /api/v1/session"]


@pytest.mark.parametrize("action", ["nothing", "", "login", "sync/more"])
def test_only_actions_with_steps_are_answered(bridge: Bridge, action: str) -> None:
    assert problem(bridge, call(), action)[0] == 404


def test_only_json_is_taken_by_post(bridge: Bridge) -> None:
    assert problem(bridge, call(), REQUEST_METHOD="GET")[0] == 405
    assert problem(bridge, call(), CONTENT_TYPE="text/plain")[0] == 415


def test_the_length_alone_decides_what_is_too_large(bridge: Bridge) -> None:
    assert problem(bridge, b"", CONTENT_LENGTH=str(MOST_BODY_BYTES + 1))[0] == 413
    for length in ("", "-1", "many"):
        assert problem(bridge, b"", CONTENT_LENGTH=length)[0] == 411


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 200_000,
        call(press="no uuid"),
        call(number="one"),
        call(snapshot=None),
        call(carry={"step": "opened", "sheets": ["订单录入"], "started": 1}),
        call(carry={"step": "send", "sheets": [], "started": 1}),
        call(carry={"step": "send", "sheets": ["订单录入"], "started": 1, "chunks": [[3]]}),
        call(carry={"step": "open", "sheets": ["订单录入"], "started": 1}),
        call(carry={"step": "close", "sheets": ["x"], "started": 1, "place": {"view": "none"}}),
        call(carry=[1, 2]),
    ],
)
def test_what_is_no_call_is_a_bad_request(bridge: Bridge, body: bytes) -> None:
    assert problem(bridge, body)[0] == 400


def test_an_old_host_is_told_where_to_get_the_new_one(bridge: Bridge) -> None:
    status, answer = problem(bridge, call(version=0))
    assert (status, "/setup" in answer["detail"]) == (426, True)


@pytest.mark.parametrize(
    "reply",
    [
        BridgeReply([Hide("订单录入", 1, 2)]),
        BridgeReply(more=More([Need(Range("订单录入", 1, 1, 0, 0), looks=True)])),
    ],
)
def test_a_host_is_told_so_only_where_an_answer_holds_what_it_does_not_know(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch, reply: BridgeReply
) -> None:
    assert bridge.post("sync", call(version=1))["more"]
    new = replace(ACTION_BY_ID["sync"], step=lambda *_: reply)
    monkeypatch.setitem(ACTION_BY_ID, "sync", new)
    assert problem(bridge, call(version=1, number=2))[0] == 426
    assert bridge.raw("sync", call(version=2, number=2))[0] == 200


def test_a_repeated_number_gets_the_stored_answer(bridge: Bridge) -> None:
    first = bridge.raw("sync", call())
    other = {"book_name": "b.xlsx", "host": "file", "sheets": []}
    assert bridge.raw("sync", call(snapshot=other)) == first
    assert bridge.raw("sync", call(number=2)) != first
    assert bridge.raw("precheck", call(snapshot=other)) != first


def test_nobody_gets_the_answer_of_another_token(bridge: Bridge, api: FakeApi) -> None:
    bridge.post("sync", call())
    with pytest.raises(RefusedError):
        Bridge(api, token="other", presses=bridge.presses).post("sync", call())


def test_a_refusal_of_the_server_is_handed_on_as_it_is() -> None:
    def busy(method: str, path: str, body: bytes | None, token: str) -> Any:
        return 503, {"Retry-After": "3"}, b'{"title": "busy", "status": 503}'

    status, headers, content = Bridge(busy).raw("sync", call())
    assert (status, headers["Retry-After"], json.loads(content)["title"]) == (503, "3", "busy")


def test_every_action_has_words_in_both_languages_and_its_own_id() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    for action in ACTIONS:
        for text in (action.label, action.tip, action.group.label):
            assert any("一" <= letter <= "鿿" for letter in text)
        for text in (action.english, action.tip_english, action.group.english, action.icon):
            assert text.isascii()
