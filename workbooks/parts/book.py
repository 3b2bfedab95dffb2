"""A whole workbook: its sheets in order, names, state of the front sheet, properties; opened and packed."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from workbooks.parts.archive import TYPES_PART, Archive
from workbooks.parts.cursor import show
from workbooks.parts.looks import Looks
from workbooks.parts.markup import (
    RELATIONSHIPS,
    attributes,
    escaped,
    inserted,
    local,
    prefix_of,
    quoted,
    tag,
    unescaped,
    whole,
    with_attribute,
)
from workbooks.parts.notes import Notes
from workbooks.parts.paints import Paints
from workbooks.parts.sheet import Sheet
from workbooks.parts.strings import shared_texts, without_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

BOOK_PART = "xl/workbook.xml"
_CALC_CHAIN = "calcChain"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_NEW_SHEET = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet'
    b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)
_CUSTOM_PART = "docProps/custom.xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_KIND = RELATIONSHIPS + "/custom-properties"
_CUSTOM_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_NO_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties'
    b' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    b' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"></Properties>'
)
_PROPERTY = re.compile(rb"<(?:[\w.-]+:)?property\b([^>]*)>(.*?)</(?:[\w.-]+:)?property\s*>", re.DOTALL)
_BEFORE_NAMES = (b"sheets", b"functionGroups", b"externalReferences")
"""What stands before names; ECMA-376 part 1, 18.2.27."""
_NAMED = rb"<%sdefinedName(?=[\s>])([^>]*)>([^<]*)</%sdefinedName\s*>"


class Book:
    """A workbook by its parts; ValueError where a part is not what it should be."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.archive = Archive(parts)
        self.archive.text(TYPES_PART)  # which must be sound, too
        text = self.archive.text(BOOK_PART)
        self._prefix = prefix_of(text)
        styles = self.archive.linked(BOOK_PART, "styles")
        self.looks = Looks(self.archive, styles.target if styles else None)
        strings = self.archive.linked(BOOK_PART, "sharedStrings")
        there = strings is not None and strings.target in self.archive.parts
        self._shared = shared_texts(self.archive.text(strings.target)) if strings and there else []
        self._parts = dict(self._listed(text))
        self._sheets: dict[str, Sheet] = {}

    @property
    def names(self) -> list[str]:
        """The worksheets in the order of their tabs, hidden ones too; sheets of charts are none."""
        return list(self._parts)

    @cached_property
    def from_1904(self) -> bool:
        """Tell whether dates are counted from 1904."""
        found = tag("workbookPr", self._prefix).search(self.archive.text(BOOK_PART))
        return bool(found) and attributes(found[1]).get("date1904", "0") in {"1", "true"}  # type: ignore[index]

    @cached_property
    def paints(self) -> Paints:
        """What looks are painted with."""
        theme = self.archive.linked(BOOK_PART, "theme")
        there = theme is not None and theme.target in self.archive.parts
        return Paints(self.looks, self.archive.parts[theme.target] if theme and there else b"")

    @property
    def front(self) -> str | None:
        """The name of the sheet in front; None when that is a sheet of a chart."""
        view = tag("workbookView", self._prefix).search(self.archive.text(BOOK_PART))
        place = (whole(attributes(view[1]).get("activeTab")) if view else None) or 0
        tabs = self._tabs(self.archive.text(BOOK_PART))
        name = tabs[place] if place < len(tabs) else ""
        return name if name in self._parts else None

    def sheet(self, name: str) -> Sheet:
        """Return a sheet by name; KeyError where there is none."""
        if name not in self._sheets:
            part = self._parts[name]
            self._sheets[name] = Sheet(self.archive, name, part=part, shared=self._shared)
        return self._sheets[name]

    def notes(self, name: str) -> Notes:
        """Return the notes of a sheet."""
        return Notes(self.archive, self.sheet(name))

    def add_sheet(self, name: str, *, hidden: bool = False) -> Sheet:
        """Add an empty sheet behind the others."""
        part = self.archive.free_name("xl/worksheets/sheet{}.xml")
        self.archive.add(part, _NEW_SHEET, content_type=_SHEET_TYPE)
        link = self.archive.link(BOOK_PART, part, kind="worksheet")
        text = self.archive.text(BOOK_PART)
        sheets = tag("sheet", self._prefix).finditer(text)
        number = max((whole(attributes(found[1]).get("sheetId")) or 0 for found in sheets), default=0) + 1
        element = b'<%ssheet name="%s" sheetId="%d"%s xmlns:r="%s" r:id="%s"/>' % (
            *(self._prefix, quoted(name), number, b' state="hidden"' if hidden else b""),
            *(RELATIONSHIPS.encode(), link.encode()),
        )
        closing = b"</%ssheets>" % self._prefix
        self.archive.parts[BOOK_PART] = text.replace(closing, element + closing, 1)
        self._parts[name] = part
        return self.sheet(name)

    def bring_to_front(self, name: str) -> None:
        """Let a sheet be the one in front."""
        text = self.archive.text(BOOK_PART)
        place = self._tabs(text).index(name)
        view = tag("workbookView", self._prefix).search(text)
        if view is not None:
            said = with_attribute(view[1], "activeTab", str(place))
            opening = b"<%sworkbookView%s%s>" % (self._prefix, said, view[2])
            self.archive.parts[BOOK_PART] = text[: view.start()] + opening + text[view.end() :]
        for other in self.names:
            if other == name or b"tabSelected" in self.archive.parts[self._parts[other]]:
                show(self.sheet(other), front=other == name)

    def rename_ranges(self, change: Callable[[str], str]) -> None:
        """Replace what defined names stand for, where `change` returns something else."""
        text = self.archive.text(BOOK_PART)
        pattern = re.compile(_NAMED % (self._prefix, self._prefix))
        for found in reversed(list(pattern.finditer(text))):
            old = unescaped(found[2].decode())
            new = change(old)
            if new != old:
                text = text[: found.start(2)] + escaped(new) + text[found.end(2) :]
                self.archive.parts[BOOK_PART] = text

    def define(self, name: str, area: str) -> None:
        """Give an area a name, where no such name stands for something yet."""
        text, prefix = self.archive.text(BOOK_PART), self._prefix
        taken = (attributes(found[1]).get("name", "") for found in tag("definedName", prefix).finditer(text))
        if name.lower() in {each.lower() for each in taken}:
            return
        made = b'<%sdefinedName name="%s">%s</%sdefinedName>' % (prefix, quoted(name), escaped(area), prefix)
        self.archive.parts[BOOK_PART] = _with_name(text, made, prefix)

    def property(self, name: str) -> str | None:
        """Return a property of the document that some program set under this name."""
        if _CUSTOM_PART not in self.archive.parts:
            return None
        for found in _PROPERTY.finditer(self.archive.text(_CUSTOM_PART)):
            if attributes(found[1]).get("name") == name:
                return unescaped(re.sub(rb"<[^>]*>", b"", found[2]).decode())
        return None

    def set_property(self, name: str, value: str) -> None:
        """Set a property of the document."""
        if self.property(name) == value:
            return
        if _CUSTOM_PART not in self.archive.parts:
            self.archive.add(_CUSTOM_PART, _NO_PROPERTIES, content_type=_CUSTOM_TYPE)
            self.archive.link("", _CUSTOM_PART, kind=_CUSTOM_KIND)
        text = self.archive.text(_CUSTOM_PART)
        for found in reversed(list(_PROPERTY.finditer(text))):
            if attributes(found[1]).get("name") == name:
                text = text[: found.start()] + text[found.end() :]
        there = _PROPERTY.finditer(text)
        number = max((whole(attributes(found[1]).get("pid")) or 1 for found in there), default=1) + 1
        made = (
            b'<property fmtid="%s" pid="%d" name="%s"><vt:lpwstr xmlns:vt="%s">%s</vt:lpwstr></property>'
            % (
                *(_CUSTOM_FORMAT.encode(), number, quoted(name)),
                b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
                escaped(value),
            )
        )
        self.archive.parts[_CUSTOM_PART] = inserted(text, made, before="Properties")

    def pack(self) -> bytes:
        """Return the file."""
        self._forget_texts()
        for sheet in self._sheets.values():
            sheet.save()
        self.looks.save()
        chain = self.archive.linked(BOOK_PART, _CALC_CHAIN)
        if self.archive.uncalculated and chain is not None:
            self.archive.remove(chain.target, of=BOOK_PART)
        return self.archive.pack()

    def _forget_texts(self) -> None:
        """Leave no text behind that cells let go of: it may have been a password."""
        strings = self.archive.linked(BOOK_PART, "sharedStrings")
        if not self.archive.texts_left or strings is None or strings.target not in self.archive.parts:
            return
        kept = {place for name in self.names for place in self.sheet(name).shared_places()}
        self.archive.parts[strings.target] = without_texts(self.archive.text(strings.target), kept)
        self.archive.texts_left = False

    def _listed(self, text: bytes) -> Iterator[tuple[str, str]]:
        """Yield name and part of each worksheet."""
        targets = {link.id: link for link in self.archive.links(BOOK_PART)}
        for found in tag("sheet", self._prefix).finditer(text):
            known = attributes(found[1])
            link = targets.get(local(known, "id") or "")
            if link is not None and link.kind == "worksheet" and link.target in self.archive.parts:
                yield known.get("name", ""), link.target

    def _tabs(self, text: bytes) -> list[str]:
        return [attributes(found[1]).get("name", "") for found in tag("sheet", self._prefix).finditer(text)]


def _with_name(text: bytes, name: bytes, prefix: bytes) -> bytes:
    """Return the part with one more name in its list, which is made where there is none."""
    closing = b"</%sdefinedNames>" % prefix
    if closing in text:
        return text.replace(closing, name + closing, 1)
    empty = tag("definedNames", prefix).search(text)
    listed = b"<%sdefinedNames>%s%s" % (prefix, name, closing)
    if empty is not None:
        return text[: empty.start()] + listed + text[empty.end() :]
    ahead = (re.search(rb"</%s%s\s*>" % (prefix, each), text) for each in _BEFORE_NAMES)
    place = max(found.end() for found in ahead if found)
    return text[:place] + listed + text[place:]
