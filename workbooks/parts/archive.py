"""The parts of a workbook by name: read, added, replaced, and packed into a file again."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbooks.parts.markup import (
    RELATIONSHIPS,
    attributes,
    in_utf_8,
    inserted,
    plain,
    quoted,
    require_sound,
    tag,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TYPES_PART = "[Content_Types].xml"
_KINDS = RELATIONSHIPS + "/"
_NO_LINKS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships'
    b' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Link:
    """What one part says of another: the kind of link (its last word, such as `worksheet`), id and target."""

    id: str
    kind: str
    target: str


class Archive:
    """All parts of a package; those that nobody replaces keep every byte and their place."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = dict(parts)
        self._sound: dict[str, bytes] = {}
        self.texts_left = False
        """A cell let go of a shared text, which may be nobody's now."""
        self.uncalculated = False
        """A formula is gone, so the chain in which a program calculated them is wrong."""

    def text(self, name: str) -> bytes:
        """Return a part in UTF-8, ready for patterns; raises ValueError when it is no well-formed XML."""
        part = self.parts[name]
        if self._sound.get(name) is not part:
            require_sound(part)
            self._sound[name] = part
        return plain(part)

    def drawing(self, name: str) -> bytes:
        """Return a drawing of VML, which need not be well-formed, in UTF-8."""
        return in_utf_8(self.parts[name])

    def links(self, part: str) -> Iterator[Link]:
        """Yield the links of a part; targets are names of parts, those outside the package are left out."""
        rels = links_part(part)
        text = self.text(rels) if rels in self.parts else b""
        for found in tag("Relationship", rb"(?:[\w.-]+:)?").finditer(text):
            known = attributes(found[1])
            if known.get("TargetMode") != "External":
                target = posixpath.join("/" + posixpath.dirname(part), known.get("Target", ""))
                kind = known.get("Type", "").rpartition("/")[2]
                yield Link(known.get("Id", ""), kind, posixpath.normpath(target).lstrip("/"))

    def linked(self, part: str, kind: str) -> Link | None:
        """Return the first link of a kind."""
        return next((link for link in self.links(part) if link.kind == kind), None)

    def add(self, part: str, content: bytes, *, content_type: str) -> None:
        """Add a part and say what it is."""
        self.parts[part] = content
        override = b'<Override PartName="/%s" ContentType="%s"/>' % (quoted(part), quoted(content_type))
        self.parts[TYPES_PART] = inserted(self.text(TYPES_PART), override, before="Types")

    def remove(self, part: str, *, of: str) -> None:
        """Take out a part that another one links to."""
        self.parts.pop(part, None)
        types = re.compile(
            rb"<(?:[\w.-]+:)?Override\b[^>]*PartName=[\"']/" + re.escape(part.encode()) + rb"[\"'][^>]*/>"
        )
        self.parts[TYPES_PART] = types.sub(b"", self.text(TYPES_PART))
        rels = self.text(links_part(of))
        for found in tag("Relationship", rb"(?:[\w.-]+:)?").finditer(rels):
            if attributes(found[1]).get("Target", "").endswith(posixpath.basename(part)):
                self.parts[links_part(of)] = rels[: found.start()] + rels[found.end() :]

    def default_type(self, suffix: str, content_type: str) -> None:
        """Say what all parts with a suffix are, where that was not said yet."""
        types = self.text(TYPES_PART)
        known = (attributes(found[1]) for found in tag("Default", rb"(?:[\w.-]+:)?").finditer(types))
        if all(default.get("Extension", "").lower() != suffix for default in known):
            default = b'<Default Extension="%s" ContentType="%s"/>' % (quoted(suffix), quoted(content_type))
            root = tag("Types", rb"(?:[\w.-]+:)?").search(types)
            place = root.end() if root else 0
            self.parts[TYPES_PART] = types[:place] + default + types[place:]

    def link(self, part: str, target: str, *, kind: str) -> str:
        """Link a part to another one and return the id of the link."""
        rels = self.text(links_part(part)) if links_part(part) in self.parts else _NO_LINKS
        used = {
            attributes(found[1]).get("Id") for found in tag("Relationship", rb"(?:[\w.-]+:)?").finditer(rels)
        }
        number = next(number for number in range(1, len(used) + 2) if f"rId{number}" not in used)
        kind = kind if "/" in kind else _KINDS + kind
        relationship = b'<Relationship Id="rId%d" Type="%s" Target="/%s"/>' % (
            number,
            quoted(kind),
            quoted(target),
        )
        self.parts[links_part(part)] = inserted(rels, relationship, before="Relationships")
        return f"rId{number}"

    def free_name(self, pattern: str) -> str:
        """Return the first name that no part has; `{}` in the pattern stands for its number."""
        taken = {name.lower() for name in self.parts}
        return next(
            name
            for number in range(1, len(taken) + 2)
            if (name := pattern.format(number)).lower() not in taken
        )

    def pack(self) -> bytes:
        """Return the file; parts have no times: dead clocks stand before 1980, which the format lacks."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            for name, content in self.parts.items():
                part = zipfile.ZipInfo(name)
                part.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(part, content)
        return packed.getvalue()


def links_part(part: str) -> str:
    """Return the name of the part that holds the links of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
