"""Layouts of adopted sheets in the book's state, by the sheet they are of."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import msgspec

from addin.actions.pages import REPORTS, STORY, TASK, names_of_all
from sync.adoption.layout import Layout, layout_of, layout_text
from sync.fields.catalogue import SPECS
from workbooks.layout import LEGEND_SHEET, LISTS_SHEET, LOG_SHEET, STATE_SHEET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from addin.bridge import messages as m

TITLES = frozenset(spec.title for spec in SPECS)
WITHOUT_ORDERS = names_of_all((STORY, TASK)) | {LISTS_SHEET, STATE_SHEET, LOG_SHEET, LEGEND_SHEET}
"""Names of sheets in which no table of a person's own is looked for."""
OUR_SHEETS = TITLES | WITHOUT_ORDERS | names_of_all(REPORTS)
NAME = "layout:"
"""How names of layouts begin in the state: with a colon, so that they are none of `sync/rows`."""


def layouts_in(state: Mapping[str, str]) -> dict[str, Layout]:
    """Return the layouts by the names of their sheets; what is unreadable counts as absent."""
    found = {}
    for name, text in state.items():
        if name.startswith(NAME):
            try:
                found[name.removeprefix(NAME)] = layout_of(text)
            except msgspec.DecodeError:
                continue
    return found


def layouts_of(snapshot: m.Snapshot) -> dict[str, Layout]:
    """Return the layouts of sheets there are. A sheet that was renamed is known when it alone is unknown."""
    layouts = layouts_in(snapshot.state)
    names = [sheet.name for sheet in snapshot.sheets]
    lost = [name for name in layouts if name not in names]
    strangers = [name for name in names if name not in layouts and name not in OUR_SHEETS]
    found = {name: layout for name, layout in layouts.items() if name in names}
    if len(lost) == 1 and len(strangers) == 1:
        found[strangers[0]] = layouts[lost[0]]
    return found


def lost_sheets(snapshot: m.Snapshot) -> list[str]:
    """Return names of adopted sheets that are in the book no more, or under another name."""
    known = layouts_of(snapshot).values()
    return [name for name, layout in layouts_in(snapshot.state).items() if layout not in known]


def put_layout(sheet: str, layout: Layout) -> dict[str, str | None]:
    """Return what the state shall remember of a sheet."""
    return {NAME + sheet: layout_text(layout)}


def free_memory(view: str, layouts: Iterable[Layout]) -> str:
    """Return a name under which the book can remember the rows of another sheet of a view."""
    taken = {layout.memory for layout in layouts}
    return next(name for number in count(1) if (name := f"{view}@{number}") not in taken)
