"""Cells of a sheet part: `<c r s t>` with a value, a text or a formula (ECMA-376 part 1, 18.3.1.4)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sync.rows.letters import column_number
from workbooks.parts.markup import tag, unescaped, with_attribute
from workbooks.parts.strings import decoded, text_element, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Plain: TypeAlias = str | int | float | bool | None
ADDRESSED = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Z]{1,3})[0-9]+["']""")
"""The letters of an address among the attributes of a cell."""
_LOOK = re.compile(rb"""(?<![\w:])s\s*=\s*["']([0-9]{1,9})["']""")
_KIND = re.compile(rb"""(?<![\w:])t\s*=\s*["'](\w+)["']""")


_USUAL = re.compile(rb' r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]{1,9})")?(?: t="(\w+)")?')
_USUAL_TEXT = re.compile(rb'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>')
LONGEST_PLACE = 10


class Cell(NamedTuple):
    """One cell as it stands: column (from 1), look (index of `cellXfs`), what it holds, and its own bytes.

    `formula` is the `f` element as written, empty where there is none; `value` is then its result, None when
    it was never calculated.
    """

    column: int
    look: int
    value: Plain
    formula: bytes
    raw: bytes
    kind: bytes = b"n"


class _Patterns(NamedTuple):
    cell: re.Pattern[bytes]
    value: re.Pattern[bytes]
    formula: re.Pattern[bytes]


@lru_cache(maxsize=8)
def _patterns(prefix: bytes) -> _Patterns:
    return _Patterns(
        re.compile(rb"<%sc(?=[\s/>])([^>]*?)(?:/>|>(.*?)</%sc\s*>)" % (prefix, prefix), re.DOTALL),
        re.compile(rb"<%sv(?:\s[^>]*)?>([^<]*)</%sv\s*>" % (prefix, prefix)),
        re.compile(rb"<%sf(?=[\s/>])[^>]*?(?:/>|>[^<]*</%sf\s*>)" % (prefix, prefix)),
    )


def cells_of(content: bytes, *, prefix: bytes, shared: Sequence[str]) -> Iterator[Cell]:
    """Yield the cells of a row's content in their order; cells without address follow the one before."""
    patterns = _patterns(prefix)
    column = 0
    for found in patterns.cell.finditer(content):
        said, inner = found[1], found[2]
        usual = _USUAL.fullmatch(said)
        letters, look, sort = usual.groups() if usual else _said(said)
        column = column_number(letters.decode()) if letters else column + 1
        style = int(look) if look else 0
        if not inner:
            yield Cell(column, style, None, b"", found[0])
            continue
        sort = sort or b"n"
        formula = patterns.formula.search(inner) if b"f" in inner else None
        value = _value(inner, sort, prefix=prefix, shared=shared)
        yield Cell(column, style, value, formula[0] if formula else b"", found[0], sort)


def _said(attributes: bytes) -> tuple[bytes | None, ...]:
    """Return column, look and kind of a cell, however its attributes are written."""
    found = (pattern.search(attributes) for pattern in (ADDRESSED, _LOOK, _KIND))
    return tuple(each[1] if each else None for each in found)


def _value(inner: bytes, kind: bytes, *, prefix: bytes, shared: Sequence[str]) -> Plain:
    if kind == b"inlineStr":
        usual = _USUAL_TEXT.fullmatch(inner)
        return decoded(unescaped(usual[1].decode())) if usual else text_in(inner, prefix=prefix)
    found = _patterns(prefix).value.search(inner)
    if found is None:
        return "" if kind == b"str" and b"<%sv" % prefix in inner else None
    text = found[1]
    if kind == b"s":
        place = text.strip()
        number = int(place) if place.isdigit() and len(place) < LONGEST_PLACE else len(shared)
        return shared[number] if number < len(shared) else None
    if kind in {b"str", b"e", b"d"}:
        return decoded(unescaped(text.decode()))
    if kind == b"b":
        return text.strip() in {b"1", b"true"}
    return number_of(text)


def number_of(text: bytes) -> Plain:
    """Return the number of a cell; what is none, in a broken file, as the text it is."""
    try:
        number = float(text)
    except ValueError:
        return text.decode().strip() or None
    if b"_" in text:  # what Python takes for a number
        return text.decode()
    return int(number) if number.is_integer() and abs(number) < 10**15 else number


def cell_bytes(spot: str, value: Plain, *, look: int, prefix: bytes) -> bytes:
    """Return a cell that holds a value and no formula; a text is a text, whatever it looks like."""
    head = b'<%sc r="%s"' % (prefix, spot.encode()) + (b' s="%d"' % look if look else b"")
    if value is None or value == "":
        return head + b"/>"
    if isinstance(value, str):
        return head + b' t="inlineStr">' + text_element(value, prefix=prefix) + b"</%sc>" % prefix
    if isinstance(value, bool):
        return head + b' t="b"><%sv>%d</%sv></%sc>' % (prefix, value, prefix, prefix)
    return head + b"><%sv>%s</%sv></%sc>" % (prefix, repr(value).encode(), prefix, prefix)


def without_result(cell: bytes, *, prefix: bytes) -> bytes:
    """Return a formula cell that was never calculated."""
    head, mark, rest = cell.partition(b">")
    return _KIND.sub(b"", head).rstrip() + mark + _patterns(prefix).value.sub(b"", rest)


def with_look(cell: bytes, look: int, *, prefix: bytes) -> bytes:
    """Return a cell that holds what it held and looks otherwise."""
    found = tag("c", prefix).match(cell)
    if found is None:
        return cell
    said = with_attribute(found[1].rstrip(), "s", str(look))
    return b"<%sc%s%s>" % (prefix, said, found[2]) + cell[found.end() :]
