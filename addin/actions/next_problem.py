"""下一个问题: the cursor to the next cell that needs a person, what to do there, and how many are left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions import words
from addin.actions.books import (
    SCREENLESS_HOSTS,
    PlaceCarry,
    carried,
    carry_as,
    no_view,
    place_from,
    view_sheets,
)
from addin.actions.selected import head_of, place_by_header
from addin.bridge import messages as m
from sync.fields.texts import first_few
from sync.rows.columns import NOTE, RESULT, columns_of
from sync.rows.marks import parse_marks
from sync.rows.words import Result
from workbooks.layout import HIDDEN_KEYS, MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.actions.tables import Place
    from addin.bridge.session import Session

PROBLEMS = frozenset({Result.HELD, Result.CONFLICT, Result.REJECTED, Result.DOUBT, Result.WILL_HOLD})
READ = (RESULT, MARKS, NOTE)
"""The columns that tell: nothing else of a sheet is read, however many rows it has."""


class Search(msgspec.Struct):
    """The sheets that are searched, and, once their headers were read, where their columns stand."""

    sheets: list[str]
    places: list[PlaceCarry] = []


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that needs a person; `field` is empty where the row as a whole does."""

    sheet: int
    row: int
    column: int
    field: str
    note: str
    hidden: bool


def next_problem(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first names the sheets, the second finds their headers, the third searches."""
    search = Search(view_sheets(snapshot, session)) if carry is None else carry_as(Search, carry)
    if not search.sheets:
        return no_view(snapshot)
    if carry is None:
        heads = [head_of(snapshot, sheet) for sheet in search.sheets]
        return m.BridgeReply(more=m.More(heads, search, light=True))
    if not search.places:
        return _headed(snapshot, search)
    places = [place_from(place) for place in search.places]
    return _went(snapshot, places)


def _headed(snapshot: m.Snapshot, search: Search) -> m.BridgeReply:
    places: list[Place] = []
    for sheet in search.sheets:
        place = place_by_header(snapshot, sheet)
        if isinstance(place, m.BridgeReply):
            return place
        places.append(place)
    search.places = [carried(place) for place in places]
    needs = [
        m.Need(m.Range(place.sheet, place.header_row + 1, column, 0, column))
        for place in places
        for column in _columns(place)
    ]
    return m.BridgeReply(more=m.More(needs, search, light=True))


def _went(snapshot: m.Snapshot, places: Sequence[Place]) -> m.BridgeReply:
    """Go to the problem behind the cursor, or round to the first; rows a filter hides are passed over."""
    found = sorted(
        (problem for number, place in enumerate(places) for problem in _problems(snapshot, number, place)),
        key=_spot,
    )
    seen = [problem for problem in found if not problem.hidden]
    hidden = sorted({problem.row for problem in found if problem.hidden})
    if not seen:
        return _nothing_to_see(hidden)
    here = _cursor(snapshot, places)
    place = next((number for number, problem in enumerate(seen) if _spot(problem) > here), 0)
    return _found(seen, place, places, hidden=len(hidden))


def _spot(problem: Problem) -> tuple[int, int, int]:
    return problem.sheet, problem.row, problem.column


def _cursor(snapshot: m.Snapshot, places: Sequence[Place]) -> tuple[int, int, int]:
    here = snapshot.selection
    if here is None:
        return (-1, 0, 0)
    numbers = [number for number, place in enumerate(places) if place.sheet == here.sheet]
    return (numbers[0], here.first_row, here.first_column) if numbers else (-1, 0, 0)


def _problems(snapshot: m.Snapshot, number: int, place: Place) -> Iterator[Problem]:
    """Yield the cells of a sheet that need a person, row by row, the columns from left to right."""
    columns = {
        key: block
        for block in snapshot.blocks
        if block.range.sheet == place.sheet
        for key in READ
        if place.columns.get(key) == block.range.first_column
    }
    hidden = _hidden(snapshot, place)
    labels = columns_of(place.spec, place.keys).keys_by_label
    longest = max((len(block.rows) for block in columns.values()), default=0)
    for row in range(place.header_row + 1, place.header_row + 1 + longest):
        result, marks, note = (_text(columns.get(key), row) for key in READ)
        marked = parse_marks(marks, labels).fields if marks else ()
        if result not in PROBLEMS and (RESULT in columns or not marked):
            continue
        spots = sorted((place.columns[field], field) for field in marked if field in place.columns)
        for column, field in spots or [(place.columns.get(RESULT, 1), "")]:
            yield Problem(number, row, column, field, note or result, row in hidden)


def _columns(place: Place) -> list[int]:
    """Return the columns that tell, and where no result is among them the first one in sight."""
    found = [place.columns[key] for key in READ if key in place.columns]
    in_sight = [column for key, column in place.columns.items() if key not in HIDDEN_KEYS]
    return found if RESULT in place.columns else list(dict.fromkeys([*found, min(in_sight, default=1)]))


def _hidden(snapshot: m.Snapshot, place: Place) -> set[int]:
    """Return the rows that nobody sees: hidden in every column, for in a hidden column every row is."""
    if snapshot.host in SCREENLESS_HOSTS:
        return set()
    blocks = [set(block.hidden_rows) for block in snapshot.blocks if block.range.sheet == place.sheet]
    return set.intersection(*blocks) if blocks else set()


def _text(block: m.CellBlock | None, row: int) -> str:
    at = row - block.range.first_row if block else -1
    return str((*block.rows[at], "")[0] or "") if block and 0 <= at < len(block.rows) else ""


def _found(seen: Sequence[Problem], at: int, places: Sequence[Place], *, hidden: int) -> m.BridgeReply:
    problem, place = seen[at], places[seen[at].sheet]
    left = len(seen) - at - 1
    fields = [one.field for one in seen if _spot(one)[:2] == _spot(problem)[:2] and one.field]
    also = words.ALSO_HIDDEN(count=hidden) if hidden else ""
    label = place.spec.field(problem.field).label if problem.field else ""
    text = words.PROBLEM_AT(
        row=problem.row, label=label, note=problem.note, place=at + 1, count=len(seen), left=left, also=also
    )
    spot = m.Range(place.sheet, problem.row, problem.column, problem.row, problem.column)
    outcome = {
        "action": "next_problem",
        "sheet": place.sheet,
        "row": problem.row,
        "field": problem.field or None,
        "fields": fields,
        "note": problem.note,
        "count": len(seen),
        "left": left,
        "hidden": hidden,
    }
    return m.BridgeReply([m.Select(spot), m.Save(), m.Message(text)], outcome=outcome)


def _nothing_to_see(hidden: Sequence[int]) -> m.BridgeReply:
    outcome: dict[str, Any] = {"action": "next_problem", "row": None, "count": 0, "hidden": len(hidden)}
    if not hidden:
        return m.BridgeReply([m.Message(words.NO_PROBLEM())], outcome=outcome)
    rows = first_few([str(row) for row in hidden], most=5, counted="行")
    said = m.Message(words.ALL_HIDDEN(count=len(hidden), rows=rows), "warning")
    return m.BridgeReply([said], outcome=outcome)
