"""Colours of cells as files write them (RGB, theme with tint, index) as six hexadecimal digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl.styles.fills import GradientFill

from sync.adoption.grid import Paint
from workbooks.adoption.tints import tinted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.styles import Font
    from openpyxl.styles.colors import Color
    from openpyxl.styles.fills import PatternFill

_SCHEME = re.compile(
    rb"<(?:\w+:)?(dk1|lt1|dk2|lt2|accent[1-6]|hlink|folHlink)>(.*?)</(?:\w+:)?\1>", re.DOTALL
)
_SYSTEM = re.compile(rb'lastClr="([0-9A-Fa-f]{6})"')
_GIVEN = re.compile(rb'srgbClr[^>]*\bval="([0-9A-Fa-f]{6})"')
_ORDER = (
    b"lt1",
    b"dk1",
    b"lt2",
    b"dk2",
    *(b"accent%d" % number for number in range(1, 7)),
    b"hlink",
    b"folHlink",
)
_OFFICE = (
    "FFFFFF",
    "000000",
    "E7E6E6",
    "44546A",
    "4472C4",
    "ED7D31",
    "A5A5A5",
    "FFC000",
    "5B9BD5",
    "70AD47",
    "0563C1",
    "954F72",
)
_SIX = re.compile("[0-9A-Fa-f]{6}")
WHITE, BLACK = "FFFFFF", "000000"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours a book names by number: those of its theme, and the old indexed ones."""

    theme: tuple[str, ...]
    indexed: Sequence[str]

    def rgb(self, colour: Color | None) -> str | None:
        """Return a colour as six digits, None where the program chooses (automatic)."""
        if colour is None:
            return None
        if colour.type == "theme":
            return (
                tinted(self.theme[colour.theme], colour.tint or 0.0)
                if 0 <= colour.theme < len(self.theme)
                else None
            )
        if colour.type == "indexed":
            return _six(self.indexed[colour.indexed]) if 0 <= colour.indexed < len(self.indexed) else None
        return _six(colour.rgb) if colour.type == "rgb" else None

    def paints(self, fill: PatternFill | GradientFill, font: Font) -> tuple[Paint, ...]:
        """Return what a person painted: a fill other than white, a font colour other than black."""
        found = [Paint("fill", rgb) for rgb in [self._filled(fill)] if rgb not in {None, WHITE}]
        found += [Paint("font", rgb) for rgb in [self.rgb(font.color)] if rgb not in {None, BLACK}]
        return tuple(found)

    def _filled(self, fill: PatternFill | GradientFill) -> str | None:
        if isinstance(fill, GradientFill):
            return self.rgb(fill.stop[0].color) if fill.stop else None
        if fill.patternType in {None, "none"}:
            return None
        return self.rgb(fill.fgColor if fill.patternType == "solid" else fill.bgColor)


def palette_of(book: Any) -> Palette:
    """Return the palette of a book openpyxl has read."""
    return Palette(theme_colours(book.loaded_theme or b""), tuple(book._colors))  # noqa: SLF001 - no other way


def theme_colours(part: bytes) -> tuple[str, ...]:
    """Return the twelve colours of a theme as cells count them; Office's own where one is missing."""
    found: dict[bytes, str] = {}
    for name, body in _SCHEME.findall(part):
        value = _SYSTEM.search(body) or _GIVEN.search(body)
        if value:
            found[name] = value[1].decode().upper()
    return tuple(found.get(name, usual) for name, usual in zip(_ORDER, _OFFICE, strict=True))


def _six(text: object) -> str | None:
    digits = str(text)[-6:]
    return digits.upper() if _SIX.fullmatch(digits) else None
