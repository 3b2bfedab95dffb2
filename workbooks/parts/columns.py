"""Columns of a sheet part (`cols`): hidden, and as wide as they shall be, all else of them kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbooks.parts.markup import attributes, tag, whole, with_attribute
from workbooks.parts.sheet import LAST_COLUMN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbooks.parts.sheet import Sheet

_USUAL_WIDTH = "9.140625"
Change = "Callable[[bytes], bytes]"


class Span(NamedTuple):
    """Columns from first to last that share what is said of them."""

    first: int
    last: int
    said: bytes


def hide(sheet: Sheet, first: int, last: int) -> None:
    """Hide columns; how wide they were stays."""
    _change(sheet, (first, last), lambda said: with_attribute(_sized(said), "hidden", "1"))


def widen(sheet: Sheet, column: int, width: float) -> None:
    """Let a column be so many digits wide."""

    def wide(said: bytes) -> bytes:
        return with_attribute(with_attribute(said, "width", f"{width:g}"), "customWidth", "1")

    _change(sheet, (column, column), wide)


def widths(sheet: Sheet) -> dict[int, float]:
    """Return how wide columns are that say so, in digits; the usual width is none of them."""
    found = {}
    for span in _listed(sheet.rows.head, sheet.prefix):
        wide = attributes(span.said).get("width", "")
        if wide.replace(".", "", 1).isdecimal():
            found.update(dict.fromkeys(range(span.first, min(span.last, LAST_COLUMN) + 1), float(wide)))
    return found


def _sized(said: bytes) -> bytes:
    return said if b"width" in said else with_attribute(said, "width", _USUAL_WIDTH)


def _change(sheet: Sheet, span: tuple[int, int], change: Callable[[bytes], bytes]) -> None:
    prefix = sheet.prefix
    before = list(_listed(sheet.rows.head, prefix))
    after = list(_changed(before, span, change))
    if after == before:
        return
    columns = b"".join(
        b"<%scol%s/>"
        % (prefix, with_attribute(with_attribute(each.said, "max", str(each.last)), "min", str(each.first)))
        for each in after
    )
    sheet.rows.head = _replaced(sheet.rows.head, columns, prefix)
    sheet.touched = True


def _listed(head: bytes, prefix: bytes) -> Iterator[Span]:
    for found in tag("col", prefix).finditer(head):
        known = attributes(found[1])
        first, last = whole(known.get("min")), whole(known.get("max"))
        if first and last:
            yield Span(first, last, found[1])


def _changed(spans: list[Span], wanted: tuple[int, int], change: Callable[[bytes], bytes]) -> Iterator[Span]:
    """Yield the spans in order, cut at the ends of the wanted one, with those inside it changed."""
    at, last = wanted
    for span in sorted(spans):
        if span.last < at or span.first > last:
            if span.first > last and at <= last:
                yield Span(at, last, change(b""))
                at = last + 1
            yield span
            continue
        if span.first < at:
            yield span._replace(last=at - 1)
        elif at < span.first:
            yield Span(at, span.first - 1, change(b""))
        inner = Span(max(span.first, at), min(span.last, last), span.said)
        yield inner._replace(said=change(span.said))
        at = inner.last + 1
        if span.last > last:
            yield span._replace(first=last + 1)
    if at <= last:
        yield Span(at, last, change(b""))


def _replaced(head: bytes, columns: bytes, prefix: bytes) -> bytes:
    found = re.search(rb"<%scols(?:\s[^>]*)?>.*?</%scols\s*>" % (prefix, prefix), head, re.DOTALL)
    element = b"<%scols>%s</%scols>" % (prefix, columns, prefix)
    if found is not None:
        return head[: found.start()] + element + head[found.end() :]
    return head + element  # they stand right before the rows
