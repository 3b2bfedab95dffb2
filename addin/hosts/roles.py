"""How cells of our own sheets look, by the role they play; every host renders this table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """Looks of a role: font (0 points: the book's usual size), RGB of fill and ink, how text stands."""

    bold: bool = False
    points: float = 0
    fill: str = ""
    ink: str = ""
    wrap: bool = False
    centred: bool = False


ROLES: dict[str, Role] = {
    "title": Role(bold=True, points=14),
    "head": Role(bold=True, fill="E1E5EA", wrap=True, centred=True),
    "body": Role(wrap=True),
    "note": Role(points=9, ink="52606D"),
}
