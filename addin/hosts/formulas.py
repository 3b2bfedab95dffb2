"""Results of formulas: openpyxl keeps a formula or its result, never both, so results are carried by hand.

Read from the parts as they were saved, put back into the parts that openpyxl wrote. The grammar of a cell is
that of ECMA-376 part 1, 18.3.1.4: `<c r s t><f>formula</f><v>result</v></c>`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from html import escape, unescape

from openpyxl.xml.functions import fromstring

_FORMULA_CELL = re.compile(
    rb"<c\b(?P<attributes>[^<>]*)>\s*(?P<formula><f\b[^<>]*?(?:/>|>[^<]*</f>))\s*"
    rb"(?:<v\b[^<>/]*>(?P<value>[^<]*)</v>|<v\s*/>)?\s*</c>"
)  # never past the next tag: a file of broken cells must not be searched to its end for each of them
_SPOT = re.compile(rb"""\br=["']([A-Z]+[0-9]+)["']""")
_TYPE = re.compile(rb"""\s?\bt=["'](\w+)["']""")
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NUMBER, _TEXT, _TRUTH = "n", "str", "b"


@dataclass(frozen=True, slots=True)
class Result:
    """What a formula came to: the type attribute of its cell, and the text of the value."""

    kind: str
    text: str

    @property
    def value(self) -> str | float | bool:
        """The result as a cell value; an error such as #N/A is its own text."""
        if self.kind == _TRUTH:
            return self.text == "1"
        if self.kind != _NUMBER:
            return self.text
        try:
            number = float(self.text)
        except ValueError:  # a broken file
            return self.text
        return int(number) if number.is_integer() else number


Results = Mapping[str, Result | None]
"""Results by cell (`B7`); None where the formula was never calculated."""


def results_of(parts: Mapping[str, bytes]) -> dict[str, Results]:
    """Return the results of every formula by the name of its sheet."""
    return {name: _results(parts.get(part, b"")) for name, part in _part_by_sheet(parts).items()}


def with_results(parts: Mapping[str, bytes], results: Mapping[str, Results]) -> dict[str, bytes]:
    """Return the parts with the results put beside their formulas."""
    filled = dict(parts)
    for name, part in _part_by_sheet(parts).items():
        known = results.get(name)
        if known:
            filled[part] = _FORMULA_CELL.sub(partial(_filled, known=known), parts[part])
    return filled


def _part_by_sheet(parts: Mapping[str, bytes]) -> dict[str, str]:
    book = fromstring(parts["xl/workbook.xml"])
    links = fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    target = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = (node for node in book.iter() if str(node.tag).endswith("}sheet"))
    return {
        sheet.get("name", ""): posixpath.normpath(posixpath.join("/xl", target[sheet.get(_ID)])).lstrip("/")
        for sheet in sheets
        if target.get(sheet.get(_ID))
    }


def _results(sheet: bytes) -> dict[str, Result | None]:
    found: dict[str, Result | None] = {}
    for cell in _FORMULA_CELL.finditer(sheet):
        spot = _SPOT.search(cell["attributes"])
        if spot:
            found[spot[1].decode()] = _result(cell)
    return found


def _result(cell: re.Match[bytes]) -> Result | None:
    declared = _TYPE.search(cell["attributes"])
    kind = declared[1].decode() if declared else _NUMBER
    text = unescape((cell["value"] or b"").decode())
    return Result(kind, text) if text or kind == _TEXT else None


def _filled(cell: re.Match[bytes], *, known: Results) -> bytes:
    attributes: bytes = cell["attributes"]
    spot = _SPOT.search(attributes)
    result = known.get(spot[1].decode()) if spot else None
    if result is None:
        return cell[0]
    kind = b"" if result.kind == _NUMBER else b' t="%s"' % result.kind.encode()
    value = escape(result.text, quote=False).encode()
    return b"<c%s%s>%s<v>%s</v></c>" % (_TYPE.sub(b"", attributes), kind, cell["formula"], value)
