"""The hidden cell `_marks`: fields with a problem, and what a row must remember until it is settled.

Form: `|数量|单价（含税）|`, which the conditional format searches, then JSON when there is more to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping


class Pending(msgspec.Struct, frozen=True, omit_defaults=True):
    """A conflict not yet decided: the stored revision, and what others wrote in the fields edited here."""

    rev: int
    theirs: dict[str, str | None]


class _Memory(msgspec.Struct, frozen=True, omit_defaults=True):
    pending: Pending | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """Field keys with a problem, an undecided conflict, and how the row came about.

    `origin` is `copy 5` (the number of the row it was made of), `paste`, `reuse`, `doubt` or nothing.
    """

    fields: tuple[str, ...] = field(default=())
    pending: Pending | None = None
    origin: str = ""


NO_MARKS = Marks()
_NO_MEMORY = _Memory()


def marks_text(marks: Marks, labels: Mapping[str, str]) -> str:
    """Return the content of `_marks`; `labels` maps field keys to labels."""
    shown = f"|{'|'.join(labels[key] for key in marks.fields)}|" if marks.fields else ""
    memory = _Memory(marks.pending, marks.origin)
    return shown if memory == _NO_MEMORY else shown + msgspec.json.encode(memory).decode()


def parse_marks(text: str, keys: Mapping[str, str]) -> Marks:
    """Return the marks in a cell; `keys` maps labels to field keys. What is unreadable counts as nothing."""
    if not text:
        return NO_MARKS
    shown, brace, rest = text.partition("{")
    fields = tuple(keys[label] for label in shown.split("|") if label in keys)
    try:
        memory = msgspec.json.decode(brace + rest, type=_Memory) if brace else _NO_MEMORY
    except msgspec.DecodeError:
        memory = _NO_MEMORY
    return Marks(fields, memory.pending, memory.origin)
