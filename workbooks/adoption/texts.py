"""The shared texts of a package in one pass: runs joined, phonetic readings left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from workbooks.grids import ESCAPED_RETURN


def shared_texts(part: bytes) -> list[str]:
    """Return the texts of `xl/sharedStrings.xml` by number. Raises ExpatError when it is no XML."""
    reader = _Texts()
    reader.feed(part)
    return reader.found


@dataclass(slots=True)
class _Texts:
    found: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _is_open: bool = False
    _phonetic: int = 0

    def feed(self, part: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(part, True)  # noqa: FBT003 - expat takes it by position: this is all

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self._parts = []
        elif name == "t":
            self._is_open = not self._phonetic
        elif name == "rPh":
            self._phonetic += 1

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self.found.append("".join(self._parts).replace(ESCAPED_RETURN, "\r"))
        elif name == "t":
            self._is_open = False
        elif name == "rPh":
            self._phonetic -= 1

    def _text(self, data: str) -> None:
        if self._is_open:
            self._parts.append(data)
