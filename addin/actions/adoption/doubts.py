"""Cells of an adopted sheet that were read with doubt: asked about before they are sent, else marked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from addin.actions import words
from addin.bridge import messages as m
from sync.rows.words import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.actions.opening import Opened
    from sync.adoption.adopted import Doubt, Facts
    from sync.rows.plan import Outgoing, Plan
    from sync.rows.sheet import Reading, Row

DOUBTFUL = "doubtful"
_MOST_NAMED, _MOST_NOTES, _LONGEST = 8, 50, 24


def doubtful_question(reading: Reading, plan: Plan, facts: Facts) -> m.Ask | None:
    """Return the question about cells that are about to be sent as they were read; None without any."""
    rows = [(one.number, _doubts(one, facts)) for one in plan.outgoing]
    rows = [(number, doubts) for number, doubts in rows if doubts]
    if not rows:
        return None
    labels = reading.columns.labels
    named = [
        words.DOUBTFUL_CELL(
            row=number, label=labels[key], typed=_short(doubt.typed), value=_short(doubt.value)
        )
        for number, doubts in rows
        for key, doubt in doubts.items()
        if not (doubt.carried and not doubt.typed)
    ]
    carried = Counter(
        "、".join(labels[key] for key, doubt in doubts.items() if doubt.carried and not doubt.typed)
        for _, doubts in rows
    )
    carried.pop("", None)
    told = [*named[:_MOST_NAMED], *(["…"] if len(named) > _MOST_NAMED else [])]
    told += [words.CARRIED_CELLS(count=count, labels=each) for each, count in carried.items()]
    text = words.DOUBTFUL_CELLS(count=len(rows), cells="；".join(told))
    return m.Ask(DOUBTFUL, text, [words.AS_READ, words.NOT_YET], words.NOT_YET)


def without_doubtful(opened: Opened) -> Opened:
    """Return a press that leaves rows with doubtful cells where they are, and says so beside them."""
    facts, labels = opened.known.facts, opened.after.columns.labels
    kept = {one.number: _doubts(one, facts) for one in opened.plan.outgoing}
    waiting = {number: doubts for number, doubts in kept.items() if doubts}
    outgoing = tuple(one for one in opened.plan.outgoing if one.number not in waiting)
    rows = tuple(
        _waiting(row, waiting[row.number], labels) if row.number in waiting else row
        for row in opened.after.rows
    )
    plan = replace(opened.plan, outgoing=outgoing, doubtful=(*opened.plan.doubtful, *waiting))
    return replace(opened, after=replace(opened.after, rows=rows), plan=plan)


def doubtful_notes(opened: Opened) -> Iterator[m.Operation]:
    """Yield notes on cells of rows that wait because of how they were read."""
    labels, place = opened.after.columns.labels, opened.place
    count = 0
    for row in opened.after.rows if place.layout else ():
        doubts = opened.known.facts.doubts.get(row.number, {})
        for key in row.marks.fields if row.result is Result.DOUBT else ():
            doubt = doubts.get(key)
            if doubt is not None and doubt.typed and count < _MOST_NOTES:
                count += 1
                yield m.Note(place.sheet, row.number, place.columns[key], _read_as(key, doubt, labels))


def _doubts(one: Outgoing, facts: Facts) -> dict[str, Doubt]:
    found = facts.doubts.get(one.number, {})
    return {key: doubt for key, doubt in found.items() if key in one.row.values}


def _waiting(row: Row, doubts: dict[str, Doubt], labels: dict[str, str]) -> Row:
    cells = "；".join(_read_as(key, doubt, labels) for key, doubt in doubts.items())
    marks = replace(row.marks, fields=tuple(dict.fromkeys((*row.marks.fields, *doubts))))
    return replace(row, result=Result.DOUBT, note=words.NOT_SENT_YET(cells=cells), marks=marks)


def _read_as(key: str, doubt: Doubt, labels: dict[str, str]) -> str:
    typed = _short(doubt.typed) or "（空）"
    return words.READ_AS(label=labels[key], typed=typed, value=_short(doubt.value))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
