"""Undo takes a submission back, row by row, and never what someone changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.rows.keys import new_key
from tests.server.views.desk import note

if TYPE_CHECKING:
    from tests.server.views.desk import Desk


def test_a_created_row_ends_and_an_edited_one_is_as_before(desk: Desk) -> None:
    old = note(title="早", body="甲", weight="1")
    desk.push(old)
    new = note(title="新")
    answer = desk.sync(note(old["key"], 1, body="乙", weight=None), new)
    undone = desk.undo(answer["submission"])
    by_key = {result["key"]: result for result in undone["results"]}
    assert undone["submission"] == answer["submission"]
    assert {result["outcome"] for result in undone["results"]} == {"updated"}
    assert (by_key[old["key"]]["rev"], by_key[old["key"]]["values"]["weight"]) == (3, "1")
    assert (by_key[new["key"]]["rev"], by_key[new["key"]]["values"]["state"]) == (2, "cancelled")
    now = {change["key"]: change["values"] for change in desk.pull()["changes"]}
    assert (now[old["key"]]["body"], now[old["key"]]["weight"]) == ("甲", "1")


def test_repeating_returns_the_first_answer(desk: Desk) -> None:
    submission = desk.sync(note(title="早"))["submission"]
    desk.undo(submission)
    first = desk.last
    desk.push(note(title="晚"))
    desk.undo(submission)
    assert desk.last == first
    desk.as_("boss").undo(submission)


def test_a_submission_in_many_requests_is_undone_as_one(desk: Desk) -> None:
    submission, row = new_key(), note(title="早", weight="1")
    desk.push(row)
    desk.push(note(row["key"], 1, weight="2"), submission=submission)
    desk.push(note(row["key"], 2, weight="3", body="x"), note(title="新"), submission=submission)
    undone = desk.undo(submission)
    assert [result["outcome"] for result in undone["results"]] == ["updated", "updated"]
    values = {change["key"]: change["values"] for change in desk.pull()["changes"]}[row["key"]]
    assert (values["weight"], values["body"]) == ("1", None)


def test_a_field_someone_changed_since_is_left_alone(desk: Desk) -> None:
    row, other = note(title="早", body="甲"), note(title="午", body="甲")
    desk.push(row, other)
    submission = desk.sync(note(row["key"], 1, body="乙"), note(other["key"], 1, body="乙"))["submission"]
    desk.as_("李强").push(note(row["key"], 2, body="丙"), note(other["key"], 2, weight="9"))
    undone = {result["key"]: result for result in desk.undo(submission)["results"]}
    assert (undone[row["key"]]["outcome"], undone[row["key"]]["rev"]) == ("rejected", 3)
    assert [(found["code"], found["field"]) for found in undone[row["key"]]["problems"]] == [
        ("changed_since", "body")
    ]
    assert "正文" in undone[row["key"]]["problems"][0]["message"]
    assert undone[other["key"]]["outcome"] == "updated"
    values = {change["key"]: change["values"] for change in desk.pull()["changes"]}
    assert (values[row["key"]]["body"], values[other["key"]]["body"]) == ("丙", "甲")
    assert values[other["key"]]["weight"] == "9"


def test_submissions_are_undone_one_behind_the_other(desk: Desk) -> None:
    row = note(title="早", weight="1")
    first = desk.sync(row)["submission"]
    second = desk.sync(note(row["key"], 1, weight="2", body="x"))["submission"]
    assert desk.undo(second)["results"][0]["outcome"] == "updated"
    (result,) = desk.undo(first)["results"]
    assert (result["outcome"], result["values"]["state"]) == ("updated", "cancelled")


def test_a_created_row_that_someone_filled_since_does_not_end(desk: Desk) -> None:
    row = note(title="早")
    submission = desk.sync(row)["submission"]
    desk.as_("李强").push(note(row["key"], 1, weight="9"))
    (result,) = desk.undo(submission)["results"]
    assert (result["outcome"], result["problems"][0]["code"]) == ("rejected", "changed_since")


def test_a_row_ended_by_a_command_since_may_still_be_undone(desk: Desk) -> None:
    row = note(title="早")
    submission = desk.sync(row)["submission"]
    desk.push(note(row["key"], 1, action="作废"))
    (result,) = desk.undo(submission)["results"]
    assert (result["outcome"], result["rev"]) == ("updated", 2)


def test_only_the_author_and_an_administrator_undo(desk: Desk) -> None:
    submission = desk.sync(note(title="早"))["submission"]
    assert desk.as_("李强").post(f"/submissions/{submission}/undo").status_code == 403
    assert desk.as_("boss").undo(submission)["results"][0]["outcome"] == "updated"


@pytest.mark.parametrize("submission", ["01a00000-0000-7000-8000-000000000001", "x", "%00", "1e5"])
def test_what_was_never_received_is_not_found(desk: Desk, submission: str) -> None:
    assert desk.post(f"/submissions/{submission}/undo").status_code == 404


def test_nothing_more_is_written_in_a_submission_that_was_undone(desk: Desk) -> None:
    submission = desk.sync(note(title="早"))["submission"]
    desk.undo(submission)
    body = desk.request(note(title="晚"), submission=submission)
    assert desk.post("/views/notes/sync", body).status_code == 409


def test_a_submission_that_wrote_nothing_is_undone_to_nothing(desk: Desk) -> None:
    submission = desk.sync(note(title="=bad"))["submission"]
    assert desk.undo(submission)["results"] == []


def test_rows_changed_beside_are_no_results_of_the_undo(desk: Desk) -> None:
    row, other = note(title="早"), note(title="早")
    desk.push(row, other)
    submission = desk.sync(note(row["key"], 1, body="一", action="抄送"))["submission"]
    assert [result["key"] for result in desk.undo(submission)["results"]] == [row["key"]]


def test_a_row_out_of_sight_is_not_undone(desk: Desk) -> None:
    shop, row = desk.as_("shop"), note(title="早")
    submission = shop.sync(row)["submission"]
    desk.push(note(row["key"], 1, private="true"))
    (result,) = shop.undo(submission)["results"]
    assert (result["outcome"], result["rev"], result["problems"][0]["code"]) == (
        "rejected",
        None,
        "unknown_row",
    )
