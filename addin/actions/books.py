"""A snapshot as an action sees it: which sheets are views, what the book remembers, what is carried on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from addin.actions import words
from addin.actions.adoption.layouts import layouts_of, lost_sheets
from addin.actions.adoption.places import adopted_in, adopted_place, adopted_spec
from addin.actions.tables import Place, place_of, sheet_spec
from addin.bridge import messages as m
from sync.adoption.layout import Layout
from sync.fields.catalogue import SPEC_BY_NAME, SPECS
from sync.fields.kinds import Writer
from sync.fields.own import OWN
from sync.rows.columns import NEEDED
from sync.rows.letters import column_letters
from sync.rows.sheet import HIDDEN_COLUMNS
from sync.rows.state import BookState, state_of, state_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.bridge.session import Session
    from sync.fields.kinds import ViewSpec

SCREENLESS_HOSTS = frozenset({"file"})
"""Hosts without a sheet in front of a person: an action works through all sheets of the book."""
ORDER_OF_VIEWS = (
    *("payment_terms", "warehouses", "customers", "products", "prices", "stock", "supplies"),
    *("production_units", "calendar", "transit", "ledger", "rules", "users", "approval_rules", "orders"),
    *("todo", "duplicates", "shortages", "credit_holds", "notices"),
)
"""What others refer to comes first."""
LIST_MARK = ":"  # names of dropdown versions in the state; those of sync/rows have a dot
SPEC_BY_TITLE = {spec.title: spec for spec in SPECS}


class PlaceCarry(msgspec.Struct):
    """Where a view stands, carried from call to call."""

    sheet: str
    view: str
    header_row: m.Row
    columns: dict[str, m.Column]
    last_row: int
    layout: Layout | None = None
    painted: Annotated[int, msgspec.Meta(ge=0, le=16_384)] = 0


def carried(place: Place) -> PlaceCarry:
    """Return a place to carry."""
    return PlaceCarry(
        place.sheet,
        place.spec.name,
        place.header_row,
        dict(place.columns),
        place.last_row,
        place.layout,
        place.painted,
    )


def place_from(carry: PlaceCarry) -> Place:
    """Return a carried place. Raises ValidationError when its view is unknown, its columns not the view's."""
    spec = SPEC_BY_NAME.get(carry.view)
    if spec is None:
        raise msgspec.ValidationError(f"unknown view {carry.view}")
    whole = adopted_spec(spec, carry.columns, title=carry.sheet) if carry.layout else sheet_spec(spec)
    if not carry.columns.keys() >= set(HIDDEN_COLUMNS) or carry.columns.keys() - {
        *whole.by_key(),
        *HIDDEN_COLUMNS,
    }:
        raise msgspec.ValidationError(f"no columns of {carry.view}")
    return Place(
        carry.sheet,
        whole,
        carry.header_row,
        carry.columns,
        carry.last_row,
        carry.layout,
        carry.painted,
    )


def view_sheets(snapshot: m.Snapshot, session: Session) -> list[str]:
    """Return the sheets an action works on: the one named, the one in front, or all views of a file."""
    named = session.options.get("sheet")
    adopted = layouts_of(snapshot)
    views = [each.name for each in snapshot.sheets if each.name in adopted or each.name in SPEC_BY_TITLE]
    if named:
        return [sheet.name for sheet in snapshot.sheets if sheet.name == named]
    if snapshot.host not in SCREENLESS_HOSTS and snapshot.active_sheet in views:
        return [snapshot.active_sheet]
    view_by_sheet = {
        name: adopted[name].view if name in adopted else SPEC_BY_TITLE[name].name for name in views
    }
    return sorted(views, key=lambda name: ORDER_OF_VIEWS.index(view_by_sheet[name]))


def no_view(snapshot: m.Snapshot) -> m.BridgeReply:
    """Return the end of a press on a book that has no sheet of ours, or none that is known any more."""
    lost = lost_sheets(snapshot)
    if lost:
        return refused(words.LOST_SHEET(sheets="、".join(lost)), code="lost_sheet")
    titles = "、".join(spec.title for spec in SPECS)
    return refused(words.NO_VIEW(titles=titles), code="no_view")


def spec_of(sheet: str) -> ViewSpec:
    """Return the view a sheet shows: the one of its title; sheets of other names are order sheets."""
    return SPEC_BY_TITLE.get(sheet, SPEC_BY_NAME["orders"])


def memory_of(snapshot: m.Snapshot, sheet: str) -> str:
    """Return the name under which the book remembers the rows of a sheet."""
    layout = layouts_of(snapshot).get(sheet)
    return layout.memory if layout else spec_of(sheet).name


def whole(snapshot: m.Snapshot, sheet: str) -> m.Need:
    """Return the need for all of a sheet; of a person's own with colours and merged cells."""
    return m.Need(m.Range(sheet, 1, 1, 0, 0), looks=sheet in layouts_of(snapshot))


def found_place(snapshot: m.Snapshot, sheet: str) -> Place | m.BridgeReply:
    """Return where the view of a sheet stands, by the block of `whole`; or why it cannot be worked on."""
    block = block_of(snapshot, sheet)
    layout = layouts_of(snapshot).get(sheet)
    place = adopted_place(block, layout) if layout else place_of(block, spec_of(sheet))
    if place is None and layout:
        return refused(words.ADOPTED_NO_MORE(sheet=sheet), code="not_adopted")
    if place is None:
        return refused(words.NO_HEADER(sheet=sheet), code="no_header")
    needed = NEEDED[place.spec.name] if layout else ()
    gone = [place.spec.field(key).label for key in needed if key not in place.columns]
    if gone:
        return refused(words.COLUMN_GONE(sheet=sheet, labels="、".join(gone)), code="column_gone")
    unknown = [spot for spot in block.uncalculated if _is_sent(spot, place)]
    adopted = adopted_in(block, layout) if layout and unknown else None
    if adopted is not None:
        lines = frozenset(adopted.table.found.orders)
        unknown = [spot for spot in unknown if spot[0] in lines]
    if unknown:
        spots = "、".join(f"{column_letters(column)}{row}" for row, column in unknown[:5])
        return refused(words.UNCALCULATED(sheet=sheet, spots=spots), code="uncalculated")
    return place


def _is_sent(spot: tuple[int, int], place: Place) -> bool:
    row, column = spot
    key = place.keys[column - 1] if column <= place.width else ""
    if row <= place.header_row or not key or key.startswith(OWN):
        return False
    return place.spec.field(key).writer is Writer.PEOPLE


def block_of(snapshot: m.Snapshot, sheet: str) -> m.CellBlock:
    """Return the first block of a sheet. Raises ValidationError when the host did not send it."""
    for block in snapshot.blocks:
        if block.range.sheet == sheet:
            return block
    raise msgspec.ValidationError(f"the snapshot has no block of {sheet}")


def book_state(snapshot: m.Snapshot) -> BookState:
    """Return what the book remembers."""
    return state_of(_rows_part(snapshot.state))


def state_operation(snapshot: m.Snapshot, state: BookState, lists: Mapping[str, str]) -> list[m.Operation]:
    """Return what brings the state sheet up to date, versions of dropdowns (`lists`) included."""
    changed = state_texts(state, before=_rows_part(snapshot.state))
    changed |= {name: text for name, text in lists.items() if snapshot.state.get(name) != text}
    return [m.PutState(changed)] if changed else []


def _rows_part(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if LIST_MARK not in name}


def carry_as(kind: type[Any], carry: object) -> Any:
    """Return a carry as its record. Raises ValidationError when it is none."""
    return msgspec.convert(carry, kind)


def refused(text: str, *, code: str) -> m.BridgeReply:
    """Return the end of a press that must not go on."""
    outcome = {"refused": code, "message": text}
    return m.BridgeReply([m.Message(text, "error")], outcome=outcome, exit=2)
