"""Texts of a workbook: the shared ones, and a text as one cell holds it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from workbooks.parts.markup import escaped, prefix_of, unescaped

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST_TEXT = 32_767
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@lru_cache(maxsize=8)
def _patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    item = re.compile(rb"<%ssi(?:\s[^>]*)?(?:/>|>(.*?)</%ssi\s*>)" % (prefix, prefix), re.DOTALL)
    piece = re.compile(rb"<%st(?:\s[^>]*)?(?:/>|>([^<]*)</%st\s*>)" % (prefix, prefix))
    sounds = re.compile(rb"<%srPh\b.*?</%srPh\s*>" % (prefix, prefix), re.DOTALL)
    return item, piece, sounds


def shared_texts(part: bytes) -> list[str]:
    """Return the shared texts in their order; runs of one text are joined, how they sound is left out."""
    prefix = prefix_of(part)
    return [text_in(found[1] or b"", prefix=prefix) for found in _patterns(prefix)[0].finditer(part)]


def without_texts(part: bytes, kept: Collection[int]) -> bytes:
    """Return the part in which texts that no cell stands for are blank; the places of the others stay."""
    prefix = prefix_of(part)
    blank = b"<%ssi><%st/></%ssi>" % (prefix, prefix, prefix)
    places = count()
    return _patterns(prefix)[0].sub(lambda found: found[0] if next(places) in kept else blank, part)


def text_in(content: bytes, *, prefix: bytes) -> str:
    """Return the text of a shared item, or of an `is` of a cell."""
    _, piece, sounds = _patterns(prefix)
    if b"rPh" in content:
        content = sounds.sub(b"", content)
    pieces = piece.findall(content)
    text = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    return decoded(unescaped(text.decode()))


def decoded(text: str) -> str:
    """Return a text whose signs that XML cannot hold were written as `_x000D_`."""
    return _ESCAPED.sub(_sign, text) if "_x" in text else text


def _sign(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code < 0xE000 else chr(code)  # noqa: PLR2004  half a sign is none


def text_element(text: str, *, prefix: bytes) -> bytes:
    """Return the `is` element of a cell that holds the text, whatever it looks like."""
    kept = _LOOKS_ESCAPED.sub("_x005F_", _ILLEGAL.sub("", text)[:LONGEST_TEXT]).replace("\r", "_x000D_")
    return b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (
        prefix,
        prefix,
        escaped(kept),
        prefix,
        prefix,
    )
