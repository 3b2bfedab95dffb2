"""Two people edit the same row: merge by field, conflicts, and rows whose answer was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.views.desk import note

if TYPE_CHECKING:
    from tests.server.views.desk import Desk


@pytest.fixture
def key(desk: Desk) -> str:
    """Return the key of a note at revision 2, its body and weight changed by 李强."""
    row = note(title="早", body="甲", weight="1")
    desk.push(row)
    desk.as_("李强").push(note(row["key"], 1, body="乙", weight="2"))
    return str(row["key"])


def test_edits_of_different_fields_both_stand(desk: Desk, key: str) -> None:
    (result,) = desk.push(note(key, 1, title="晚"))
    assert (result["outcome"], result["rev"]) == ("merged", 3)
    assert (result["values"]["body"], result["values"]["weight"]) == ("乙", "2")
    (change,) = desk.pull()["changes"]
    assert [change["values"][name] for name in ("title", "body", "weight")] == ["晚", "乙", "2"]


def test_a_field_changed_by_both_is_a_conflict_and_nothing_of_the_row_is_written(
    desk: Desk, key: str
) -> None:
    (result,) = desk.push(note(key, 1, title="晚", body="丙"))
    assert (result["outcome"], result["rev"]) == ("conflict", 2)
    assert result["conflicts"] == [
        {"field": "body", "yours": "丙", "theirs": "乙", "by": "李强", "at": "2026-11-24T01:00:00Z"}
    ]
    assert result["values"]["weight"] == "2"
    assert "title" not in result["values"]
    assert desk.pull()["changes"][0]["values"]["title"] == "早"


def test_a_conflict_sent_again_from_their_revision_is_written(desk: Desk, key: str) -> None:
    (result,) = desk.push(note(key, 2, body="丙"))
    assert (result["outcome"], result["rev"]) == ("updated", 3)


def test_the_same_edit_on_both_sides_is_no_conflict(desk: Desk, key: str) -> None:
    (result,) = desk.push(note(key, 1, body="乙"))
    assert (result["outcome"], result["rev"], result["conflicts"]) == ("unchanged", 2, [])
    assert result["values"]["weight"] == "2"


def test_an_unedited_field_sent_along_does_not_overwrite_the_others_change(desk: Desk, key: str) -> None:
    (result,) = desk.push(note(key, 1, body="甲", title="晚"))
    assert (result["outcome"], result["values"]["body"]) == ("merged", "乙")


def test_a_change_taken_back_by_the_others_is_no_conflict(desk: Desk, key: str) -> None:
    desk.as_("李强").push(note(key, 2, body="甲"))
    (result,) = desk.push(note(key, 1, body="丙"))
    assert (result["outcome"], result["rev"]) == ("merged", 4)


def test_a_revision_the_row_never_had_is_a_conflict_on_each_differing_field(desk: Desk, key: str) -> None:
    for rev in (0, 3, 99, 10**30, -5):
        (result,) = desk.push(note(key, rev, title="早", body="丙", weight="3"))
        assert (result["outcome"], result["rev"]) == ("conflict", 2)
        found = [(conflict["field"], conflict["theirs"]) for conflict in result["conflicts"]]
        assert found == [("body", "乙"), ("weight", "2")]
        (same,) = desk.push(note(key, rev, title="早", body="乙"))
        assert (same["outcome"], same["values"]["weight"]) == ("unchanged", "2")


def test_a_command_from_a_revision_nobody_has_can_be_kept(desk: Desk, key: str) -> None:
    (result,) = desk.push(note(key, 10**30, action="作废"))
    assert (result["outcome"], result["values"]["state"]) == ("updated", "cancelled")


def test_a_known_key_without_revision_merges_from_the_first_one(desk: Desk, key: str) -> None:
    (edited,) = desk.push(note(key, title="晚", body="甲", weight="1"))
    assert (edited["outcome"], edited["values"]["body"], edited["values"]["weight"]) == ("merged", "乙", "2")
    (conflict,) = desk.push(note(key, title="早", body="丙", weight="1"))
    assert [found["field"] for found in conflict["conflicts"]] == ["body"]


def test_a_row_sent_again_after_a_lost_answer_is_unchanged_and_healed(desk: Desk) -> None:
    row = note(title="别名早", weight="101")
    (first,) = desk.push(row)
    (again,) = desk.push(row)
    assert (first["outcome"], again["outcome"], again["rev"]) == ("held", "unchanged", 1)
    assert again["problems"] == []
    assert again["values"]["order_no"] == first["values"]["order_no"]
    assert "title" not in again["values"]


def test_a_dealer_is_not_told_who_changed_the_row(desk: Desk) -> None:
    row = note(title="早")
    desk.push(row)
    desk.as_("李强").push(note(row["key"], 1, title="午"))
    (result,) = desk.as_("shop").push(note(row["key"], 1, title="晚"))
    assert result["conflicts"][0]["by"] is None
    assert result["conflicts"][0]["theirs"] == "午"


def test_a_conflict_does_not_stop_the_other_rows(desk: Desk, key: str) -> None:
    results = desk.push(note(key, 1, body="丙"), note(title="新"))
    assert [result["outcome"] for result in results] == ["conflict", "created"]
