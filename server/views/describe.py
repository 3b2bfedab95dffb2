"""What a view looks like to one actor: the records of GET /views and GET /views/{view}."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from server.views.access import Access


class RightsOut(msgspec.Struct, frozen=True):
    """What the actor may do."""

    read: bool
    write: bool


class ViewOut(msgspec.Struct, frozen=True, kw_only=True):
    """A view; `whole` ones are answered complete at every pull."""

    name: str
    title: str
    english: str
    rights: RightsOut
    whole: bool
    natural_key: str | None


class ColumnOut(msgspec.Struct, frozen=True, kw_only=True):
    """A column; `choices` are fixed words, or the name of the view whose rows are offered.

    `writer` is who fills the field in general, `writable` whether the actor may.
    """

    key: str
    label: str
    english: str
    kind: str
    level: str
    writer: str
    writable: bool
    required: bool
    limit: int
    choices: tuple[str, ...] | str
    computed: bool
    aliases: tuple[str, ...]
    hint: str
    hint_english: str


class SheetOut(ViewOut, frozen=True, kw_only=True):
    """A view with its columns, in the order of the sheet."""

    columns: list[ColumnOut]


class ChoiceOut(msgspec.Struct, frozen=True):
    """One entry of a dropdown: the text for the cell, what is shown, and words to search by."""

    value: str
    label: str
    search: str


class ChoicesOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """The dropdown of a column; `version` grows when it changes. Of a search `found` counts all it found."""

    field: str
    version: int
    choices: list[ChoiceOut]
    found: int = 0


class ViewsOut(msgspec.Struct, frozen=True):
    """The views that the actor may see."""

    views: list[ViewOut]


def view_of(access: Access) -> ViewOut:
    """Return name, titles and rights."""
    spec, rights = access.view.spec, access.rights
    return ViewOut(
        name=access.name,
        title=spec.title,
        english=spec.english,
        rights=RightsOut(rights.read, rights.write),
        whole=access.view.whole,
        natural_key=spec.natural_key,
    )


def sheet_of(access: Access) -> SheetOut:
    """Return the view with the columns that the actor knows."""
    columns = [column_of(key, access) for key in access.columns.listed]
    return SheetOut(**msgspec.structs.asdict(view_of(access)), columns=columns)


def column_of(key: str, access: Access) -> ColumnOut:
    """Return one column as the actor knows it."""
    field, columns = access.columns.listed[key], access.columns
    return ColumnOut(
        key=field.key,
        label=field.label,
        english=field.english,
        kind=field.kind,
        level=field.level,
        writer=field.writer,
        writable=access.rights.write and (key in columns.writable or key == columns.command),
        required=field.required,
        limit=field.limit,
        choices=field.choices,
        computed=field.computed,
        aliases=field.aliases,
        hint=field.hint,
        hint_english=field.hint_english,
    )
