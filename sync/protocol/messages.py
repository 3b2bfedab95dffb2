"""Request and response of `POST /api/v1/views/{view}/sync` as typed records (sections 3 and 4)."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

MAX_ROWS = 10_000
MAX_BODY_BYTES = 32 * 1024 * 1024

Level = Literal["reject", "hold", "warn"]
OutcomeName = Literal["created", "updated", "unchanged", "merged", "conflict", "held", "rejected"]
Values = dict[str, str | None]


class RowIn(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """One row as the sheet sends it: only fields that changed; `None` clears."""

    key: str
    values: Values = {}
    rev: int | None = None
    witness: Values | None = None


class SyncRequest(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """A push and a pull in one. `cursor` UNSET: no pull; None: from the beginning of the scope."""

    request_id: str | None = None
    submission: str | None = None
    book: str | None = None
    last_submission: str | None = None
    scope: str | None = None
    since: str | None = None
    cursor: str | msgspec.UnsetType | None = msgspec.UNSET
    dry_run: bool = False
    restore: bool = False
    rows: list[RowIn] = []


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
