"""Ways to harm a workbook file: its bytes, its parts, the XML in them."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

Parts: TypeAlias = list[tuple[str, bytes]]
HOSTILE = [
    *(
        b"",
        b"-1",
        b"0",
        b"1",
        b"2",
        b"1e999999999",
        b"9" * 30,
        b"9" * 5_000,
        b"1.5",
        b"NaN",
        b"INF",
        b"true",
        b"x",
    ),
    *(
        b"XFE1",
        b"A0",
        b"A1048577",
        b"A1:XFD1048576",
        b"A1:A",
        b"$A:$N",
        b"-A1",
        b"ZZZZZZ1",
        b"1048576",
        b"16385",
    ),
    *(
        b"rId999",
        b"rId1",
        b"../../../etc/passwd",
        b"file:///etc/passwd",
        b"http://127.0.0.1:9/x",
        b"xl/workbook.xml",
    ),
    *(
        b"x" * 40_000,
        b"&amp;" * 100,
        b"_xD800_",
        b"_x0000_",
        b"&#xFFFE;",
        b"&#0;",
        b"&lt;",
        "订单录入".encode(),
    ),
    *(
        b"s",
        b"n",
        b"b",
        b"e",
        b"d",
        b"str",
        b"inlineStr",
        b"2026-13-45T99:99",
        b"1900-01-00",
        b"[h]:mm",
        b"#REF!",
    ),
    *(b'A1&amp;"x', b"'a", b"{1,2", b"))", b"A1:", b"[1]x!A1", b"SUM(", b"INDIRECT(A1)", b"A:A", b"1:1"),
]
EXTRA_ROWS = [
    b'<row r="-5"><c r="A-5"><v>1</v></c></row>',
    b'<row r="0"><c r="A0"><v>1</v></c></row>',
    b'<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
    b'<row r="9000000000"><c r="A9000000000"><v>1</v></c></row>',
    b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
    b'<row r="5"><c r="XFE5"><v>1</v></c></row>',
    b'<row r="6"><c r="B2"><v>1</v></c><c><v>2</v></c><c r=""><v>3</v></c></row>',
    b'<row r="7"><c r="A7" t="s"><v>99999999</v></c></row>',
    b'<row r="7"><c r="A7" t="s"><v>-1</v></c></row>',
    b'<row r="8"><c r="A8"><v>' + b"9" * 400 + b"</v></c></row>",
    b'<row r="8"><c r="C8"><v>1e999</v></c><c r="D8"><v>-1E999</v></c></row>',
    b'<row r="9"><c r="A9" t="d"><v>2026-02-30</v></c></row>',
    b'<row r="9"><c r="D9"><f>1/0</f><v>not a number</v></c></row>',
    b'<row r="9"><c r="D9"><f t="shared" si="7"/><v>1</v></c></row>',
    b'<row r="9"><c r="D9"><f t="array" ref="D9:D1048576">1</f><v>1</v></c></row>',
    b'<row r="9"><c r="D9"><f t="dataTable" ref="D9" r1="A1"/><v>1</v></c></row>',
    b'<row r="10"><c r="A10" t="inlineStr"><is><t>_x000D__xD800_</t></is></c></row>',
    b'<row r="10" ht="1e999" s="99999" customFormat="1"><c r="A10" s="99999"><v>1</v></c></row>',
    b"<row/><row/><row><c/></row>",
    b'<row r="11"><c r="E11"><v>-99999</v></c><c r="F11"><v>2958466</v></c><c r="G11"><v>0.5</v></c></row>',
]
WHOLES = [
    b"",
    b"\0",
    b"<",
    b"<a/>",
    b"<?xml version='1.0'?>",
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
    b'<?xml version="1.0" encoding="utf-7"?><a/>',
    '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'.encode("utf-16"),
    b"<a>" * 5_000 + b"</a>" * 5_000,
    b"<!-- " + b"<c " * 20_000 + b"-->",
    b" " * 5_000_000,
]
_ATTRIBUTE = re.compile(rb'="([^"]*)"')
_TEXT = re.compile(rb">([^<>]+)<")
_ELEMENT = re.compile(rb"<[^/?!][^<>]*/>|<(\w+)[^<>]*>[^<>]*</\1>")
Harm: TypeAlias = "Callable[[Parts], Parts]"


def _in_part(change: Callable[[bytes], bytes], which: int) -> Harm:
    def harm(parts: Parts) -> Parts:
        at = which % len(parts)
        return [(name, change(body) if place == at else body) for place, (name, body) in enumerate(parts)]

    return harm


def _nth(
    pattern: re.Pattern[bytes], nth: int, new: Callable[[re.Match[bytes]], bytes]
) -> Callable[[bytes], bytes]:
    """Return what replaces the nth find of a pattern (counted around) in a part."""

    def change(body: bytes) -> bytes:
        found = list(pattern.finditer(body))
        if not found:
            return body
        one = found[nth % len(found)]
        return body[: one.start()] + new(one) + body[one.end() :]

    return change


def _dropped(which: int) -> Harm:
    return lambda parts: [each for place, each in enumerate(parts) if place != which % len(parts)] or parts


def _doubled(which: int) -> Harm:
    return lambda parts: [*parts, parts[which % len(parts)]]


def _renamed(which: int, name: str) -> Harm:
    return lambda parts: [
        (name, body) if place == which % len(parts) else (old, body)
        for place, (old, body) in enumerate(parts)
    ]


def _with_row(row: bytes) -> Harm:
    """Put a row at the end of every sheet."""
    return lambda parts: [
        (name, body.replace(b"</sheetData>", row + b"</sheetData>")) for name, body in parts
    ]


def _harms() -> SearchStrategy[Harm]:
    numbers, hostile = st.integers(0, 3_000), st.sampled_from(HOSTILE)
    nth: Any = st.builds
    attributes = nth(lambda n, new: _nth(_ATTRIBUTE, n, lambda _: b'="' + new + b'"'), numbers, hostile)
    texts = nth(lambda n, new: _nth(_TEXT, n, lambda _: b">" + new + b"<"), numbers, hostile)
    without = nth(lambda n: _nth(_ELEMENT, n, lambda _: b""), numbers)
    twice = nth(lambda n: _nth(_ELEMENT, n, lambda one: one[0] * 2), numbers)
    cut = nth(lambda n: lambda body: body[: len(body) * n // 3_000], numbers)
    whole = st.sampled_from(WHOLES).map(lambda new: lambda _: new)
    names = st.sampled_from(
        ["xl/workbook.xml", "../../x.xml", "/etc/x", "C:\\x", "xl/vbaProject.bin", "XL/WORKBOOK.XML", "客户"]
    )
    in_part = st.builds(_in_part, attributes | attributes | texts | without | twice | cut | whole, numbers)
    others = st.builds(_dropped, numbers) | st.builds(_doubled, numbers) | st.builds(_renamed, numbers, names)
    return st.one_of(in_part, in_part, in_part, others, st.sampled_from(EXTRA_ROWS).map(_with_row))


HARMS = st.lists(_harms(), min_size=1, max_size=3)
BYTES = st.lists(
    st.tuples(st.integers(0, 10**6), st.binary(max_size=4), st.integers(0, 6)), min_size=1, max_size=4
)


def parts_of(content: bytes) -> Parts:
    """Return the parts of a file, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def packed(parts: Parts) -> bytes:
    """Return a file of parts, two of one name too."""
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that stands twice
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, body in parts:
                archive.writestr(name, body)
    return made.getvalue()


def damaged(content: bytes, changes: list[tuple[int, bytes, int]]) -> bytes:
    """Return a file with bytes put in the place of others, anywhere: headers, directory, packed parts."""
    for place, new, taken in changes:
        at = place % (len(content) + 1)
        content = content[:at] + new + content[at + taken :]
    return content
