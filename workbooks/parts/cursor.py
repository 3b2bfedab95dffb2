"""Where the cursor of a sheet stands: read and set in its `sheetView`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.parts.markup import attributes, tag, with_attribute
from workbooks.parts.rows import spot_of
from workbooks.parts.sheet import area_of, area_text

if TYPE_CHECKING:
    from workbooks.parts.sheet import Area, Sheet

_BEFORE_VIEWS = ("sheetFormatPr", "cols")


def selected(sheet: Sheet) -> Area | None:
    """Return the selected rectangle; None when there are several, or what is none."""
    found = list(tag("selection", sheet.prefix).finditer(sheet.rows.head))
    chosen = (attributes(found[-1][1]).get("sqref", "A1") if found else "A1").split()
    return area_of(chosen[0]) if len(chosen) == 1 else None


def select(sheet: Sheet, area: Area) -> None:
    """Put the cursor on a rectangle."""
    head, prefix = sheet.rows.head, sheet.prefix
    values = {"activeCell": spot_of(area[0], area[1]), "sqref": area_text(area)}
    found = list(tag("selection", prefix).finditer(head))
    if found:
        last = found[-1]
        said = last[1]
        for name, value in values.items():
            said = with_attribute(said, name, value)
        sheet.rows.head = (
            head[: last.start()] + b"<%sselection%s%s>" % (prefix, said, last[2]) + head[last.end() :]
        )
    else:
        selection = b'<%sselection activeCell="%s" sqref="%s"/>' % (
            prefix,
            *(v.encode() for v in values.values()),
        )
        sheet.rows.head = _with_selection(head, selection, prefix)
    sheet.touched = True


def show(sheet: Sheet, *, front: bool) -> None:
    """Say whether the sheet is the one in front; two that are would be edited together."""
    head, prefix = sheet.rows.head, sheet.prefix
    found = tag("sheetView", prefix).search(head)
    if found is None:
        if front:
            sheet.rows.head = _with_selection(head, b"", prefix)
            show(sheet, front=True)
        return
    is_front = attributes(found[1]).get("tabSelected", "0") in {"1", "true"}
    if is_front != front:
        said = with_attribute(found[1], "tabSelected", "1" if front else None)
        opening = b"<%ssheetView%s%s>" % (prefix, said, found[2])
        sheet.rows.head = head[: found.start()] + opening + head[found.end() :]
        sheet.touched = True


def _with_selection(head: bytes, selection: bytes, prefix: bytes) -> bytes:
    """Return the head with a selection in its first view, which is made where there is none."""
    view = tag("sheetView", prefix).search(head)
    closed = b"</%ssheetView>" % prefix
    if view is not None and view[2]:
        opening = b"<%ssheetView%s>" % (prefix, view[1])
        return head[: view.start()] + opening + selection + closed + head[view.end() :]
    if view is not None:
        end = head.index(closed, view.end())
        return head[:end] + selection + head[end:]
    opening = b'<%ssheetView workbookViewId="0">' % prefix
    made = b"<%ssheetViews>%s%s%s</%ssheetViews>" % (prefix, opening, selection, closed, prefix)
    behind = [found.start() for name in _BEFORE_VIEWS if (found := tag(name, prefix).search(head))]
    place = min(behind, default=len(head))
    return head[:place] + made + head[place:]
