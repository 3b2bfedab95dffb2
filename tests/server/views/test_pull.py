"""Pull: pages in commit order, cursors bound to who asks, scopes, what left the sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.views import pull
from sync.rows.keys import new_key
from tests.server.views.desk import note

if TYPE_CHECKING:
    import pytest

    from tests.server.views.desk import Desk


def test_a_pull_answers_what_changed_after_the_cursor_and_only_that(desk: Desk) -> None:
    first, second = note(title="早"), note(title="晚")
    desk.push(first)
    start = desk.pull()
    desk.push(second)
    later = desk.pull(start["cursor"])
    assert [change["key"] for change in start["changes"]] == [first["key"]]
    assert [change["key"] for change in later["changes"]] == [second["key"]]
    assert desk.pull(later["cursor"])["changes"] == []
    assert (later["has_more"], later["complete"], later["removed"]) == (False, False, [])
    assert later["choices"] == {"title": 3}
    assert (later["server"], later["epoch"]) == (start["server"], 1)


def test_without_a_cursor_nothing_is_pulled(desk: Desk) -> None:
    answer = desk.sync(note(title="早"))
    assert (answer["cursor"], answer["changes"], answer["choices"]) == (None, [], {})
    assert answer["server"]


def test_a_push_pulls_what_others_did_and_leaves_the_own_rows_to_the_results(desk: Desk) -> None:
    start = desk.pull()
    theirs, own = note(title="早"), note(title="晚")
    desk.as_("李强").push(theirs)
    answer = desk.sync(own, cursor=start["cursor"])
    assert [change["key"] for change in answer["changes"]] == [theirs["key"]]
    again = desk.pull(answer["cursor"])
    assert [change["key"] for change in again["changes"]] == [own["key"]]


def test_rows_come_with_computed_fields_but_never_because_of_them(desk: Desk) -> None:
    desk.push(note(title="早上"))
    (change,) = desk.pull()["changes"]
    assert change["values"]["length"] == "2"
    assert "pin" not in change["values"]
    assert "action" not in change["values"]


def test_pages_follow_each_other_without_gap_or_repetition(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "PAGE_ROWS", 7)
    for size in (3, 20, 1):
        desk.push(*(note(title="早") for _ in range(size)))
    answer = desk.pull()
    keys = [change["key"] for change in answer["changes"]]
    while answer["has_more"]:
        answer = desk.pull(answer["cursor"])
        keys += [change["key"] for change in answer["changes"]]
    assert len(keys) == len(set(keys)) == 24


def test_a_row_changed_between_two_pages_comes_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "PAGE_ROWS", 2)
    rows = [note(title=title) for title in "甲乙丙"]
    desk.push(*rows)
    first = desk.pull()
    desk.push(note(first["changes"][0]["key"], 1, title="丁"))
    second = desk.pull(first["cursor"])
    assert [change["values"]["title"] for change in second["changes"]][-1] == "丁"


def test_a_cursor_that_means_nothing_pulls_the_whole_scope(desk: Desk) -> None:
    desk.push(note(title="早"))
    nothing = [
        "",
        "x",
        "1.2.3",
        "9" * 19 + "..0123456789abcdef",
        "-1..0123456789abcdef",
        "\x00",
        "١.a.b",
        "1" * 9999,
    ]
    assert [len(desk.pull(cursor)["changes"]) for cursor in nothing] == [1] * len(nothing)


def test_a_cursor_holds_for_one_user_and_scope(desk: Desk) -> None:
    desk.push(note(title="早"))
    cursor = desk.pull()["cursor"]
    assert desk.pull(cursor)["changes"] == []
    assert len(desk.as_("李强").pull(cursor)["changes"]) == 1
    assert len(desk.pull(cursor, scope="mine")["changes"]) == 1
    assert len(desk.pull(cursor, since="2026-01-01")["changes"]) == 1


def test_the_scope_of_a_book_is_what_it_created_or_took_in(desk: Desk) -> None:
    book = desk.as_("王芳", new_key())
    own, theirs, unknown = note(title="早"), note(title="午"), note(title="晚")
    book.push(own)
    desk.push(theirs, unknown)
    assert [change["key"] for change in book.pull()["changes"]] == [own["key"]]
    book.push(note(theirs["key"], 1))
    assert {change["key"] for change in book.pull()["changes"]} == {own["key"], theirs["key"]}
    assert len(book.pull(scope="all")["changes"]) == 3


def test_rejected_new_rows_are_on_no_book(desk: Desk) -> None:
    book = desk.as_("王芳", new_key())
    row = note(title="=bad")
    book.push(row)
    desk.push(note(row["key"], title="早"))
    assert book.pull()["changes"] == []


def test_rows_that_left_the_sight_are_named(desk: Desk) -> None:
    row = note(title="早")
    desk.push(row)
    shop = desk.as_("shop")
    start = shop.pull()
    desk.push(note(row["key"], 1, private="true"))
    later = shop.pull(start["cursor"])
    assert (later["changes"], later["removed"]) == ([], [row["key"]])
    assert shop.pull()["removed"] == []
