"""Formulas of a sheet: shared ones stand written out in their first cell alone, the others follow it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.formula.translate import Translator

from workbooks.parts.markup import attributes, escaped, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable

_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?f(?=[\s/>])([^>]*?)(?:/>|>([^<]*)</[^>]*>)")


def said_of(element: bytes) -> tuple[dict[str, str], str]:
    """Return attributes and text of an `f` element."""
    found = _ELEMENT.match(element)
    if found is None:
        return {}, ""
    return attributes(found[1]), unescaped((found[2] or b"").decode())


class Shared:
    """The shared formulas of a sheet by their index: where each is written out, and how."""

    def __init__(self, formulas: Iterable[tuple[str, bytes]]) -> None:
        """Take all (address, element) of the sheet."""
        self._written: dict[str, tuple[str, str]] = {}
        for spot, element in formulas:
            if b"shared" not in element:
                continue
            known, text = said_of(element)
            if known.get("t") == "shared" and text:
                self._written[known.get("si", "")] = (spot, text)

    def text_of(self, spot: str, element: bytes) -> str:
        """Return the formula of a cell with its equal sign; empty where it is unknown."""
        known, text = said_of(element)
        if text or known.get("t") != "shared" or known.get("si", "") not in self._written:
            return f"={text}" if text else ""
        origin, written = self._written[known["si"]]
        return str(Translator(f"={written}", origin=origin).translate_formula(spot))

    def index_at(self, spot: str) -> str | None:
        """Return the index of the formula that is written out in this cell."""
        return next((index for index, (origin, _) in self._written.items() if origin == spot), None)

    def alone(self, spot: str, element: bytes, *, prefix: bytes) -> bytes:
        """Return the element of a cell that follows another one, written out by itself."""
        text = self.text_of(spot, element).removeprefix("=")
        return b"<%sf>%s</%sf>" % (prefix, escaped(text), prefix)
