"""Colours of an adopted sheet as tags of its rows: what is painted now, what it said at the last sync."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from addin.actions.tables import puts
from addin.bridge import messages as m

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from addin.actions.adoption.places import Adopted
    from addin.actions.tables import Place
    from sync.adoption.layout import ColourMeaning
    from sync.rows.sheet import Reading, Row

TAGS = "tags"
_JOINED = "；"


@dataclass(frozen=True, slots=True)
class Painted:
    """What the colours of a row say now, and what they said when it was last synced."""

    now: tuple[str, ...]
    before: tuple[str, ...]


_BARE = Painted((), ())


def tags_in(text: object) -> tuple[str, ...]:
    """Return the tags of a cell."""
    return tuple(tag for tag in str(text or "").split(_JOINED) if tag)


def painted_rows(adopted: Adopted, place: Place) -> dict[int, Painted]:
    """Return what is painted, by row; rows without paint, now and before, are left out."""
    meaning = cache(place.layout.tag_of) if place.layout else _nothing
    columns = adopted.table.band.words or {1: ()}
    first, last = min(columns), max(columns)
    found = {}
    for number, row in adopted.whole.by_number.items():
        here = (each for each in row.painted if each.first_column <= last and each.last_column >= first)
        now = (meaning(paint.kind, paint.rgb) for each in here for paint in each.paints)
        painted = Painted(tuple(dict.fromkeys(filter(None, now))), tags_in(row.at(place.painted)))
        if painted.now or painted.before:
            found[number] = painted
    return found


def _nothing(_kind: str, _rgb: str) -> str:
    return ""


def with_tags(reading: Reading, painted: Mapping[int, Painted]) -> Reading:
    """Return the rows with the tags that were painted since, without those whose paint is gone."""
    if not any(field.key == TAGS for field in reading.columns.fields):
        return reading
    return replace(reading, rows=tuple(_tagged(row, painted.get(row.number)) for row in reading.rows))


def _tagged(row: Row, painted: Painted | None) -> Row:
    if painted is None or set(painted.now) == set(painted.before):
        return row
    there = tags_in(row.values.get(TAGS))
    gone = set(painted.before) - set(painted.now)
    fresh = (tag for tag in painted.now if tag not in painted.before)
    tags = dict.fromkeys([*(tag for tag in there if tag not in gone), *fresh])
    return replace(row, values={**row.values, TAGS: _JOINED.join(tags) or None})


def remembered(rows: Iterable[Row], painted: Mapping[int, Painted], place: Place) -> list[m.Put]:
    """Return what writes down the paint of rows whose tags follow it from now on."""
    cells: dict[tuple[int, int], m.Cell] = {}
    for row in rows:
        one = painted.get(row.number)
        if one is not None and row.key and set(one.now) != set(one.before) and place.painted:
            cells[row.number, place.painted] = _JOINED.join(one.now) or None
    return puts(place.sheet, cells, dates=frozenset())


def repainted(
    before: Reading, after: Reading, place: Place, painted: Mapping[int, Painted]
) -> list[m.Operation]:
    """Return what paints tags that others gave, and wipes those they took, where the owner switched that on.

    A row that is painted otherwise keeps its colours.
    """
    layout = place.layout
    if layout is None or not layout.repaint or not place.painted:
        return []
    colours = {each.tag: each for each in reversed(layout.colours) if each.tag}
    old = {row.number: tags_in(row.values.get(TAGS)) for row in before.rows}
    done: list[m.Operation] = []
    for row in after.rows:
        now, tags = painted.get(row.number, _BARE).now, tags_in(row.values.get(TAGS))
        had = old.get(row.number, ())
        given = [tag for tag in tags if tag not in had and tag in colours]
        taken = [tag for tag in now if tag in had and tag not in tags]
        if given and not now:
            done += _painting(place, row.number, colours[given[0]], tag=given[0])
        elif taken and len(now) == 1:
            done += _painting(place, row.number, colours[taken[0]], tag="")
    return done


def _painting(place: Place, row: int, colour: ColourMeaning, *, tag: str) -> list[m.Operation]:
    """Return what gives a row the colour of a tag, or none, and remembers that it is so."""
    layout = place.layout
    theirs = [at for key, at in place.columns.items() if layout is not None and key in layout.by_key] or [1]
    area = m.Range(place.sheet, row, min(theirs), row, max(theirs))
    spot = (row, place.painted)
    return [
        m.Paint(area, colour.kind, colour.rgb if tag else None),
        *puts(place.sheet, {spot: tag or None}, dates=frozenset()),
    ]
