"""A row while values of the server are worked into it, field by field."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sync.fields.values import BadValueError, canonical
from sync.rows.checks import Checks, check
from sync.rows.marks import Pending

if TYPE_CHECKING:
    from sync.rows.columns import Columns
    from sync.rows.sheet import Row


@dataclass(slots=True)
class Working:
    """Values and checks being changed; `open` holds their values of fields that both sides changed."""

    row: Row
    values: dict[str, str | None]
    sheet: dict[str, str]
    server: dict[str, str]
    open: dict[str, str | None] = field(default_factory=dict)
    filled: list[str] = field(default_factory=list)

    def synced(self, key: str, stored: str | None) -> None:
        """Note the cell as it stands as synced; `stored` is the server's text for it."""
        self.sheet[key] = check(self.values[key])
        if check(stored) == self.sheet[key]:
            self.server.pop(key, None)
        else:
            self.server[key] = check(stored)

    def show(self, key: str, text: str | None) -> None:
        """Put the server's text into a cell; one with a formula keeps it."""
        if key not in self.row.formulas:
            self.values[key] = text

    def fill(self, key: str, text: str | None) -> None:
        """Put the server's text into a cell, or note it beside a formula."""
        self.show(key, text)
        self.synced(key, text)

    def based_on(self, key: str, text: str | None) -> None:
        """Make the server's text what the edit in the cell is made from."""
        self.sheet[key] = check(text)
        self.server.pop(key, None)

    def is_edited(self, key: str) -> bool:
        """Tell whether the cell differs from what was last synced; one never synced when it is filled."""
        known = self.sheet.get(key, check(None))
        return check(self.values[key]) != known

    def merge(self, key: str, text: str | None) -> None:
        """Work in what the server holds now: clean cells are filled, an edited one becomes a conflict.

        What the server held already is no change, however the cell spells it (an alias).
        """
        known = self.server.get(key) or self.sheet.get(key)
        if known == check(text):
            return
        if check(self.values[key]) == check(text):
            self.based_on(key, text)
        elif self.is_edited(key):
            self.open[key] = text
        else:
            self.fill(key, text)
            self.filled.append(key)

    def respell(self, key: str, text: str | None) -> None:
        """Note how the server spells what it took from this sheet (the name of an alias); no change."""
        if not self.is_edited(key):
            self.synced(key, text)

    def done(self, **changes: object) -> Row:
        """Return the row with values and checks as worked out, and the other changes."""
        checks = Checks(self.sheet, self.server)
        return replace(self.row, values=self.values, known=checks, **changes)  # type: ignore[arg-type]


def working(row: Row) -> Working:
    """Return a working copy of a row."""
    return Working(row, dict(row.values), dict(row.known.sheet), dict(row.known.server))


def fill_served(work: Working, values: dict[str, str | None], columns: Columns) -> None:
    """Fill the cells that only the server writes; what is computed anew each time needs no check."""
    for key in columns.filled:
        if key in values:
            put = work.fill if key in columns.refilled else work.show
            put(key, as_read(values[key], key, columns))


def as_read(text: str | None, key: str, columns: Columns) -> str | None:
    """Return a value of the server as the sheet will read it back."""
    try:
        return canonical(columns.by_key[key], text)
    except BadValueError:
        return text


def still_open(pending: Pending | None, rev: int, theirs: dict[str, str | None]) -> Pending | None:
    """Return the conflict over `theirs` at the stored revision `rev`; None when nothing is open."""
    return Pending(max(rev, pending.rev if pending else 0), theirs) if theirs else None
