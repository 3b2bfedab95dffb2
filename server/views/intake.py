"""From a row as it came over the wire to canonical values; nothing is judged yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from server.views.contract import Values
from server.views.own import NO_TEXTS
from sync.fields.own import OWN
from sync.fields.texts import plain_text
from sync.fields.values import BadValueError, canonical
from sync.rows.keys import is_key

if TYPE_CHECKING:
    from server.views.columns import Columns
    from sync.fields.kinds import Field
    from sync.protocol.messages import RowIn

LONGEST_UNREADABLE = 200
HIGHEST_REV = 2**31  # no row has it, and every database can keep it


class Sent(Struct, frozen=True, gc=False):
    """A row as sent. `values` may be written by the actor, `others` may not; blank is None.

    `own` holds the texts of the user's own columns by name. A text that is no canonical form of its kind
    stays as typed, cut to what a message can hold.
    """

    key: str
    rev: int | None
    values: Values
    others: Values
    command: str | None = None
    witness: Values | None = None
    own: Values = NO_TEXTS

    @property
    def valid(self) -> bool:
        """Tell whether the key is one."""
        return is_key(self.key)

    @property
    def base(self) -> int:
        """Return the revision the sheet edits: the first one when it never heard of any."""
        return 1 if self.rev is None else self.rev

    def filled(self, columns: Columns) -> Values:
        """Return the values that are not blank, whoever writes them, without secrets and unknown fields."""
        if not (self.others or columns.secrets or None in self.values.values()):
            return self.values
        known = columns.fields.keys() - columns.secrets
        sent = (*self.values.items(), *self.others.items())
        return {field: text for field, text in sent if text is not None and field in known}


def read_row(row: RowIn, columns: Columns) -> Sent:
    """Return the row with canonical values, told apart by whether the actor may write them."""
    values: dict[str, str | None] = {}
    others: dict[str, str | None] = {}
    own: dict[str, str | None] = {}
    command = None
    for key, text in row.values.items():
        field = columns.writable.get(key)
        if field is not None:
            values[key] = readable(field, text)
        elif key == columns.command:
            command = readable(columns.fields[key], text)
        elif columns.owning and key.startswith(OWN):
            own[key.removeprefix(OWN)] = None if text is None else plain_text(text)
        else:
            others[key] = readable(columns.fields.get(key), text)
    rev = None if row.rev is None else max(0, min(row.rev, HIGHEST_REV))
    return Sent(row.key, rev, values, others, command, row.witness, own or NO_TEXTS)


def readable(field: Field | None, text: str | None) -> str | None:
    """Return the canonical text, or the text as typed where it has no canonical form."""
    if text is None:
        return None
    if field is None:
        return plain_text(text[:LONGEST_UNREADABLE])
    try:
        return canonical(field, text)
    except BadValueError:
        return plain_text(text[:LONGEST_UNREADABLE])
