"""Colours of looks: which fill and font colour a look has as RGB, and looks with other ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.fills import Fill
from openpyxl.xml.functions import fromstring

from workbooks.adoption.colours import Palette, theme_colours
from workbooks.parts.markup import MAIN, attributes, tag, whole

if TYPE_CHECKING:
    from openpyxl.styles.fills import GradientFill

    from sync.adoption.grid import Paint
    from workbooks.parts.looks import Looks

Kind = Literal["fill", "font"]
_SIX = re.compile("[0-9A-Fa-f]{6}")
_NO_FILL = "0"
"""The first fill of every workbook is none; ECMA-376 part 1, 18.8.21."""


class Paints:
    """What looks are painted with; `theme` is the part of that name."""

    def __init__(self, looks: Looks, theme: bytes) -> None:
        self._looks = looks
        self._palette = Palette(theme_colours(theme), _indexed(looks.text, looks.prefix))
        self._known: dict[int, tuple[Paint, ...]] = {}

    def of(self, look: int) -> tuple[Paint, ...]:
        """Return the paints of a look; white and black, and what is no colour, are none."""
        if look not in self._known:
            said = self._looks.said_of(look)
            fill, font = (whole(said.get(name)) or 0 for name in ("fillId", "fontId"))
            self._known[look] = self._palette.paints(self._fill(fill), self._font(font))
        return self._known[look]

    def colour(self, look: int, kind: Kind) -> str | None:
        """Return the fill or the font colour of a look."""
        return next((paint.rgb for paint in self.of(look) if paint.kind == kind), None)

    def painted(self, look: int, *, kind: Kind, rgb: str | None) -> int:
        """Return a look like this one with a solid fill or a font colour; without RGB it has none."""
        if not self._looks.count or self.colour(look, kind) == rgb:
            return look
        if kind == "font":
            return self._looks.changed(look, self.font(look, rgb=rgb))
        fill = _NO_FILL if rgb is None else str(self._looks.fills.index_of(_solid(rgb, self._looks.prefix)))
        return self._looks.changed(look, {"fillId": fill, "applyFill": "1"})

    def font(
        self, look: int, *, rgb: str | None, bold: bool | None = None, points: float | None = None
    ) -> dict[str, str | None]:
        """Return what a look says that has the font of another one in a colour, bold or not, at a size."""
        fonts, prefix = self._looks.fonts, self._looks.prefix
        if not fonts:
            return {}
        font = fonts[whole(self._looks.said_of(look).get("fontId")) or 0]
        if rgb != self.colour(look, "font"):
            font = _with(font, "color", _colour(rgb, prefix), prefix=prefix)
        if bold is not None:
            font = _with(font, "b", b"<%sb/>" % prefix if bold else b"", prefix=prefix)
        if points is not None:
            font = _with(font, "sz", b'<%ssz val="%g"/>' % (prefix, points), prefix=prefix)
        return {"fontId": str(fonts.index_of(font)), "applyFont": "1"}

    def _fill(self, index: int) -> PatternFill | GradientFill:
        try:
            found = Fill.from_tree(_tree(self._looks.fills[index], self._looks.prefix))
        except Exception:  # noqa: BLE001 - of what is none, openpyxl says many things
            return PatternFill()
        return found or PatternFill()

    def _font(self, index: int) -> Font:
        try:
            return Font.from_tree(_tree(self._looks.fonts[index], self._looks.prefix))
        except Exception:  # noqa: BLE001 - as above
            return Font()


def _tree(element: bytes, prefix: bytes) -> Any:
    """Return an element cut out of its part as a tree."""
    space = b"xmlns:" + prefix.removesuffix(b":") if prefix else b"xmlns"
    return fromstring(b'<root %s="%s">%s</root>' % (space, MAIN.encode(), element))[0]


def _indexed(styles: bytes, prefix: bytes) -> tuple[str, ...]:
    """Return the colours that are named by number: the book's own, or those of old Excel."""
    listed = tag("indexedColors", prefix).search(styles)
    own = tag("rgbColor", prefix).finditer(styles, listed.end()) if listed else ()
    return tuple(attributes(found[1]).get("rgb", "") for found in own) or COLOR_INDEX


def _solid(rgb: str, prefix: bytes) -> bytes:
    return (
        b'<%sfill><%spatternFill patternType="solid"><%sfgColor rgb="FF%s"/><%sbgColor indexed="64"/>'
        b"</%spatternFill></%sfill>"
    ) % (prefix, prefix, prefix, _checked(rgb), prefix, prefix, prefix)


def _colour(rgb: str | None, prefix: bytes) -> bytes:
    return b"" if rgb is None else b'<%scolor rgb="FF%s"/>' % (prefix, _checked(rgb))


def _checked(rgb: str) -> bytes:
    if not _SIX.fullmatch(rgb):
        raise ValueError(f"{rgb} is no colour")
    return rgb.upper().encode()


def _with(font: bytes, name: str, element: bytes, *, prefix: bytes) -> bytes:
    """Return a font with one of its elements replaced, or added where Excel writes it."""
    found = tag(name, prefix).search(font)
    if found is not None:
        end = found.end() if found[2] else font.index(b">", font.index(b"</", found.end())) + 1
        return font[: found.start()] + element + font[end:]
    opening = tag("font", prefix).match(font)
    if opening is None:
        return font
    if opening[2]:
        return b"<%sfont%s>%s</%sfont>" % (prefix, opening[1], element, prefix)
    ahead = tag("sz", prefix).search(font) if name == "color" else None
    place = ahead.end() if ahead is not None and ahead[2] else opening.end()
    return font[:place] + element + font[place:]
