"""A book that was closed unsaved presses again: its rows are known by what they were first sent with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.rows.keys import new_key
from tests.server.views.desk import note

if TYPE_CHECKING:
    from tests.server.views.desk import Desk

BOOK, OTHER_BOOK = new_key(), new_key()


@pytest.fixture
def clerk(desk: Desk) -> Desk:
    """Return the desk of a clerk with a book."""
    return desk.as_("王芳", BOOK)


def test_a_row_with_a_new_key_and_the_first_values_is_the_old_row(clerk: Desk) -> None:
    first = note(title="别名早", weight="1.0", body=None, action="抄送")
    clerk.push(first)
    (result,) = clerk.push(note(title="别名早", weight="1", body=""), last_submission=None)
    assert (result["outcome"], result["is"], result["rev"]) == ("unchanged", first["key"], 1)
    assert result["values"]["order_no"] == f"N{first['key'][-6:]}"
    assert len(clerk.pull()["changes"]) == 1


def test_what_became_of_the_old_row_is_answered(clerk: Desk) -> None:
    first = note(title="早", weight="1")
    clerk.push(first)
    clerk.push(note(first["key"], 1, weight="2"))
    (result,) = clerk.push(note(title="早", weight="1"))
    assert (result["outcome"], result["rev"], result["values"]["weight"]) == ("unchanged", 2, "2")


def test_rows_are_matched_one_to_one(clerk: Desk) -> None:
    first = [note(title="早") for _ in range(2)]
    clerk.push(*first)
    results = clerk.push(*(note(title="早") for _ in range(3)))
    assert [result.get("is") for result in results] == [first[0]["key"], first[1]["key"], None]
    assert results[2]["outcome"] == "created"


def test_a_key_that_the_request_still_uses_is_not_given_away(clerk: Desk) -> None:
    kept = note(title="早")
    clerk.push(kept)
    results = clerk.push(kept, note(title="早"))
    assert [result["outcome"] for result in results] == ["unchanged", "created"]


def test_rows_of_this_submission_or_of_one_already_saved_are_not_lost(clerk: Desk) -> None:
    first, second = new_key(), new_key()
    clerk.push(note(title="早"), submission=first)
    (same,) = clerk.push(note(title="早"), submission=first)
    (later,) = clerk.push(note(title="早"), submission=second, last_submission=first)
    assert (same["outcome"], later["outcome"]) == ("created", "created")


def test_a_submission_that_never_arrived_is_placed_by_its_time(clerk: Desk) -> None:
    clerk.push(note(title="早"))
    cancelled = new_key()
    (repeated,) = clerk.push(note(title="早"), last_submission=cancelled)
    lost = note(title="午")
    clerk.push(lost, last_submission=cancelled)
    (found,) = clerk.push(note(title="午"), last_submission=cancelled)
    assert repeated["outcome"] == "created"
    assert found["is"] == lost["key"]


@pytest.mark.parametrize("changed", [{"title": "晚"}, {"weight": "2"}, {"body": "x"}])
def test_any_difference_makes_a_new_row(clerk: Desk, changed: dict[str, str]) -> None:
    clerk.push(note(title="早", weight="1"))
    (result,) = clerk.push(note(**{"title": "早", "weight": "1", **changed}))
    assert result["outcome"] == "created"


def test_rows_of_another_book_or_of_none_are_not_lost(desk: Desk, clerk: Desk) -> None:
    desk.push(note(title="早"))
    desk.as_("王芳", OTHER_BOOK).push(note(title="早"))
    (here,) = clerk.push(note(title="早"))
    (nowhere,) = desk.push(note(title="早"))
    assert (here["outcome"], nowhere["outcome"]) == ("created", "created")


def test_rows_of_an_undone_submission_are_not_lost(clerk: Desk) -> None:
    answer = clerk.sync(note(title="早"))
    clerk.undo(answer["submission"])
    (result,) = clerk.push(note(title="早"))
    assert result["outcome"] == "created"


def test_a_row_that_may_not_be_seen_any_more_is_not_named(desk: Desk) -> None:
    shop = desk.as_("shop", BOOK)
    first = note(title="早")
    shop.push(first)
    desk.push(note(first["key"], 1, private="true"))
    (result,) = shop.push(note(title="早"))
    assert result["outcome"] == "created"
    assert "is" not in result
