"""预检: the same answer as the push would give, and nothing written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.server.views.desk import note

if TYPE_CHECKING:
    from tests.server.views.desk import Desk


def test_a_dry_run_answers_like_the_push_without_what_only_the_push_decides(desk: Desk) -> None:
    known = note(title="早")
    desk.push(known)
    rows = [
        note(title="新", weight="101"),
        note(title="=bad"),
        note(known["key"], 1, title="晚"),
        note(known["key"][:-1] + "x", 1, title="晚"),
    ]
    dry = desk.push(*rows, dry_run=True)
    wet = desk.push(*rows)
    for result in wet:
        del result["rev"]
        result["values"] = {
            name: text for name, text in result["values"].items() if name not in {"order_no", "changed_by"}
        }
    assert dry == wet
    assert [result["outcome"] for result in dry] == ["held", "rejected", "updated", "rejected"]


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    row = note(title="早")
    desk.push(row)
    before = desk.pull()
    desk.push(note(title="新"), note(row["key"], 1, title="晚", action="抄送"), dry_run=True)
    after = desk.pull()
    assert after["changes"] == before["changes"]


def test_a_pull_with_a_dry_run_misses_no_change_of_the_rows_it_tried(desk: Desk) -> None:
    row = note(title="早")
    desk.push(row)
    cursor = desk.pull()["cursor"]
    desk.as_("李强").push(note(row["key"], 1, body="乙"))
    dry = desk.sync(note(row["key"], 1, title="晚"), dry_run=True, cursor=cursor)
    assert dry["results"][0]["outcome"] == "merged"
    assert [(change["rev"], change["values"]["title"]) for change in dry["changes"]] == [(2, "早")]


def test_a_dry_run_needs_no_id(desk: Desk) -> None:
    assert desk.send({"dry_run": True, "rows": [note(title="早")]})["submission"] is None


def test_rows_beside_are_not_foretold(desk: Desk) -> None:
    row, other = note(title="早"), note(title="早")
    desk.push(row, other)
    assert desk.sync(note(row["key"], 1, body="一", action="抄送"), dry_run=True)["changes"] == []
