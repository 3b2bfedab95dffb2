"""Invented header sets of four trades with the truth: read from the two files of `header_sets`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.fields.values import Cell

FOLDER = Path(__file__).parent / "header_sets"


@dataclass(frozen=True, slots=True)
class HeaderSet:
    """A table of one trade: its header words, the field each column means (None: own), some rows."""

    name: str
    header: tuple[str, ...]
    truth: tuple[str | None, ...]
    rows: tuple[tuple[Cell, ...], ...]


def header_sets(name: str) -> list[HeaderSet]:
    """Return the sets of one file."""
    blocks = (FOLDER / f"{name}.txt").read_text("utf-8").split("== ")[1:]
    return [_set(*block.strip().split("\n")) for block in blocks]


def _set(name: str, header: str, truth: str, *rows: str) -> HeaderSet:
    fields = tuple(
        None if word.strip() == "-" else word.strip() for word in truth.removeprefix(">").split("|")
    )
    read = tuple(tuple(_cell(cell) for cell in row.split("|")) for row in rows)
    words = tuple(header.split("|"))
    if len(fields) != len(words) or any(len(row) != len(words) for row in read):
        raise ValueError(name)
    return HeaderSet(name, words, fields, read)


def _cell(text: str) -> Cell:
    plain = text.strip()
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return plain or None
