"""Laws of the three-way merge, and its cases."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from server.views.merge import Merge, Record, changes_since, merge

AT = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
FIELDS = ("a", "b", "c")
texts = st.sampled_from([None, "1", "2", "3"])
rows = st.fixed_dictionaries(dict.fromkeys(FIELDS, texts))
edits = st.dictionaries(st.sampled_from(FIELDS), texts)
histories = st.lists(edits, max_size=5)
Row = dict[str, str | None]


def _play(base: Row, history: list[Row]) -> tuple[Row, list[Record]]:
    """Return the row after all edits, and a record of each; the base is revision 1."""
    now, records = dict(base), []
    for rev, edit in enumerate(history, start=2):
        delta = {name: (now[name], text) for name, text in edit.items() if now[name] != text}
        now |= edit
        records.append(Record(rev, f"u{rev}", AT, delta))
    return now, records


@given(base=rows, history=histories, sent=edits)
def test_every_sent_value_is_written_known_unedited_or_a_conflict(
    base: Row, history: list[Row], sent: Row
) -> None:
    now, records = _play(base, history)
    made = merge(sent, now, since=changes_since(1, len(history) + 1, records))
    clashing = {clash.field for clash in made.clashes}
    for name, yours in sent.items():
        if yours in {now[name], base[name]}:
            assert name not in made.changes or now[name] == base[name]
            assert name not in clashing
        elif now[name] == base[name]:
            assert made.changes[name] == yours
        else:
            assert name in clashing


@given(base=rows, history=histories, sent=edits)
def test_no_change_of_the_others_is_lost(base: Row, history: list[Row], sent: Row) -> None:
    now, records = _play(base, history)
    made = merge(sent, now, since=changes_since(1, len(history) + 1, records))
    after = {**now, **made.changes}
    assert all(after[name] == now[name] for name in FIELDS if now[name] != base[name])


@given(base=rows, history=histories, sent=edits)
def test_the_sheet_knows_the_stored_row_after_a_merge(base: Row, history: list[Row], sent: Row) -> None:
    now, records = _play(base, history)
    made = merge(sent, now, since=changes_since(1, len(history) + 1, records))
    if not made.clashes:
        assert {**base, **sent, **made.news} == {**now, **made.changes}


@given(base=rows, mine=edits, theirs=edits)
def test_edits_of_different_fields_commute(base: Row, mine: Row, theirs: Row) -> None:
    mine = {name: text for name, text in mine.items() if name not in theirs}
    left, right = _after(base, first=mine, second=theirs), _after(base, first=theirs, second=mine)
    assert left == right


@given(row=rows, sent=edits)
def test_from_the_stored_revision_all_differences_are_written(row: Row, sent: Row) -> None:
    made = merge(sent, row, since=changes_since(1, 1, []))
    assert made == Merge({name: text for name, text in sent.items() if text != row[name]})


@given(row=rows, sent=edits)
def test_from_an_unknown_revision_all_differences_clash(row: Row, sent: Row) -> None:
    made = merge(sent, row, since=None)
    assert {clash.field for clash in made.clashes} == {
        name for name, text in sent.items() if text != row[name]
    }
    assert made.changes == {}
    assert {**row, **sent, **made.news} == {**row, **sent}


@given(first=rows, history=histories)
def test_a_row_sent_again_as_first_sent_changes_nothing(first: Row, history: list[Row]) -> None:
    stored = {**first, "c": "default"}
    now, records = _play(stored, history)
    made = merge(first, now, since=changes_since(1, len(history) + 1, records), first_sent=first)
    assert (made.changes, made.clashes) == ({}, ())


def test_a_default_taken_for_a_blank_is_news_to_a_sheet_that_lost_the_answer() -> None:
    made = merge({"a": "x", "b": None}, {"a": "X", "b": "9", "no": "1"}, since={}, first_sent={"a": "x"})
    assert made == Merge(news={"b": "9", "no": "1"})


def test_a_conflict_names_who_changed_the_field_last_and_not_who_came_after() -> None:
    _, records = _play(dict.fromkeys(FIELDS), [{"a": "1"}, {"a": "2"}, {"b": "1"}])
    made = merge({"a": "3"}, {"a": "2", "b": "1"}, since=changes_since(1, 4, records))
    (clash,) = made.clashes
    assert (clash.yours, clash.theirs, clash.last and clash.last.by) == ("3", "2", "u3")


def test_a_gap_in_the_history_makes_the_base_unknown() -> None:
    _, records = _play(dict.fromkeys(FIELDS), [{"a": "1"}, {"b": "1"}])
    assert changes_since(1, 3, records) is not None
    assert changes_since(1, 3, records[1:]) is None
    assert changes_since(1, 3, records[:1]) is None
    assert changes_since(3, 3, []) == {}
    assert changes_since(4, 3, []) is None
    assert changes_since(0, 3, records) is None


def _after(base: Row, *, first: Row, second: Row) -> Row:
    now, records = _play(base, [first])
    made = merge(second, now, since=changes_since(1, 2, records))
    assert made.clashes == ()
    return {**now, **made.changes}
