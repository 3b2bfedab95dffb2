"""Words a field is described with: kind, level, who writes it, and the records `Field` and `ViewSpec`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a value of the field is; canonical form and cell format follow from it."""

    TEXT = "text"
    CODE = "code"
    NAMES = "names"
    PHONE = "phone"
    QUANTITY = "quantity"
    PRICE = "price"
    MONEY = "money"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    TIME = "time"
    TRUTH = "truth"
    COMMAND = "command"
    SECRET = "secret"  # noqa: S105 - the name of a kind


class Level(StrEnum):
    """Which thing a field belongs to when several rows make one thing (an order and its lines)."""

    ORDER = "order"
    LINE = "line"


class Writer(StrEnum):
    """Who fills the field: a person, the server, or only the sheet itself (never sent)."""

    PEOPLE = "people"
    SERVER = "server"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a view.

    `width` is in characters of a Latin digit, `limit` in characters. `choices` names where the dropdown of
    the field comes from: a tuple of fixed words, or the name of a view whose rows are offered. `computed`
    fields are read at the moment of asking and are no part of a revision. `shown` columns are in sight, the
    others sit in the closed column group.
    """

    key: str
    label: str
    english: str
    kind: Kind = Kind.TEXT
    level: Level = Level.LINE
    writer: Writer = Writer.PEOPLE
    width: int = 12
    limit: int = 200
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] | str = ()
    required: bool = False
    computed: bool = False
    compared: bool = False
    shown: bool = True
    hint: str = ""
    hint_english: str = ""


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """What a view is called and which fields it has, in the order of its columns."""

    name: str
    title: str
    english: str
    fields: tuple[Field, ...]
    natural_key: str | None = None

    def __post_init__(self) -> None:
        """Refuse two fields of one key: a copied line in the catalogue is a bug."""
        keys = [field.key for field in self.fields]
        if len(keys) != len(set(keys)):
            raise ValueError(f"{self.name}: a field key stands twice")

    def field(self, key: str) -> Field:
        """Return the field called `key`; KeyError when the view has none."""
        return self.by_key()[key]

    def by_key(self) -> dict[str, Field]:
        """Return the fields by their keys, in the order of columns."""
        return {field.key: field for field in self.fields}
