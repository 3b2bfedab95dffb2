"""Colours of single cells gathered into rectangles, as they travel."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from addin.hosts.areas import Area, rectangles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from addin.bridge.messages import PaintKind

Painted: TypeAlias = "tuple[PaintKind, str, int, int, int, int]"


class Gathered:
    """Painted cells, added row by row from above, each row from the left."""

    def __init__(self) -> None:
        self._rows: dict[tuple[PaintKind, str], dict[int, list[int]]] = defaultdict(dict)

    def add(self, kind: PaintKind, rgb: str, *, row: int, column: int) -> None:
        """Add a painted cell."""
        self._rows[kind, rgb].setdefault(row, []).append(column)

    def rectangles(self) -> list[Painted]:
        """Return rectangles that cover the cells, in order of colours and rows."""
        return list(self._joined())

    def _joined(self) -> Iterator[Painted]:
        for (kind, rgb), rows in sorted(self._rows.items()):
            for (top, bottom), (left, right) in rectangles(list(rows.items()), frozenset()):
                yield kind, rgb, top, left, bottom, right


def in_rows(paints: Iterable[Painted], first: int, last: int) -> list[Painted]:
    """Return what of painted rectangles lies in some rows."""
    return [
        (kind, rgb, max(top, first), left, min(bottom, last), right)
        for kind, rgb, top, left, bottom, right in paints
        if top <= last and bottom >= first
    ]


def reaching(areas: Iterable[Area], within: Area) -> list[Area]:
    """Return the areas that share cells with another one, in order."""
    top, left, bottom, right = within
    return sorted(
        area
        for area in areas
        if area[0] <= bottom and area[2] >= top and area[1] <= right and area[3] >= left
    )
