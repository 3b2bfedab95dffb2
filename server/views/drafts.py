"""An edit on its way into a table: the row it would make, its texts, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from server.views.cells import complaint, text_of, value_of
from sync.fields.kinds import Field, Kind, Writer
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from server.views.contract import Delta, Edit, Values
    from sync.protocol.messages import Problem


@dataclass(frozen=True, slots=True)
class Target:
    """The row a typed text names in another table, and the text it is known by there."""

    key: str
    text: str


@dataclass(slots=True)
class Draft:
    """One edit while it is judged: the row as it would stand, by column, and its canonical texts by field.

    `aside` is what a view's `prepare` keeps for its `settle`.
    """

    edit: Edit
    row: dict[str, Any]
    texts: dict[str, str | None]
    problems: list[Problem] = field(default_factory=list)
    fresh: bool = False
    aside: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> bool:
        """Tell whether nothing of it may be written."""
        return any(found.level == "reject" for found in self.problems)

    def refuse(self, code: str, field_key: str, /, **facts: str) -> None:
        """Add a problem on a field."""
        self.problems.append(problem(code, field_key, **facts))

    def put(self, known: Field, text: str | None) -> None:
        """Set a field to a text that is right."""
        self.row[known.key] = value_of(known, text)
        self.texts[known.key] = text_of(known, self.row[known.key])

    def link(self, field_key: str, target: Target | None) -> None:
        """Set a field to a row of another table."""
        self.row[field_key] = target.key if target else None
        self.texts[field_key] = target.text if target else None


def stored_fields(fields: Iterable[Field]) -> list[Field]:
    """Return the fields that stand in the table: computed ones and secrets do not."""
    return [known for known in fields if not known.computed and known.kind is not Kind.SECRET]


def texts_of(fields: Iterable[Field], row: Mapping[str, Any]) -> dict[str, str | None]:
    """Return canonical text by field of a row of values."""
    return {known.key: text_of(known, row[known.key]) for known in fields}


def take_texts(draft: Draft, *, fields: Mapping[str, Field], defaults: Values) -> None:
    """Put the edit's texts into the draft, a default where one is blank; links are left to be looked up."""
    typed = {key: text or defaults.get(key) for key, text in draft.edit.changes.items()}
    for key, text in {**(defaults if draft.fresh else {}), **typed}.items():
        known = fields.get(key)
        if known is None or known.writer is not Writer.PEOPLE:
            continue
        wrong = complaint(known, text)
        if wrong is not None:
            draft.problems.append(wrong)
        elif not isinstance(known.choices, str):
            draft.put(known, text)


def demand_required(draft: Draft, fields: Sequence[Field]) -> None:
    """Refuse a draft that leaves a required field blank, or blanks it."""
    blamed = {found.field for found in draft.problems}
    for known in fields:
        asked = draft.fresh or known.key in draft.edit.changes
        if known.required and asked and draft.row.get(known.key) is None and known.key not in blamed:
            draft.refuse("required", known.key, label=known.label)


def delta_of(draft: Draft, fields: Iterable[Field]) -> Delta:
    """Return (before, after) of the fields that the draft changes."""
    before = draft.edit.stored.values if draft.edit.stored and not draft.fresh else {}
    pairs = {known.key: (before.get(known.key), draft.texts.get(known.key)) for known in fields}
    return {key: (old, new) for key, (old, new) in pairs.items() if old != new}


def filled_by_server(draft: Draft, *, fields: Mapping[str, Field], delta: Delta) -> dict[str, str | None]:
    """Return what the sheet does not know of a draft that was written: defaults, and the server's fields."""
    return {
        key: new
        for key, (_, new) in delta.items()
        if not draft.edit.sent.get(key) or fields[key].writer is Writer.SERVER
    }
