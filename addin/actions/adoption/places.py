"""Where an adopted table stands on its sheet, as a place like that of our own sheets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from addin.actions.adoption.grids import grid_of
from addin.actions.tables import Place, sheet_spec
from sync.adoption.adopted import FILLED_IF_BLANK, AdoptedTable
from sync.adoption.standing import PAINTED, standing_of, without_ours
from sync.fields.catalogue import SPEC_BY_NAME
from sync.fields.own import OWN, own_field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addin.bridge import messages as m
    from sync.adoption.grid import SheetGrid
    from sync.adoption.layout import Layout
    from sync.adoption.standing import Standing
    from sync.fields.kinds import ViewSpec


@dataclass(frozen=True, slots=True)
class Adopted:
    """An adopted table: where it stands, the sheet as it is, and as its owner made it."""

    standing: Standing
    whole: SheetGrid
    table: AdoptedTable


def adopted_in(block: m.CellBlock, layout: Layout) -> Adopted | None:
    """Return the adopted table of a block that begins at A1; None where our columns are gone."""
    grid = grid_of(block)
    standing = standing_of(grid, layout)
    if standing is None:
        return None
    theirs = without_ours(grid, standing.ours.values())
    return Adopted(standing, grid, AdoptedTable(theirs, standing, layout))


def adopted_place(block: m.CellBlock, layout: Layout) -> Place | None:
    """Return the place of an adopted table."""
    standing = standing_of(grid_of(block), layout)
    return None if standing is None else place_at(block.range.sheet, standing, layout, rows=len(block.rows))


def place_at(sheet: str, standing: Standing, layout: Layout, *, rows: int) -> Place:
    """Return a standing table as a place."""
    columns = {**standing.columns, **standing.ours}
    painted = columns.pop(PAINTED, 0)
    spec = adopted_spec(SPEC_BY_NAME[layout.view], columns, title=sheet)
    return Place(sheet, spec, standing.header_rows[-1], columns, rows, layout, painted, standing.missing)


def adopted_spec(spec: ViewSpec, keys: Iterable[str], *, title: str) -> ViewSpec:
    """Return a view as it stands on an adopted sheet, called as that, own columns among its fields.

    What the server knows of a product is filled in where the person left it blank, and else their affair.
    """
    fields = (
        replace(field, computed=True) if field.key in FILLED_IF_BLANK else field
        for field in sheet_spec(spec).fields
    )
    own = (own_field(key) for key in keys if key.startswith(OWN))
    return replace(spec, title=title, fields=(*fields, *own))
