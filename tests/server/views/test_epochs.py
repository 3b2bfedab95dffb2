"""Revisions of a time that was lost are believed by nobody: every difference is told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from server.db.epochs import begin_epoch, break_after
from server.db.session import reading, writing
from sync.rows.keys import new_key
from tests.server.views.desk import desk_of, note

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.server.views.desk import Desk

NOW = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return desk_of(engine, None)


def break_history(desk: Desk, *, seconds: int = 0) -> int:
    with writing(desk.engine) as conn:
        return begin_epoch(conn, at=NOW + dt.timedelta(seconds=seconds), cause="restored").epoch


def made(desk: Desk, *edits: str) -> dict[str, Any]:
    """Return a row as last answered, after it was edited so often."""
    (result,) = desk.push(note(title="早"))
    for title in edits:
        (result,) = desk.push(note(result["key"], result["rev"], title=title))
    return dict(result)


def test_a_revision_from_before_the_break_is_a_base_as_ever(desk: Desk) -> None:
    row = made(desk, "午")
    break_history(desk)
    desk.push(note(row["key"], 2, body="别人写的"))
    (result,) = desk.push(note(row["key"], 2, title="晚", body=None), restore=True, epoch=1)
    assert result["outcome"] == "merged"
    assert desk.pull()["changes"][0]["values"]["body"] == "别人写的"


@pytest.mark.parametrize("options", [{"restore": True}, {"epoch": 1}, {"restore": True, "epoch": 1}])
def test_a_revision_that_was_lost_and_made_again_is_no_base(desk: Desk, options: dict[str, Any]) -> None:
    row = made(desk)
    break_history(desk)
    desk.push(note(row["key"], 1, title="别人的"))  # revision 2, as the book's lost one
    (result,) = desk.push(note(row["key"], 2, title="我的"), **options)
    assert (result["outcome"], result["rev"]) == ("conflict", 2)
    assert [(one["yours"], one["theirs"]) for one in result["conflicts"]] == [("我的", "别人的")]
    (same,) = desk.push(note(row["key"], 2, title="别人的"), **options)
    assert same["outcome"] == "unchanged"


def test_an_epoch_this_database_never_had_makes_every_revision_doubtful(desk: Desk) -> None:
    row = made(desk)
    break_history(desk)
    (result,) = desk.push(note(row["key"], 1, title="我的"), epoch=77)
    assert result["outcome"] == "conflict"
    (own,) = desk.push(note(row["key"], 1, title="我的"), epoch=1)
    assert own["outcome"] == "updated"


def test_the_running_epoch_changes_nothing(desk: Desk) -> None:
    epoch = break_history(desk)
    row = made(desk, "午")
    (result,) = desk.push(note(row["key"], 2, title="晚"), epoch=epoch, restore=True)
    assert result["outcome"] == "updated"


def test_a_rehearsal_foresees_the_conflict(desk: Desk) -> None:
    row = made(desk)
    break_history(desk)
    desk.push(note(row["key"], 1, title="别人的"))
    (result,) = desk.push(note(row["key"], 2, title="我的"), epoch=1, dry_run=True)
    assert result["outcome"] == "conflict"


def test_a_row_entered_again_is_entered_once_however_often_it_is_sent(desk: Desk) -> None:
    break_history(desk)
    row = note(new_key(), 4, title="早")
    first, second, third = (desk.push(row, restore=True, epoch=1)[0] for _ in range(3))
    assert (first["outcome"], first["rev"]) == ("created", 1)
    assert [(one["outcome"], one["rev"]) for one in (second, third)] == [("unchanged", 1)] * 2


def test_every_break_counts_for_the_books_from_before_it(desk: Desk) -> None:
    first = break_history(desk)
    row = made(desk)
    second = break_history(desk, seconds=1)
    with reading(desk.engine) as conn:
        after_one, after_first = break_after(conn, 1), break_after(conn, first)
        assert break_after(conn, second) is None
        assert after_one is not None
        assert after_first is not None
        assert after_one < after_first
        assert break_after(conn, None) == after_one
    assert desk.push(note(row["key"], 1, title="我的"), epoch=first)[0]["outcome"] == "updated"


def test_an_epoch_rises_also_when_the_clock_was_set_back(desk: Desk) -> None:
    first = break_history(desk)
    assert break_history(desk, seconds=-86_400) == first + 1
