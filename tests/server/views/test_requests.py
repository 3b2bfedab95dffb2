"""Errors of a whole request are problem documents; nothing sent makes the server fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.protocol.messages import MAX_ROWS
from sync.rows.keys import new_key
from tests.server.views.desk import note

if TYPE_CHECKING:
    from tests.server.views.desk import Desk

PATH = "/views/notes/sync"
TWICE = note(title="早")
NASTY = [
    "\x00",
    "a\x00b",
    "\ufeff",
    "\u202e",
    "\ud83d\ude00",
    "=1+1",
    "@x",
    "\tx",
    "𝟙",
    "１",
    "ﷺ",
    "e\u0301",
    "x" * 5000,
]


MALFORMED = [
    b"",
    b"{",
    b"\xff",
    b'{"rows": [{"key": "\\ud800"}]}',
    b"\xef\xbb\xbf{}",
    b"NaN",
    b'{"a"',
    b'{"cursor": "\xed\xa0\x80"}',
]
MISSHAPEN: list[dict[str, Any]] = [
    {"rows": [note(title="早")], "request_id": None},
    {"request_id": "x"},
    {"request_id": "\x00"},
    {"submission": 5},
    {"submission": "../x"},
    {"book": new_key().upper()},
    {"last_submission": ""},
    {"scope": "everything"},
    {"scope": "book"},
    {"since": "yesterday"},
    {"since": "20260101"},
    {"rows": [TWICE, TWICE]},
    {"rows": [{"values": {}}]},
    {"rows": [{"key": new_key(), "values": {"title": 5}}]},
    {"rows": [{"key": new_key(), "rev": "1"}]},
    {"rows": [{"key": new_key(), "rev": 1.5}]},
    {"rows": {}},
    {"dry_run": "yes"},
    {"rows": [note() for _ in range(MAX_ROWS + 1)]},
]
DEEP = [b"[", b'{"rows":[', b'{"rows":[{"values":', b'{"cursor":[']


def test_what_is_no_json_is_malformed(desk: Desk) -> None:
    for body in MALFORMED:
        response = desk.post(PATH, body)
        assert response.status_code == 400, body
        assert response.mimetype == "application/problem+json"
        assert response.json is not None
        assert response.json["status"] == 400
        assert response.json["title"]


def test_json_of_another_shape_is_refused(desk: Desk) -> None:
    for change in MISSHAPEN:
        response = desk.post(PATH, {"request_id": new_key(), "cursor": None} | change)
        assert response.status_code == 422, str(change)[:200]
        assert response.json is not None
        assert response.json["detail"]


def test_deep_nesting_is_refused(desk: Desk) -> None:
    for opening in DEEP:
        assert desk.post(PATH, opening * 200_000).status_code in {400, 422}, opening


def test_unknown_views_roles_without_rights_and_strangers_are_told_apart(desk: Desk) -> None:
    body = desk.request(note(title="早"))
    assert desk.post("/views/nothing/sync", body).status_code == 404
    assert desk.post("/views/%00/sync", body).status_code == 404
    assert desk.as_("nobody").post(PATH, body).status_code == 403
    assert desk.as_("reader").post(PATH, body).status_code == 403
    assert desk.as_("reader").pull()["changes"] == []
    assert desk.as_("stranger").post(PATH, body).status_code == 401
    assert desk.app.test_client().post("/api/v1" + PATH).status_code == 401


def test_any_text_in_any_place_gets_a_result(desk: Desk) -> None:
    row = note(title="早")
    desk.push(row)
    for text in NASTY:
        fields = dict.fromkeys(
            ("title", "body", "weight", "private", "action", "pin", "order_no", text), text
        )
        witness = {"witness": {text: text, "order_no": text}}
        results = [
            *desk.push(note(**fields)),
            *desk.push({**note(row["key"], 1, **fields), **witness}),
            *desk.push({"key": text, "values": {text: text}}),
            *desk.push({"key": text, "values": {text: text}}, dry_run=True, cursor=text),
        ]
        outcomes = {result["outcome"] for result in results}
        assert outcomes <= {"created", "updated", "unchanged", "conflict", "rejected"}, ascii(text)


def test_a_text_like_a_formula_is_stored_as_it_is(desk: Desk) -> None:
    formulas = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'x"]
    desk.push(*(note(title="早", body=text) for text in formulas))
    assert {change["values"]["body"] for change in desk.pull()["changes"]} == set(formulas)


def test_any_number_as_revision_gets_a_result(desk: Desk) -> None:
    for rev in (-(10**40), -1, 0, 2**31, 2**63, 10**40):
        for values in ({"title": "晚"}, {"action": "作废"}, dict[str, str]()):
            row = note(title="早")
            desk.push(row)
            known, unknown = desk.push(note(row["key"], rev, **values), note(new_key(), rev, **values))
            assert known["outcome"] in {"conflict", "updated", "merged", "unchanged"}, (rev, values)
            assert unknown["outcome"] == "rejected"


def test_a_pure_pull_needs_no_request_id(desk: Desk) -> None:
    assert desk.send({"cursor": None})["results"] == []
    assert desk.send({})["cursor"] is None
