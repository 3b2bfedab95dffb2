"""Notes of cells: a comments part holds their texts, a drawing of VML the boxes they are shown in.

The forms are those of ECMA-376 part 1, 18.7 and part 4, 19.1 (`x:ClientData`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbooks.parts.markup import RELATIONSHIPS, attributes, escaped, inserted, prefix_of, quoted, tag
from workbooks.parts.rows import spot_of
from workbooks.parts.strings import text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbooks.parts.archive import Archive
    from workbooks.parts.sheet import Sheet

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_COMMENTS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments'
    b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors></authors>'
    b"<commentList></commentList></comments>"
)
_PREFIXES = (
    b' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_NO_SHAPES = (
    b"<xml" + _PREFIXES + b'><o:shapelayout v:ext="edit"><o:idmap v:ext="edit"'
    b' data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    b' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t"'
    b' o:connecttype="rect"/></v:shapetype></xml>'
)
_BEHIND_DRAWING = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
_SHAPE_ID = re.compile(rb'id="_x0000_s([0-9]+)"')
_WIDTH, _LINE_HEIGHT, _LINE_LETTERS = 210, 15, 20


class Note(NamedTuple):
    """A note as it stands: where it begins and ends in the part, and its text."""

    start: int
    end: int
    text: str


class Notes:
    """The notes of one sheet."""

    def __init__(self, archive: Archive, sheet: Sheet) -> None:
        self._archive, self._sheet = archive, sheet

    def text(self, row: int, column: int) -> str | None:
        """Return the text of a cell's note, None where there is none."""
        found = self._found(row, column)
        return found.text if found else None

    def remove(self, row: int, column: int) -> None:
        """Take a note away, with its box."""
        found = self._found(row, column)
        part = self._part("comments")
        if found is None or part is None:
            return
        text = self._archive.text(part)
        self._archive.parts[part] = text[: found.start] + text[found.end :]
        drawing = self._part("vmlDrawing")
        if drawing is not None:
            shapes = self._archive.drawing(drawing)
            for shape in list(_shapes(shapes)):
                if _place_of(shape) == (row - 1, column - 1):
                    shapes = shapes.replace(shape, b"")
            self._archive.parts[drawing] = shapes

    def put(self, row: int, column: int, text: str, *, author: str) -> None:
        """Set a note, in place of the one that was there."""
        self.remove(row, column)
        part = self._part("comments") or self._new_comments()
        content = self._archive.text(part)
        prefix = prefix_of(content)
        content, number = _with_author(content, author, prefix)
        ref = spot_of(row, column).encode()
        said = b'<%st xml:space="preserve">%s</%st>' % (prefix, escaped(text), prefix)
        note = b'<%scomment ref="%s" authorId="%d"><%stext>%s</%stext></%scomment>' % (
            *(prefix, ref, number, prefix, said, prefix, prefix),
        )
        self._archive.parts[part] = _inside(content, b"%scommentList" % prefix, note)
        drawing = self._part("vmlDrawing") or self._new_drawing()
        shapes = self._archive.drawing(drawing)
        self._archive.parts[drawing] = inserted(shapes, _shape(shapes, row, column, text), before="xml")

    def _found(self, row: int, column: int) -> Note | None:
        part = self._part("comments")
        if part is None:
            return None
        content = self._archive.text(part)
        prefix = prefix_of(content)
        closing = b"</%scomment>" % prefix
        for found in tag("comment", prefix).finditer(content):
            if attributes(found[1]).get("ref") == spot_of(row, column):
                end = found.end() if found[2] else content.index(closing, found.end()) + len(closing)
                return Note(found.start(), end, text_in(content[found.end() : end], prefix=prefix))
        return None

    def _part(self, kind: str) -> str | None:
        link = self._archive.linked(self._sheet.part, kind)
        return link.target if link and link.target in self._archive.parts else None

    def _new_comments(self) -> str:
        part = self._archive.free_name("xl/comments{}.xml")
        self._archive.add(part, _NO_COMMENTS, content_type=_COMMENTS_TYPE)
        self._archive.link(self._sheet.part, part, kind="comments")
        return part

    def _new_drawing(self) -> str:
        part = self._archive.free_name("xl/drawings/vmlDrawing{}.vml")
        self._archive.default_type("vml", _VML_TYPE)
        self._archive.parts[part] = _NO_SHAPES
        link = self._archive.link(self._sheet.part, part, kind="vmlDrawing")
        prefix, tail = self._sheet.prefix, self._sheet.rows.tail
        element = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (
            prefix,
            RELATIONSHIPS.encode(),
            link.encode(),
        )
        behind = [found.start() for name in _BEHIND_DRAWING if (found := tag(name, prefix).search(tail))]
        place = min(behind, default=tail.rindex(b"</"))
        self._sheet.rows.tail = tail[:place] + element + tail[place:]
        self._sheet.touched = True
        return part


def _with_author(content: bytes, author: str, prefix: bytes) -> tuple[bytes, int]:
    """Return the part with an author, and the author's number."""
    listed = re.findall(rb"<%sauthor(?:\s[^>]*)?(?:/>|>([^<]*)</%sauthor>)" % (prefix, prefix), content)
    name = escaped(author)
    if name in listed:
        return content, listed.index(name)
    made = b"<%sauthor>%s</%sauthor>" % (prefix, name, prefix)
    return _inside(content, b"%sauthors" % prefix, made), len(listed)


def _inside(content: bytes, name: bytes, element: bytes) -> bytes:
    """Return the part with an element at the end of another one, of which there is one."""
    closing = b"</%s>" % name
    if closing in content:
        return content.replace(closing, element + closing, 1)
    return content.replace(b"<%s/>" % name, b"<%s>%s%s" % (name, element, closing), 1)


def _shapes(drawing: bytes) -> Iterator[bytes]:
    start, closing = 0, b"</v:shape>"
    while (start := drawing.find(b"<v:shape ", start)) >= 0:
        end = drawing.find(closing, start)
        if end < 0:
            return
        yield drawing[start : end + len(closing)]
        start = end


def _place_of(shape: bytes) -> tuple[int, int] | None:
    row, column = (re.search(rb"<x:%s>\s*([0-9]+)\s*<" % name, shape) for name in (b"Row", b"Column"))
    return (
        (int(row[1]), int(column[1])) if row and column and b'"Note"' in shape.replace(b"'", b'"') else None
    )


def _shape(shapes: bytes, row: int, column: int, text: str) -> bytes:
    number = max((int(each) for each in _SHAPE_ID.findall(shapes)), default=1024) + 1
    lines = 1 + sum(1 + len(line) // _LINE_LETTERS for line in text.split("\n"))
    size = f"width:{_WIDTH}pt;height:{lines * _LINE_HEIGHT}pt;"
    style = f"position:absolute;margin-left:60pt;margin-top:1.5pt;{size}"
    root = shapes[: shapes.find(b">", shapes.find(b"<xml") + 1)]
    # Other writers (openpyxl among them) name the same things with prefixes of their own.
    declared = b"" if all(b"xmlns:%s=" % each in root for each in (b"v", b"o", b"x")) else _PREFIXES
    return (
        b'<v:shape%s id="_x0000_s%d" type="#_x0000_t202" style="%svisibility:hidden" fillcolor="#ffffe1"'
        b' o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
        b'<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
        b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
        b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
    ) % (declared, number, quoted(style), row - 1, column - 1)
