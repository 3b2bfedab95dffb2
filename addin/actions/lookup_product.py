"""查产品: products that a few letters of the selected cell mean; the chosen one is written into the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions import words
from addin.actions.books import SCREENLESS_HOSTS, PlaceCarry, carried, carry_as, place_from, refused
from addin.actions.selected import chosen, needs_of, place_by_header
from addin.bridge import messages as m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.actions.tables import Place
    from addin.bridge.session import Choice, Choices, Session

MOST_SHOWN = 10
MOST_OFFERED = 5
FIELD = "product"
QUESTION = "product"


class Spot(msgspec.Struct):
    """The selected cell; once products were found, the cell that takes one, and their labels by code."""

    sheet: str
    row: m.Row
    column: m.Column
    place: PlaceCarry | None = None
    offered: dict[str, str] = {}
    count: int = 0


def lookup_product(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first asks for the row, the second searches, a third writes the choice."""
    if carry is None:
        return _begin(snapshot, session)
    spot = carry_as(Spot, carry)
    if spot.offered:
        return _written(spot, session)
    text = session.options.get("text") or _typed(snapshot, spot)
    if not text:
        return refused(words.NO_SEARCH(), code="no_search")
    found = session.search("orders", FIELD, text)
    place = _target(snapshot, spot)
    if place is None or not found.choices or snapshot.host in SCREENLESS_HOSTS:
        return _listed(text, found)
    return _offered(spot, place, found, text=text)


def _begin(snapshot: m.Snapshot, session: Session) -> m.BridgeReply:
    spot = chosen(snapshot, session)
    if spot is not None and spot.sheet in {sheet.name for sheet in snapshot.sheets}:
        return m.BridgeReply(
            more=m.More(needs_of(snapshot, spot), Spot(spot.sheet, spot.row, spot.column), light=True)
        )
    text = session.options.get("text", "")
    if not text:
        return refused(words.NO_SEARCH(), code="no_search")
    return _listed(text, session.search("orders", FIELD, text))


def _typed(snapshot: m.Snapshot, spot: Spot) -> str:
    """Return what the selected cell holds; where it is blank, the product of its row."""
    cells = _cells(snapshot)
    place = place_by_header(snapshot, spot.sheet)
    columns = [spot.column] + ([] if isinstance(place, m.BridgeReply) else [place.columns.get(FIELD, 0)])
    texts = [cells[column - 1] for column in columns if 0 < column <= len(cells)]
    return next((str(text).strip() for text in texts if text not in {None, ""}), "")


def _cells(snapshot: m.Snapshot) -> Sequence[m.Cell]:
    return snapshot.blocks[-1].rows[0] if snapshot.blocks and snapshot.blocks[-1].rows else []


def _target(snapshot: m.Snapshot, spot: Spot) -> Place | None:
    """Return where the sheet's product stands; None where the row cannot take one, or a formula holds it."""
    place = place_by_header(snapshot, spot.sheet)
    if isinstance(place, m.BridgeReply) or spot.row <= place.header_row or FIELD not in place.columns:
        return None
    return None if (spot.row, place.columns[FIELD]) in snapshot.blocks[-1].formulas else place


def _offered(spot: Spot, place: Place, found: Choices, *, text: str) -> m.BridgeReply:
    """Ask which product is meant; one that is alone is written at once, and Ctrl+Z takes it back."""
    shown = found.choices[:MOST_OFFERED]
    spot.place, spot.count = carried(place), found.found
    spot.offered = {choice.value: _label(choice) for choice in shown}
    if found.found == 1:
        return _put(spot, shown[0].value)
    listed = "\n".join(f"{number}. {_label(choice)}" for number, choice in enumerate(shown, start=1))
    narrow = words.NARROW() if found.found > len(shown) else ""
    question = words.WHICH_PRODUCT(text=text, count=found.found, narrow=narrow, listed=listed)
    asked = m.Ask(QUESTION, question, [*spot.offered, words.NO], words.NO)
    return m.BridgeReply([asked], more=m.More([], spot, light=True))


def _written(spot: Spot, session: Session) -> m.BridgeReply:
    answer = session.answers.get(QUESTION, words.NO)
    if answer not in spot.offered:
        return m.BridgeReply([], outcome=_outcome(spot, None))
    return _put(spot, answer)


def _put(spot: Spot, code: str) -> m.BridgeReply:
    column = place_from(spot.place).columns.get(FIELD) if spot.place else None
    if column is None:
        raise msgspec.ValidationError("no place of the product in the carry")
    label = spot.offered[code]
    cell = m.Range(spot.sheet, spot.row, column, spot.row, column)
    said = m.Message(words.PRODUCT_WRITTEN(row=spot.row, label=label))
    return m.BridgeReply(
        [m.Put(cell, [[label]]), m.Select(cell), m.Save(), said], outcome=_outcome(spot, code)
    )


def _outcome(spot: Spot, written: str | None) -> dict[str, Any]:
    found = {"action": "lookup_product", "count": spot.count, "written": written}
    return {**found, "sheet": spot.sheet, "row": spot.row}


def _listed(text: str, found: Choices) -> m.BridgeReply:
    shown = found.choices[:MOST_SHOWN]
    outcome = {
        "action": "lookup_product",
        "text": text,
        "count": found.found,
        "products": [{"code": choice.value, "label": choice.label} for choice in shown],
    }
    listed = "；".join(map(_label, shown))
    said = words.FOUND_PRODUCTS(count=found.found, listed=listed) if shown else words.NO_PRODUCT(text=text)
    return m.BridgeReply([m.Message(said)], outcome=outcome)


def _label(choice: Choice) -> str:
    return choice.label or choice.value
