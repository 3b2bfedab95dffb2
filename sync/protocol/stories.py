"""The story of one row, as `GET /api/v1/views/{view}/rows/{key}/history` answers it."""

from __future__ import annotations

from typing import Literal

import msgspec


class FieldChange(msgspec.Struct, frozen=True):
    """A field that a revision changed; the texts are canonical."""

    field: str
    before: str | None
    after: str | None


class RowRevision(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the row. `by` and `book` are empty where the asker may not know them.

    `followed`: the row was changed by a press that did not send it, or by no press at all.
    """

    rev: int
    at: str
    by: str | None
    book: str | None
    how: Literal["created", "updated", "followed"]
    changes: list[FieldChange]


class SectionColumn(msgspec.Struct, frozen=True):
    """A column of a section; `kind` is a kind of fields, and says what its texts are."""

    label: str
    english: str
    kind: str = "text"


class Section(msgspec.Struct, frozen=True):
    """A small table about the row; a text is canonical for the kind of its column."""

    title: str
    english: str
    columns: list[SectionColumn]
    rows: list[list[str | None]]


class Story(msgspec.Struct, frozen=True):
    """A row with its history, oldest first; `earlier` is how many older revisions were left out."""

    key: str
    rev: int
    values: dict[str, str | None]
    history: list[RowRevision]
    earlier: int
    sections: list[Section]
