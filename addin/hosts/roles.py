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
USUAL_WIDTH = 8.43
"""How wide a column is that says nothing, in digits."""
_FIRST_FULL_WIDTH = 0x2E80


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a column so many digits wide; a Chinese letter is two."""
    return sum(1 + int(max(0, _width(line) - 0.5) // max(width, 1)) for line in text.split("\n"))


def _width(line: str) -> int:
    return sum(2 if ord(letter) >= _FIRST_FULL_WIDTH else 1 for letter in line)
