"""XML as bytes: tags are found and replaced where they stand; nothing is parsed that nobody asks for.

Parts were checked before (`workbooks.package`): well-known encodings, no document type.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from xml.parsers.expat import ExpatError, ParserCreate

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ATTRIBUTE = re.compile(rb"""(?<![\w.:-])([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|amp|lt|gt|quot|apos);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_DECLARATION = re.compile(rb"^<\?xml[^>]*\?>\s*")
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([\w.-]+)["']""")
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LONGEST_NUMBER = 9
_UTF_8 = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def plain(part: bytes) -> bytes:
    """Return the part in UTF-8 without comments and CDATA, so that a tag is a tag; mostly it is already."""
    part = in_utf_8(part)
    if b"<!" in part:
        part = _CDATA.sub(lambda found: escaped(found[1].decode()), _COMMENT.sub(b"", part))
    return part


def in_utf_8(part: bytes) -> bytes:
    """Return the part in UTF-8, whatever encoding it is in and says so."""
    for mark, encoding in _WIDE:
        if part.startswith(mark):
            body = part[len(mark) :].decode(encoding).encode()
            return _UTF_8 + _DECLARATION.sub(b"", body)
    part = part.removeprefix(codecs.BOM_UTF8)
    head = _DECLARATION.match(part)
    declared = _DECLARED.search(head[0]) if head else None
    if declared and codecs.lookup(declared[1].decode()).name not in {"utf-8", "ascii"}:
        return _UTF_8 + _DECLARATION.sub(b"", part).decode(declared[1].decode()).encode()
    return part


@lru_cache(maxsize=256)
def tag(name: str, prefix: bytes = b"") -> re.Pattern[bytes]:
    """Return the pattern of an opening tag: group 1 its attributes, group 2 a slash if it closes itself."""
    said = rb"""((?:[^<>"'/]|"[^"]*"|'[^']*'|/(?!>))*+)(/?)>"""
    return re.compile(rb"<" + prefix + name.encode() + rb"(?=[\s/>])" + said)


def prefix_of(part: bytes, namespace: str = MAIN) -> bytes:
    """Return what stands before the names of a namespace's tags: nothing, or such as `x:`."""
    found = re.search(
        rb"""xmlns(?::([\w.-]+))?\s*=\s*["']""" + re.escape(namespace.encode()) + rb"[\"']", part
    )
    return found[1] + b":" if found and found[1] else b""


def attributes(text: bytes) -> dict[str, str]:
    """Return the attributes of a tag by their names as written, prefixes included."""
    return {
        name.decode(): unescaped((double or single).decode())
        for name, double, single in _ATTRIBUTE.findall(text)
    }


def local(attributes: dict[str, str], name: str) -> str | None:
    """Return an attribute by its name without prefix, such as `r:id` by `id`."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), None)


def whole(text: str | None) -> int | None:
    """Return a count as an attribute says it; None for what is none, or absurd."""
    return (
        int(text) if text and len(text) <= _LONGEST_NUMBER and text.isascii() and text.isdecimal() else None
    )


def require_sound(part: bytes) -> None:
    """Raise ValueError when the part is no well-formed XML."""
    try:
        ParserCreate().Parse(part, True)  # noqa: FBT003 - this is all of it
    except ExpatError as error:
        raise ValueError("the part is no XML") from error


def with_attribute(text: bytes, name: str, value: str | None) -> bytes:
    """Return the attributes of a tag with one of them set, or without it."""
    pattern = re.compile(rb"(?<![\w:.-])" + name.encode() + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""")
    if value is None:
        return pattern.sub(b"", text)
    written = b'%s="%s"' % (name.encode(), quoted(value))
    return (
        pattern.sub(lambda _: written, text, count=1) if pattern.search(text) else b"%s %s" % (text, written)
    )


def unescaped(text: str) -> str:
    """Return the text that references of XML stand for."""
    return _REFERENCE.sub(lambda found: _referred(found[1]), text) if "&" in text else text


def _referred(name: str) -> str:
    if name in _NAMED:
        return _NAMED[name]
    digits = name.removeprefix("#")
    return chr(int(f"0{digits}", 16 if digits.startswith("x") else 10))


def escaped(text: str) -> bytes:
    """Return a text as the content of an element."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;").encode()
    )


def quoted(text: str) -> bytes:
    """Return a text as the value of an attribute between double quotes."""
    plain_text = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return plain_text.replace("\n", "&#10;").replace("\t", "&#9;").encode()


def inserted(part: bytes, content: bytes, *, before: str) -> bytes:
    """Return the part with something put before the closing tag of its root (`before` names the root)."""
    place = re.search(rb"</(?:[\w.-]+:)?" + before.encode() + rb"\s*>\s*$", part)
    if place:
        return part[: place.start()] + content + part[place.start() :]
    empty = re.search(rb"<((?:[\w.-]+:)?" + before.encode() + rb")\b([^>]*)/>\s*$", part)
    if empty is None:
        raise ValueError(f"the part has no {before}")
    return part[: empty.start()] + b"<%s%s>%s</%s>" % (empty[1], empty[2], content, empty[1])
