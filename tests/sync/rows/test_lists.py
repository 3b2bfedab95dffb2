"""Sheets of what waits for somebody: rows the server lists, with nothing a person has typed yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sync.fields.approvals import TODO
from sync.fields.kinds import Writer
from sync.protocol.messages import Change
from sync.rows.changes import added_rows, gone_from, take_changes
from sync.rows.keys import new_key, new_keys
from sync.rows.minting import mint
from sync.rows.plan import plan_press
from sync.rows.reading import read
from sync.rows.sheet import Fate, Hidden, Line, Reading, Table
from sync.rows.writes import write_rows
from tests.sync.rows.desk import synced

KEYS = tuple(field.key for field in TODO.fields)
SHOWN = {
    field.key: "1" if field.writer is Writer.SERVER else None for field in TODO.fields if not field.computed
}
BOOK, TODAY = new_key(), dt.date(2026, 11, 24)


def listed(*decisions: str | None) -> Reading:
    """Return a sheet of rows as a refresh listed them, with decisions typed in."""
    empty = read(Table(TODO, KEYS, ()), book=BOOK, today=TODAY)
    changes = [
        Change(new_key(), 1, {**SHOWN, "order_no": f"SO{number}", "step": "终审"})
        for number, _ in enumerate(decisions)
    ]
    added = added_rows(empty, changes, first=3)
    lines = []
    for write, decision in zip(write_rows(empty, added), decisions, strict=True):
        values = {**write.values, "decision": decision}
        hidden = write.hidden or Hidden()
        lines.append(Line(write.number, tuple(values.get(key) for key in KEYS), hidden))
    return read(Table(TODO, KEYS, tuple(lines)), book=BOOK, today=TODAY)


def test_a_row_in_which_nobody_has_typed_stays_on_the_sheet_and_is_not_sent() -> None:
    reading = mint(listed(None, "同意", None), keys=new_keys())
    assert [row.fate for row in reading.rows] == [Fate.KEPT] * 3
    (sent,) = plan_press(reading).outgoing
    assert (sent.row.values, sent.row.witness) == ({"decision": "同意"}, {"order_no": "SO1", "step": "终审"})


def test_an_emptied_row_was_taken_off_the_sheet() -> None:
    reading = listed(None)
    (row,) = reading.rows
    blank = Line(row.number, (None,) * len(KEYS), row.hidden)
    (left,) = read(Table(TODO, KEYS, (blank,)), book=BOOK, today=TODAY).rows
    assert left.fate is Fate.BLANKED


def test_rows_a_whole_list_has_no_more_turn_grey_but_for_those_just_answered() -> None:
    reading = listed(None, None, None)
    first, second, third = reading.rows
    answered = replace(reading, rows=(first, replace(second, result="已更新"), third))
    there = [Change(first.key, 1, {})]
    gone = gone_from(answered, there, but=("已更新",))
    assert gone == [third.key]
    after = take_changes(answered, there, gone)
    assert [row.result for row in after.rows] == ["", "已更新", "已移出"]
    assert "不在列表里" in after.rows[2].note


def test_a_rejected_order_comes_back_with_the_reason() -> None:
    desk = synced(1)
    change = Change(desk.key(3), 2, {"status": "已驳回", "phase": "财务终审驳回：账期太长（赵丽）"})
    (row,) = take_changes(desk.grid.read(), [change]).rows
    assert (row.result, row.note) == ("请修改", "财务终审驳回：账期太长（赵丽）")
    (again,) = take_changes(replace(desk.grid.read(), rows=(row,)), [change]).rows
    assert again.note == row.note
