"""Outcomes of a push, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.audit.models import AuditRow
from server.db.session import reading
from server.views.models import Revision
from sync.rows.keys import new_key
from tests.server.views.desk import note

if TYPE_CHECKING:
    from tests.server.views.desk import Desk, Json


def test_a_new_row_is_created_with_what_the_server_fills(desk: Desk) -> None:
    (result,) = desk.push(note("0190a5c2-0000-7000-8000-00000000abcd", title="早", weight="1.50"))
    assert result["outcome"] == "created"
    assert result["rev"] == 1
    assert result["values"]["order_no"] == "N00abcd"
    assert result["problems"] == []
    assert result["conflicts"] == []
    assert "is" not in result


def test_results_stand_in_the_order_of_the_rows(desk: Desk) -> None:
    rows = [note(title=f"第{number}") for number in range(20)]
    rows[3]["key"] = "no key"
    rows[7]["values"]["title"] = "=bad"
    results = desk.push(*rows)
    assert [result["key"] for result in results] == [row["key"] for row in rows]
    assert [result["outcome"] for result in results].count("created") == 18


def test_an_edit_is_updated_and_the_same_edit_again_unchanged(desk: Desk) -> None:
    row = note(title="早")
    desk.push(row)
    (first,) = desk.push(note(row["key"], 1, title="晚"))
    (again,) = desk.push(note(row["key"], 1, title="晚"))
    (later,) = desk.push(note(row["key"], 2, title="晚"))
    assert (first["outcome"], first["rev"]) == ("updated", 2)
    assert (again["outcome"], again["rev"]) == ("unchanged", 2)
    assert (later["outcome"], later["rev"]) == ("unchanged", 2)
    assert later["values"]["order_no"].startswith("N")
    assert later["values"]["length"] == "1"


def test_reformatting_is_no_change(desk: Desk) -> None:
    row = note(title="早", weight="1200")
    desk.push(row)
    (result,) = desk.push(note(row["key"], 1, title="  早 ", weight="１２００.０"))
    assert result["outcome"] == "unchanged"


def test_a_field_left_out_stays_and_a_blank_one_is_cleared(desk: Desk) -> None:
    row = note(title="早", body="正文", weight="5")
    desk.push(row)
    (result,) = desk.push(note(row["key"], 1, body="", weight=None))
    assert result["outcome"] == "updated"
    (change,) = desk.pull()["changes"]
    assert (change["values"]["title"], change["values"]["body"], change["values"]["weight"]) == (
        "早",
        None,
        None,
    )


def test_a_rejected_row_is_not_written_and_names_all_its_problems(desk: Desk) -> None:
    row = note(title=None, weight="一打")
    (result,) = desk.push(row)
    assert (result["outcome"], result["rev"], result["values"]) == ("rejected", None, {})
    assert [found["code"] for found in result["problems"]] == ["required", "bad_quantity"]
    assert desk.pull()["changes"] == []
    row["values"] = {"title": "早"}
    assert desk.push(row)[0]["outcome"] == "created"


def test_a_rejected_edit_keeps_the_stored_revision(desk: Desk) -> None:
    row = note(title="早")
    desk.push(row)
    (result,) = desk.push(note(row["key"], 1, title="=bad"))
    assert (result["outcome"], result["rev"]) == ("rejected", 1)


def test_a_hold_is_written_new_or_edited(desk: Desk) -> None:
    row = note(title="早", weight="101")
    (new,) = desk.push(row)
    (edited,) = desk.push(note(row["key"], 1, weight="102"))
    assert (new["outcome"], new["rev"]) == ("held", 1)
    assert (edited["outcome"], edited["rev"]) == ("held", 2)


def test_a_value_that_resolves_to_what_is_stored_leaves_the_row_unchanged(desk: Desk) -> None:
    row = note(title="别名早")
    (new,) = desk.push(row)
    (result,) = desk.push(note(row["key"], 1, title="别名早"))
    assert "title" not in new["values"]
    assert (result["outcome"], result["rev"]) == ("unchanged", 1)
    assert "title" not in result["values"]
    assert result["values"]["order_no"] == new["values"]["order_no"]


def test_a_field_the_server_fills_is_ignored_with_a_warning_and_answered_with_the_stored_value(
    desk: Desk,
) -> None:
    row = note(title="早", state="done", nonsense="1", sync_note="ok")
    (new,) = desk.push(row)
    warned = [(found["field"], found["level"], found["code"]) for found in new["problems"]]
    assert warned == [(name, "warn", "not_writable") for name in ("state", "nonsense", "sync_note")]
    (result,) = desk.push(note(row["key"], 1, order_no="N999999"))
    assert result["outcome"] == "unchanged"
    assert [found["code"] for found in result["problems"]] == ["not_writable"]
    assert result["values"]["order_no"] == new["values"]["order_no"]


def test_a_stored_value_sent_back_or_a_compared_field_is_no_reason_to_warn(desk: Desk) -> None:
    row = note(title="早", total="99", state=None)
    (new,) = desk.push(row)
    (result,) = desk.push(note(row["key"], 1, order_no=new["values"]["order_no"]))
    assert new["problems"] == []
    assert result["problems"] == []


def test_a_field_hidden_from_a_role_is_neither_taken_nor_shown(desk: Desk) -> None:
    row = note(title="早", body="内部的话")
    desk.push(row)
    shop = desk.as_("shop")
    (result,) = shop.push(note(row["key"], 1, body="外面的话"))
    assert result["outcome"] == "unchanged"
    assert [found["code"] for found in result["problems"]] == ["not_writable"]
    assert "body" not in result["values"]
    assert "body" not in shop.pull()["changes"][0]["values"]
    assert desk.pull()["changes"][0]["values"]["body"] == "内部的话"


@pytest.mark.parametrize(
    ("key", "rev"),
    [("{private}", 1), ("{private}", None), (new_key(), 3), ("UPPER-CASE", None), ("", 1), ("\x00", 1)],
    ids=["invisible", "invisible without rev", "unknown with rev", "malformed", "empty", "nul"],
)
def test_keys_a_user_may_not_know_are_answered_alike(desk: Desk, key: str, rev: int | None) -> None:
    private = note(title="内部", private="true")
    desk.push(private)
    row = {**note(title="x"), "key": key.format(private=private["key"]), "rev": rev}
    (result,) = desk.as_("shop").push(row)
    assert [found["code"] for found in result.pop("problems")] == ["unknown_row"]
    assert result == {"key": row["key"], "outcome": "rejected", "rev": None, "values": {}, "conflicts": []}


def test_restore_creates_an_unknown_row_again_with_a_warning(desk: Desk) -> None:
    row = {**note(new_key(), 7, title="早"), "witness": {"order_no": "N1"}}
    (result,) = desk.push(row, restore=True)
    assert (result["outcome"], result["rev"]) == ("created", 1)
    assert [found["code"] for found in result["problems"]] == ["restored"]


@pytest.mark.parametrize(
    ("witness", "outcome"),
    [
        ("{right}", "updated"),
        ("N000000", "rejected"),
        ("", "updated"),
        (None, "updated"),
        (" {right} ", "updated"),
    ],
)
def test_a_row_must_show_the_stored_number_or_none(desk: Desk, witness: str | None, outcome: str) -> None:
    row = note(title="早")
    (new,) = desk.push(row)
    shown = witness and witness.format(right=new["values"]["order_no"])
    (result,) = desk.push({**note(row["key"], 1, title="晚"), "witness": {"order_no": shown, "other": "x"}})
    assert result["outcome"] == outcome
    if outcome == "rejected":
        assert (result["problems"][0]["code"], result["rev"]) == ("wrong_row", 1)
        assert new["values"]["order_no"] in result["problems"][0]["message"]


def test_a_command_runs_once_for_a_key_and_revision(desk: Desk) -> None:
    row = note(title="早")
    other = note(title="早", body="旧")
    desk.push(row, other)
    first = desk.sync(note(row["key"], 1, body="一", action="抄送"))
    again = desk.sync(note(row["key"], 1, body="一", action="抄送"))
    assert first["results"][0]["outcome"] == "updated"
    assert [change["key"] for change in first["changes"]] == [other["key"]]
    assert first["changes"][0]["values"]["body"] == "一"
    assert again["results"][0]["outcome"] == "unchanged"
    assert again["changes"] == []
    desk.push(note(other["key"], 2, body="二"))
    third = desk.sync(note(row["key"], 2, action="抄送"))
    assert [change["values"]["body"] for change in third["changes"]] == []
    assert third["results"][0]["outcome"] == "unchanged"


def test_a_command_of_a_new_row_runs_once_too(desk: Desk) -> None:
    row = note(title="早", action="作废")
    (first,) = desk.push(row)
    desk.push(note(row["key"], 1, title="晚"))
    (again,) = desk.push(row)
    assert (first["outcome"], first["values"]["state"]) == ("created", "cancelled")
    assert (again["outcome"], again["rev"]) == ("unchanged", 2)


def test_a_command_given_later_for_an_older_revision_still_runs(desk: Desk) -> None:
    row = note(title="早")
    desk.push(row)
    desk.push(note(row["key"], 1, body="别人"))
    (result,) = desk.push(note(row["key"], 1, action="作废"))
    assert (result["outcome"], result["values"]["state"]) == ("merged", "cancelled")


def test_secrets_leave_no_trace(desk: Desk) -> None:
    row = note(title="早", pin="hunter2")
    answers = desk.sync(row, cursor=None), desk.sync(note(row["key"], 9, pin="hunter2", title="晚"))
    kept = [*_all(desk, Revision), *_all(desk, AuditRow)]
    assert len(kept) == 2
    assert "hunter2" not in f"{answers}{kept}"


def test_every_change_is_kept_in_the_history_and_the_audit_trail(desk: Desk) -> None:
    row, other = note(title="早"), note(title="早")
    desk.push(row, other)
    desk.push(note(row["key"], 1, title="早", body="一", action="抄送"))
    actions = sorted((entry.action, entry.subject == row["key"]) for entry in _all(desk, AuditRow))
    assert actions == [
        ("notes.created", False),
        ("notes.created", True),
        ("notes.followed", False),
        ("notes.updated", True),
    ]
    assert {(entry.actor, entry.view) for entry in _all(desk, AuditRow)} == {("王芳", "notes")}
    revisions = sorted((entry.rev, entry.beside) for entry in _all(desk, Revision))
    assert revisions == [(1, False), (1, False), (2, False), (2, True)]


def _all(desk: Desk, model: type[Revision | AuditRow]) -> list[sa.Row[tuple[Json, ...]]]:
    with reading(desk.engine) as conn:
        return list(conn.execute(sa.select(model.__table__)))
