"""What a feature gives so that its rows can be synced: a `View`, and the records it exchanges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

import msgspec
from msgspec import Struct

from sync.protocol.messages import Problem

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from sync.fields.kinds import ViewSpec

Values: TypeAlias = Mapping[str, str | None]
Delta: TypeAlias = Mapping[str, tuple[str | None, str | None]]
OUTSIDER = "dealer"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `customer` is the code of a dealer's own customer, None for staff."""

    name: str
    role: str
    customer: str | None = None
    department: str | None = None

    @property
    def outside(self) -> bool:
        """Tell whether this is somebody of another firm, who sees what is the own customer's and no more."""
        return self.role == OUTSIDER or self.customer is not None


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may do with a view; `hidden` fields are neither shown to it nor taken from it."""

    read: bool = False
    write: bool = False
    hidden: frozenset[str] = frozenset()


Policy: TypeAlias = Callable[[Actor, str], Rights]
"""Says what an actor may do with the view of a name; given by wiring, asked by the engine alone."""


@dataclass(frozen=True, slots=True)
class Context:
    """Circumstances of one request. `stamp` is the commit-order number rows written now must carry.

    `from_sheet` is true when the request names a book. `undoing` tells apply that old values are put back:
    they were valid once and are not validated again. `refused` are the rows of the request that never became
    an edit to apply: for views in which rows stand or fall together.
    """

    actor: Actor
    now: dt.datetime
    today: dt.date
    stamp: int
    submission: str
    book: str | None = None
    from_sheet: bool = False
    dry_run: bool = False
    undoing: bool = False
    refused: Sequence[Edit] = ()


class Stored(Struct, frozen=True, gc=False):
    """One stored row: canonical text by field (people's fields and server fields, no computed ones)."""

    key: str
    rev: int
    values: Values
    visible: bool = True


class Edit(Struct, frozen=True, gc=False):
    """What one row wants to change, after the merge.

    `changes` holds canonical text of writable fields that differ from what is stored (for a new row: all that
    was sent and is not blank); `sent` all canonical values of the row as sent, writable or not. Values that
    are no canonical form of their kind arrive as typed: `apply` rejects them with `bad_…`. Order = order of
    the sheet. `spent_command` stands in the row but was run for its revision before: it is not run again.
    """

    key: str
    stored: Stored | None
    changes: Values
    sent: Values
    command: str | None = None
    restored: bool = False
    spent_command: str | None = None


class Written(Struct, frozen=True, gc=False):
    """What became of one edit. Rejected when a problem has level `reject`: then nothing was written.

    `delta` holds (before, after) of every stored field that changed; `rev` the stored revision after it (None
    when rejected and new). `values` are those the sheet is answered with: server-written fields and defaults.
    """

    key: str
    rev: int | None
    problems: Sequence[Problem] = ()
    values: Values = msgspec.field(default_factory=dict)
    delta: Delta = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Touched:
    """A row changed by this submission beside the rows that were sent (a sibling, a released reservation).

    `view` names the row's view when that is another one: its history gets the change, the answer does not.
    """

    key: str
    rev: int
    delta: Delta
    view: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """All results, in the order of the edits, and the rows touched beside them."""

    written: Sequence[Written]
    touched: Sequence[Touched] = ()


@dataclass(frozen=True, slots=True)
class Reversal:
    """One row of a submission to be undone: `restore` holds old values of fields nobody changed since.

    `created`: the submission made the row, so it shall end (an order is cancelled). `delta` is what the
    submission changed in all, server fields included.
    """

    stored: Stored
    created: bool
    restore: Values
    delta: Delta


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows a pull asks for: `book`, `mine`, `department` or `all` (as the role allows)."""

    kind: str
    book: str | None = None
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A place in commit order: rows with (stamp, key) after it are yet to come. The beginning is (-1, "")."""

    stamp: int
    key: str


@dataclass(frozen=True, slots=True)
class Window:
    """Rows after `after` and with a stamp below `horizon`, at most `limit`, in (stamp, key) order.

    `computed` tells whether their computed fields are wanted.
    """

    after: Position
    horizon: int
    limit: int
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as a user sees it: all readable fields as canonical text, computed ones only where asked for."""

    key: str
    rev: int
    stamp: int
    values: Values


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a dropdown: the text to put in the cell, and words to search by."""

    value: str
    label: str
    search: str = ""


class View(Protocol):
    """Everything a person sees on a sheet. Implementations are stateless; one serves all requests.

    A request calls, in its one transaction: `find` (twice when keys were lost), `apply` or `undo`, `show`,
    `load`, `choice_versions`; each at most once for all rows, so each must work in a fixed number of
    statements. The engine knows keys, revisions, merge, history; the view knows what the values mean.

    Before `find` the engine locks every row it names, so what is found stays as it is until the end. A row
    the view changes beside them (`Touched`) is safe without: two writers of one revision collide in the
    history, and the later one is run again from the start.
    """

    @property
    def spec(self) -> ViewSpec:
        """Name and fields."""

    @property
    def witness(self) -> tuple[str, ...]:
        """Return the fields a known row must send as they are stored."""

    @property
    def whole(self) -> bool:
        """Tell whether a pull answers all rows at once."""

    def find(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Stored]:
        """Return the stored rows of `keys`; those the actor may not see come with `visible=False`."""

    def show(self, conn: Connection, keys: Sequence[str], actor: Actor) -> dict[str, Shown]:
        """Return rows as the actor sees them, computed fields included."""

    def load(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[Shown]:
        """Return rows of the scope in the window; when `whole` all rows, with their computed fields."""

    def apply(self, conn: Connection, edits: Sequence[Edit], context: Context) -> Applied:
        """Validate and write edits as a set; problems are returned, never raised."""

    def undo(self, conn: Connection, reversals: Sequence[Reversal], context: Context) -> Applied:
        """End created rows and put old values back; problems `shipped`, `in_erp` are returned."""

    def choices(self, conn: Connection, field: str, actor: Actor) -> list[Choice]:
        """Return the dropdown of a field; empty when it has none."""

    def choice_versions(self, conn: Connection, actor: Actor) -> dict[str, int]:
        """Return a number by field that grows when the dropdown of the field changes."""


@runtime_checkable
class Sighted(Protocol):
    """Optional part of a view whose rows are decided upon by what they show."""

    @property
    def sighted(self) -> frozenset[str]:
        """Return the fields that an edit is made in sight of: once others changed one, it is a conflict."""


@runtime_checkable
class Leaving(Protocol):
    """Optional part of a view whose rows can pass out of an actor's sight."""

    def left(self, conn: Connection, actor: Actor, scope: Scope, window: Window) -> list[str]:
        """Return keys of rows changed in the window that the actor may no longer see: `removed`."""


@runtime_checkable
class Searching(Protocol):
    """Optional part of a view that can find entries of a dropdown too long to be read."""

    def search(
        self, conn: Connection, field: str, text: str, actor: Actor
    ) -> tuple[int, list[Choice]] | None:
        """Return how many entries a text may mean and the best of them; None: the field has no search."""
