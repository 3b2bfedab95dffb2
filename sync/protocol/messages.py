"""Request and response of `POST /api/v1/views/{view}/sync` as typed records (sections 3 and 4)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

MAX_ROWS = 10_000
MAX_BODY_BYTES = 32 * 1024 * 1024
SCOPES = ("book", "mine", "department", "all")
KEY = r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"

Level = Literal["reject", "hold", "warn"]
OutcomeName = Literal["created", "updated", "unchanged", "merged", "conflict", "held", "rejected"]
Values = dict[str, str | None]

# What the API's description says of a value and decoding does not check: `read_request` does, in its words.
Key = Annotated[str, msgspec.Meta(extra_json_schema={"pattern": KEY})]
ScopeName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": list(SCOPES)})]
Day = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date"})]


class RowIn(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """One row as the sheet sends it: only fields that changed; `None` clears."""

    key: str
    values: Values = {}
    rev: int | None = None
    witness: Values | None = None


class SyncRequest(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """A push and a pull in one. `cursor` UNSET: no pull; None: from the beginning of the scope.

    `epoch` is the one the revisions of the rows are of (0: of another server); without it they are believed.
    """

    request_id: Key | None = None
    submission: Key | None = None
    book: Key | None = None
    last_submission: Key | None = None
    scope: ScopeName | None = None
    since: Day | None = None
    cursor: str | msgspec.UnsetType | None = msgspec.UNSET
    dry_run: bool = False
    restore: bool = False
    epoch: int | None = None
    rows: Annotated[list[RowIn], msgspec.Meta(extra_json_schema={"maxItems": MAX_ROWS})] = []


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with a row, in words a clerk can act on."""

    field: str | None
    level: Level
    code: str
    message: str
    facts: dict[str, Any] = {}


class Conflict(msgspec.Struct, frozen=True):
    """A field changed by both sides."""

    field: str
    yours: str | None
    theirs: str | None
    by: str | None
    at: str | None


class RowResult(msgspec.Struct, omit_defaults=False):
    """The answer to one row; `is_` (wire name `is`) names the key a lost row already has."""

    key: str
    outcome: OutcomeName
    rev: int | msgspec.UnsetType | None = None
    values: Values = {}
    problems: list[Problem] = []
    conflicts: list[Conflict] = []
    is_: str | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="is")


class Change(msgspec.Struct):
    """A row as it is now, because somebody else or a sibling edit changed it."""

    key: str
    rev: int
    values: Values


class SyncResponse(msgspec.Struct):
    """What the push did and what others changed since the cursor."""

    submission: str | None
    cursor: str | None
    has_more: bool
    complete: bool
    server: str
    epoch: int
    results: list[RowResult] = []
    changes: list[Change] = []
    removed: list[str] = []
    choices: dict[str, int] = {}
