"""What a person wrote on 字段对应: fields of columns, meanings of colours, whether tags are painted."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.actions.adoption import words
from addin.actions.adoption.task_sheet import FIELDS
from sync.adoption.layout import ColourMeaning, same_words
from workbooks.layout import header_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.actions.adoption.proposing import Candidate
    from addin.bridge import messages as m

LONGEST_TAG = 20
_RGB = re.compile(r"#?([0-9A-Fa-f]{6})")
_KINDS = {word: kind for kind, word in words.KINDS.items()}
_NAMES = {
    header_word(word): each.key
    for each in reversed(FIELDS)
    for word in (*each.aliases, each.english, each.label, each.key)
}
_LABELS = {header_word(each.label): each.key for each in FIELDS}


class CorrectionError(Exception):
    """Something on the page is no answer; the message says where and what to do."""


@dataclass(slots=True)
class Corrections:
    """What stands on the page, by sheet: fields by the words of headers in order, colours."""

    fields: dict[str, dict[str, list[str | None]]] = field(default_factory=lambda: defaultdict(dict))
    rows: dict[str, dict[str, list[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    colours: dict[str, list[ColourMeaning]] = field(default_factory=lambda: defaultdict(list))
    repaint: bool = False

    def of(self, candidate: Candidate) -> dict[int, str | None]:
        """Return what a person wrote for the columns of a table; `""` their own, None left alone."""
        left = {name: [*keys] for name, keys in self.fields.get(candidate.sheet, {}).items()}
        found = {}
        for column, header in candidate.words.items():
            keys = left.get(same_words(header))
            if keys:
                found[column] = keys.pop(0)
        return found


def corrections(block: m.CellBlock) -> Corrections:
    """Return what stands on the page. Raises CorrectionError."""
    found = Corrections()
    for number, cells in _below(block, words.COLUMN_HEAD):
        sheet, header, text = (
            _text(cells, words.COLUMN_HEAD, name) for name in ("工作表", "表头", "对应字段")
        )
        key = _field(text, block.range.sheet, number)
        found.fields[sheet].setdefault(same_words(header), []).append(key)
        if key:
            found.rows[sheet][key].append(number)
    for number, cells in _below(block, words.COLOUR_HEAD):
        sheet, rgb, kind, tag = (
            _text(cells, words.COLOUR_HEAD, name) for name in ("工作表", "颜色", "种类", "含义")
        )
        if kind in _KINDS and tag:
            _require_tag(tag, block.range.sheet, number)
            colour = _colour(rgb, block.range.sheet, number)
            meaning = ColourMeaning(_KINDS[kind], colour, tag)
            found.colours[sheet].append(meaning)
    for cells in block.rows:
        if cells and cells[0] == words.REPAINT:
            found.repaint = words.YES in [str(cell or "").strip() for cell in cells[1:]]
    _refuse_twins(found)
    return found


def _below(block: m.CellBlock, head: Sequence[str]) -> Iterator[tuple[int, Sequence[m.Cell]]]:
    """Yield the rows below a head, with their numbers, down to a blank one."""
    inside = False
    for number, cells in enumerate(block.rows, block.range.first_row):
        if not inside:
            inside = [*cells[: len(head)]] == [*head]
            continue
        if not cells or cells[0] in {None, "", words.REPAINT}:
            return
        yield number, cells


def _text(cells: Sequence[m.Cell], head: Sequence[str], name: str) -> str:
    at = head.index(name)
    return str(cells[at] if at < len(cells) and cells[at] is not None else "").strip()


def _field(text: str, sheet: str, number: int) -> str | None:
    word = header_word(text)
    if not word:
        return ""
    if word == header_word(words.LEFT_OUT):
        return None
    key = _LABELS.get(word) or _NAMES.get(word)
    if key is None:
        raise CorrectionError(words.UNKNOWN_FIELD(sheet=sheet, row=number, text=text))
    return key


def _colour(text: str, sheet: str, number: int) -> str:
    found = _RGB.fullmatch(text)
    if found is None:
        raise CorrectionError(words.NO_COLOUR(sheet=sheet, row=number, text=text))
    return found[1].upper()


def _require_tag(tag: str, sheet: str, number: int) -> None:
    if len(tag) > LONGEST_TAG or any(sign in tag for sign in "；;\n\r"):
        raise CorrectionError(words.LONG_TAG(sheet=sheet, row=number, limit=LONGEST_TAG))


def _refuse_twins(found: Corrections) -> None:
    labels = {each.key: each.label for each in FIELDS}
    for table, by_key in found.rows.items():
        for key, rows in by_key.items():
            if len(rows) > 1:
                listed = "、".join(map(str, rows))
                raise CorrectionError(words.TWICE(table=table, label=labels[key], rows=listed))
