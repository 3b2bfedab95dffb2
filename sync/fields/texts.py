"""Canonical form of words: texts, codes, lists of names, truth; and a list of words for a cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sync.fields.readings import BadValueError

if TYPE_CHECKING:
    from collections.abc import Sequence

OUR_MARK = "〔表上单〕"
"""How notes and sheets that are written afresh begin, so that nobody's own is taken for them."""
MARKED_ROWS = 2
"""On a sheet it stands in the first cell of one of so many rows."""
_LABEL_BAR = "｜"  # dropdown labels are written `代码｜品名 规格`
_HALF_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    ord(_LABEL_BAR): _LABEL_BAR,
}
# Controls but tab and line ends, invisible and direction marks that come along with pasted text, and what
# neither XML nor UTF-8 can hold.
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LINE_END = re.compile(r"(?<!\r)\r+\n")  # from the first CR on: a run is not tried from each of its own
_BLANKS = " \n\u00a0\u3000"
_LEAD = re.compile(r"[\t\r]*")
_NAME_ENDS = re.compile(r"[；;\n\r]+")
_TRUE = frozenset({"true", "是", "1", "y", "yes", "on", "有", "对", "√", "✓", "启用"})
_FALSE = frozenset({"false", "否", "0", "n", "no", "off", "无", "错", "×", "x", "停用"})


def half_width(text: str) -> str:
    """Return the text with full-width letters, digits and signs made half-width."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def plain_text(text: str) -> str | None:
    """Return the text without controls and surrounding blanks; None when nothing is left.

    A leading tab or CR is content (it keeps a text from being a formula elsewhere), as are `= + - @`.
    """
    if text.isprintable():
        return text.strip(" ") or None
    text = _LINE_END.sub("\n", _DROPPED.sub("", text)).lstrip(_BLANKS).rstrip(_BLANKS + "\t\r")
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    return text[:start] + text[start:].replace("\r", "\n") or None


def code_text(text: str) -> str | None:
    """Return a code: half-width, trimmed, on one line."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ") or None
    return " ".join(_DROPPED.sub("", half_width(text)).split()) or None


def code_of_label(text: str) -> str | None:
    """Return the code of a dropdown label `代码｜品名 规格`; a text without the bar is the code itself."""
    code, bar, _ = text.partition(_LABEL_BAR)
    return (bar and code_text(code)) or code_text(text)


def names(text: str) -> str | None:
    """Return a list of names joined by `；`, each once, from names separated by `；`, `;` or line breaks."""
    found = (plain_text(part.strip()) for part in _NAME_ENDS.split(text))
    return "；".join(dict.fromkeys(name for name in found if name)) or None


def first_few(words: Sequence[str], *, most: int, counted: str) -> str:
    """Return words for one cell: the first few, and how many there are; `counted` is their measure word."""
    shown = "、".join(words[:most])
    return shown if len(words) <= most else f"{shown} 等 {len(words)} {counted}"


def truth(text: str) -> str | None:
    """Return `true` or `false` for the words people use; None for nothing.

    Raises BadValueError for any other word.
    """
    word = code_text(text)
    if word is None:
        return None
    lowered = word.lower()
    if lowered in _TRUE:
        return "true"
    if lowered in _FALSE:
        return "false"
    raise BadValueError(text)
