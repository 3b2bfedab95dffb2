"""How a sheet part is printed: across the paper, as wide as one page, unless it says so itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.parts.markup import tag, with_attribute
from workbooks.parts.validations import place_before

if TYPE_CHECKING:
    from workbooks.parts.sheet import Sheet

_BEHIND = (
    *("headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects"),
    *("controls", "webPublishItems", "tableParts", "extLst"),
)
"""What follows `pageSetup`; ECMA-376 part 1, 18.3.1.99."""


def fit(sheet: Sheet) -> None:
    """Let a sheet that says nothing of paper be printed across it, as wide as one page."""
    prefix, tail = sheet.prefix, sheet.rows.tail
    if tag("pageSetup", prefix).search(tail):
        return
    place = place_before(tail, _BEHIND, prefix)
    setup = b'<%spageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>' % prefix
    sheet.rows.tail = tail[:place] + setup + tail[place:]
    sheet.rows.head = _fitting(sheet.rows.head, prefix)
    sheet.touched = True


def _fitting(head: bytes, prefix: bytes) -> bytes:
    """Return the head of a part that says pages are fitted."""
    said = tag("pageSetUpPr", prefix).search(head)
    if said is not None:
        fitted = b"<%spageSetUpPr%s%s>" % (prefix, with_attribute(said[1], "fitToPage", "1"), said[2])
        return head[: said.start()] + fitted + head[said.end() :]
    made = b'<%spageSetUpPr fitToPage="1"/>' % prefix
    properties = tag("sheetPr", prefix).search(head)
    if properties is None:
        root = tag("worksheet", prefix).search(head)
        place = root.end() if root else 0
        return head[:place] + b"<%ssheetPr>%s</%ssheetPr>" % (prefix, made, prefix) + head[place:]
    if properties[2]:
        whole = b"<%ssheetPr%s>%s</%ssheetPr>" % (prefix, properties[1], made, prefix)
        return head[: properties.start()] + whole + head[properties.end() :]
    closing = b"</%ssheetPr>" % prefix
    return head.replace(closing, made + closing, 1)
