"""Conflicts a person decides in the column 操作: 用我的 or 用对方的."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sync.rows import words
from sync.rows.checks import check
from sync.rows.columns import ACTION
from sync.rows.working import still_open, working

if TYPE_CHECKING:
    from sync.rows.marks import Pending
    from sync.rows.sheet import Row


def decide(row: Row, *, prefer: str = "") -> Row:
    """Return the row with its conflict settled as far as the cells and the choice say.

    用对方的 takes their values; 用我的 makes their revision the base of the edit; a cell that was given their
    value or its old one is settled without a word. A choice on a row without conflict is only cleared.
    """
    said = row.values.get(ACTION)
    chosen = said if said in words.CHOICES else None
    pending = row.marks.pending
    after = row if pending is None else _settle(row, pending, chosen or prefer)
    return after if chosen is None else replace(after, values={**after.values, ACTION: None})


def _settle(row: Row, pending: Pending, choice: str) -> Row:
    work = working(row)
    theirs = {key: text for key, text in pending.theirs.items() if key in row.values}
    for key, text in theirs.items():
        if check(row.values[key]) == check(text) or choice == words.MINE:
            work.based_on(key, text)
        elif choice == words.THEIRS or not work.is_edited(key):
            work.fill(key, text)
        else:
            work.open[key] = text
    fields = tuple(key for key in row.marks.fields if key in work.open or key not in theirs)
    still = still_open(pending, pending.rev, work.open)
    marks = replace(row.marks, fields=fields, pending=still)
    return work.done(rev=row.rev if still else pending.rev, marks=marks)
