"""说明: everything the server knows of the selected row, written afresh on a sheet of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions import words
from addin.actions.books import book_state, carry_as, refused
from addin.actions.pages import STORY, covering, marks_needed, names_of, sheet_for
from addin.actions.selected import Chosen, chosen, needs_of, place_by_header, row_at
from addin.actions.stories import Page, page_of
from addin.bridge import messages as m
from sync.fields.texts import OUR_MARK

if TYPE_CHECKING:
    from addin.actions.tables import Place
    from addin.bridge.session import Session
    from sync.protocol.stories import Story
    from sync.rows.sheet import Row

SHEETS = names_of(STORY)
WIDTHS = [28.0, 24.0, 56.0, 60.0, 20.0, 16.0, 12.0]


class Asked(msgspec.Struct):
    """The row that is to be explained."""

    sheet: str
    row: m.Row


def explain_row(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first asks for the selected row, the second writes its story."""
    if carry is None:
        spot = chosen(snapshot, session)
        if spot is None or spot.sheet in SHEETS or spot.sheet not in {one.name for one in snapshot.sheets}:
            return refused(words.NO_ROW(), code="no_row")
        needs = [*needs_of(snapshot, spot), *marks_needed(snapshot, STORY)]
        return m.BridgeReply(more=m.More(needs, Asked(spot.sheet, spot.row), light=True))
    asked = carry_as(Asked, carry)
    spot = Chosen(asked.sheet, asked.row, 1)
    place = place_by_header(snapshot, spot.sheet)
    if isinstance(place, m.BridgeReply):
        return place
    row = row_at(snapshot, place, spot, session)
    if row is None or not row.key or row.rev is None:
        note = f"（{row.note}）" if row and row.note else ""
        return refused(words.NOT_ENTERED(row=spot.row, note=note), code="not_entered")
    return _told(snapshot, place, row, session)


def _told(snapshot: m.Snapshot, place: Place, row: Row, session: Session) -> m.BridgeReply:
    story = session.story(place.spec.name, row.key)
    number = story.values.get("order_no") or story.values.get(place.spec.natural_key or "") or ""
    title = words.STORY_TITLE(mark=OUR_MARK, view=place.spec.title, number=number, row=row.number)
    above = [title, words.STORY_HINT(clock=session.clock.replace("T", " "))]
    page = page_of(story, place.spec, book=book_state(snapshot).book, above=above)
    sheet = sheet_for(snapshot, STORY)
    shown = row.values.get("order_no")
    told = [m.Message(words.STORY_WRITTEN(sheet=sheet, count=len(story.history)))]
    if shown and shown != number:
        told = [m.Message(words.OTHER_NUMBER(row=row.number, shown=shown, number=number), "warning")]
    return m.BridgeReply(
        [*_written(snapshot, sheet, page), m.Select(m.Range(sheet, 1, 1, 1, 1)), m.Save(), *told],
        outcome=_outcome(place, row, story),
    )


def _outcome(place: Place, row: Row, story: Story) -> dict[str, Any]:
    named = {"action": "explain_row", "sheet": place.sheet, "row": row.number}
    return {**named, **msgspec.to_builtins(story)}


def _written(snapshot: m.Snapshot, sheet: str, page: Page) -> list[m.Operation]:
    """Return the page as one block that covers whatever the sheet held before, and how it looks."""
    rows = covering(snapshot, sheet, page.rows)
    width = len(rows[0])
    area = m.Range(sheet, 1, 1, len(rows), width)
    return [
        m.Put(area, rows, dates=page.dates, keep_formulas=False),
        m.Dress(area, "body", widths=WIDTHS),
        m.Dress(m.Range(sheet, 1, 1, 1, 1), "title"),
        m.Dress(m.Range(sheet, 2, 1, 2, 1), "note"),
        *(m.Dress(m.Range(sheet, row, 1, row, width), "head") for row in page.beginnings),
    ]
