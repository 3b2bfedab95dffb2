"""Columns of a user's own: texts beside a row, under no field of the catalogue, in nobody else's sight."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sync.fields.own import LONGEST_OWN, LONGEST_OWN_NAME, MOST_OWN, OWN
from sync.fields.texts import plain_text
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from server.views.access import Access
    from server.views.contract import Context, Delta, Values
    from sync.protocol.messages import Problem

NO_TEXTS: Mapping[str, str] = MappingProxyType({})
NO_CHANGES: Delta = MappingProxyType({})
_LINE_ENDS = frozenset("\n\r\t")


@runtime_checkable
class Owning(Protocol):
    """Optional part of a view whose rows carry texts of users' own.

    They have no revision, disturb nobody's pull and void no decision; the engine shows them to their owner
    alone. The owner is who pressed.
    """

    def own(self, conn: Connection, keys: Sequence[str], owner: str) -> dict[str, dict[str, str]]:
        """Return the texts of rows by the names of their columns; rows without any are missing."""

    def write_own(self, conn: Connection, changes: Mapping[str, Delta], context: Context) -> None:
        """Write (before, after) by row and name of a column, and remember what the submission found."""

    def undo_own(
        self, conn: Connection, submission: str, *, refused: Collection[str]
    ) -> dict[str, dict[str, str | None]]:
        """Put back what a submission found, unless another wrote since; return what was put, by row."""


def kept(conn: Connection, access: Access, keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the actor's own texts beside rows; nothing where the view keeps none."""
    view = access.view
    return view.own(conn, keys, access.actor.name) if keys and isinstance(view, Owning) else {}


def shown(texts: Values) -> dict[str, str | None]:
    """Return own texts under the keys they travel by."""
    return {OWN + name: text for name, text in texts.items()}


def delta_of(sent: Values, stored: Mapping[str, str]) -> Delta:
    """Return (before, after) of the columns that a row changes, by name."""
    if not sent:
        return NO_CHANGES
    return {name: (stored.get(name), text) for name, text in sent.items() if text != stored.get(name)}


def complaints(sent: Values, stored: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what keeps own columns of a row from being kept, all of it at once."""
    for name, text in sent.items():
        if not _is_name(name):
            start, expected = name[:LONGEST_OWN_NAME], f"1 到 {LONGEST_OWN_NAME} 个字的列名"
            yield problem("bad_value", OWN + start, text=start, expected=expected)
        elif text is not None and len(text) > LONGEST_OWN:
            yield problem("too_long", OWN + name, label=name, limit=str(LONGEST_OWN))
    filled = {name for name, text in sent.items() if text is not None}
    if len(filled | (stored.keys() - sent.keys())) > MOST_OWN:
        yield problem("too_many_columns", None, limit=str(MOST_OWN))


def _is_name(name: str) -> bool:
    plain = len(name) <= LONGEST_OWN_NAME and _LINE_ENDS.isdisjoint(name)
    return plain and bool(name) and plain_text(name) == name
