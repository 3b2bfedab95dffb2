"""A request may come twice: the answer is the same, byte for byte."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from server.db.session import writing
from server.views.jobs import purge_requests
from sync.rows.keys import new_key
from tests.server.views.desk import NOW, note

if TYPE_CHECKING:
    from tests.server.views.desk import Desk


def test_the_same_request_gets_the_same_bytes_and_writes_nothing(desk: Desk) -> None:
    body = desk.request(note(title="早"), cursor=None)
    desk.send(body)
    first = desk.last
    desk.push(note(title="晚"))
    desk.send(body)
    assert desk.last == first
    assert len(desk.pull()["changes"]) == 2


def test_bodies_are_compared_as_json_values(desk: Desk) -> None:
    body = desk.request(note(title="早", body="正文"))
    desk.send(body)
    first = desk.last
    row = body["rows"][0]
    turned = {"rows": [{"values": dict(reversed(row["values"].items())), "key": row["key"]}], **body}
    desk.post("/views/notes/sync", json.dumps(turned, indent=2, ensure_ascii=False).encode())
    assert desk.last == first


@pytest.mark.parametrize("change", [{"cursor": None}, {"book": new_key()}, {"rows": [note(title="晚")]}])
def test_another_body_under_the_same_id_is_refused(desk: Desk, change: dict[str, object]) -> None:
    body = desk.request(note(title="早"))
    desk.send(body)
    response = desk.post("/views/notes/sync", body | change)
    assert response.status_code == 409
    assert response.mimetype == "application/problem+json"


def test_ids_of_two_people_are_two_requests(desk: Desk) -> None:
    request_id = new_key()
    desk.send(desk.request(note(title="早"), request_id=request_id))
    desk.as_("李强").send(desk.request(note(title="晚"), request_id=request_id, submission=new_key()))
    assert len(desk.pull()["changes"]) == 2


def test_failed_requests_and_dry_runs_are_not_remembered(desk: Desk) -> None:
    body = desk.request(note(title="早"))
    assert desk.as_("reader").post("/views/notes/sync", body).status_code == 403
    dry = desk.send(body | {"dry_run": True})
    wet = desk.send(body)
    assert dry["results"][0]["outcome"] == wet["results"][0]["outcome"] == "created"


def test_answers_are_forgotten_after_seven_days_and_not_before(desk: Desk) -> None:
    body = desk.request(note(title="早"))
    desk.send(body)
    with writing(desk.engine) as conn:
        assert purge_requests(conn, NOW + dt.timedelta(days=7)) == 0
        assert purge_requests(conn, NOW + dt.timedelta(days=7, seconds=1)) == 1
    assert desk.send(body)["results"][0]["outcome"] == "unchanged"


def test_a_submission_belongs_to_its_author(desk: Desk) -> None:
    submission = new_key()
    desk.push(note(title="早"), submission=submission)
    assert desk.push(note(title="午"), submission=submission)[0]["outcome"] == "created"
    other = desk.as_("李强")
    assert (
        other.post("/views/notes/sync", other.request(note(title="晚"), submission=submission)).status_code
        == 409
    )


def test_a_request_without_submission_is_its_own(desk: Desk) -> None:
    body = desk.request(note(title="早"))
    assert desk.send(body)["submission"] == body["request_id"]
    assert desk.pull()["submission"] is None
