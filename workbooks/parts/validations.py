"""Dropdowns of a sheet part (`dataValidations`): one of ours over a range, those of others kept around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbooks.parts.markup import attributes, escaped, tag, with_attribute
from workbooks.parts.sheet import area_of, area_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbooks.parts.sheet import Area, Sheet

_BEHIND = (
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
"""What follows them; ECMA-376 part 1, 18.3.1.99."""


def offer(sheet: Sheet, area: Area, *, source: str) -> None:
    """Offer what a name stands for in the cells of an area; nobody is stopped from typing something else."""
    prefix = sheet.prefix
    ours = (
        b'<%sdataValidation type="list" allowBlank="1" sqref="%s">'
        b"<%sformula1>%s</%sformula1></%sdataValidation>"
        % (
            *(prefix, area_text(area).encode(), prefix, escaped(source)),
            *(prefix, prefix),
        )
    )
    listed = _list_pattern(prefix).search(sheet.rows.tail)
    inner = _around(listed[2] if listed else b"", area, prefix) + ours
    said = with_attribute(
        listed[1] if listed else b"", "count", str(len(_one_pattern(prefix).findall(inner)))
    )
    element = b"<%sdataValidations%s>%s</%sdataValidations>" % (prefix, said, inner, prefix)
    tail = sheet.rows.tail
    start, end = listed.span() if listed else (place_before(tail, _BEHIND, prefix),) * 2
    if tail[start:end] != element:
        sheet.rows.tail = tail[:start] + element + tail[end:]
        sheet.touched = True


def _list_pattern(prefix: bytes) -> re.Pattern[bytes]:
    name = prefix + b"dataValidations"
    return re.compile(rb"<%s((?:\s[^>]*)?)>(.*?)</%s\s*>" % (name, name), re.DOTALL)


def _one_pattern(prefix: bytes) -> re.Pattern[bytes]:
    name = prefix + b"dataValidation"
    return re.compile(rb"<%s(?=\s)[^>]*?(?:/>|>.*?</%s\s*>)" % (name, name), re.DOTALL)


def _around(content: bytes, area: Area, prefix: bytes) -> bytes:
    """Return the dropdowns with an area cut out of the cells they are for."""

    def cut(found: re.Match[bytes]) -> bytes:
        opening = tag("dataValidation", prefix).match(found[0])
        if opening is None:
            return found[0]
        before = attributes(opening[1]).get("sqref", "").split()
        after = [text for each in before for text in _left(each, area)]
        if after == before:
            return found[0]
        said = with_attribute(opening[1], "sqref", " ".join(after))
        opened = b"<%sdataValidation%s%s>" % (prefix, said, opening[2])
        return opened + found[0][opening.end() :] if after else b""

    return _one_pattern(prefix).sub(cut, content)


def _left(text: str, area: Area) -> Iterator[str]:
    """Yield what is left of an address around an area."""
    held = area_of(text)
    if held is None:
        yield text
        return
    top, left, bottom, right = held
    first, last = max(top, area[0]), min(bottom, area[2])
    start, end = max(left, area[1]), min(right, area[3])
    if first > last or start > end:
        yield text
        return
    parts = (
        (top, left, first - 1, right),
        (first, left, last, start - 1),
        (first, end + 1, last, right),
        (last + 1, left, bottom, right),
    )
    yield from (area_text(part) for part in parts if part[0] <= part[2] and part[1] <= part[3])


def place_before(tail: bytes, names: Iterable[str], prefix: bytes) -> int:
    """Return where the first of some elements is; views of other people hold some of these, too."""
    views = tail.find(b"</%scustomSheetViews" % prefix)
    start = max(views, 0)
    places = [found.start() for name in names if (found := tag(name, prefix).search(tail, start))]
    return min(places, default=tail.rindex(b"</"))
