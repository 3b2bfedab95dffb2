"""Request and response of `POST /api/v1/imports/history`: rows of years, as they stand in a person's file."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from sync.protocol.messages import MAX_ROWS, Day, Problem, Values

PRINT = r"^[0-9a-f]{64}$"
Print = Annotated[str, msgspec.Meta(extra_json_schema={"pattern": PRINT})]
HistoryOutcome = Literal["imported", "there", "rejected"]


class HistoryRow(msgspec.Struct, forbid_unknown_fields=True):
    """A row of the file; `id` is made of its content, so that it is the same one whenever it comes."""

    id: Print
    values: Values


class HistoryRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Some rows of a file. `print` stands for the whole file: all requests of one print are one submission.

    What was to be delivered before `open_from` is over; what is later is still open.
    """

    print: Print
    open_from: Day
    rows: Annotated[list[HistoryRow], msgspec.Meta(extra_json_schema={"maxItems": MAX_ROWS})]
    dry_run: bool = False


class HistoryResult(msgspec.Struct, omit_defaults=True):
    """What became of a row: `there` was imported before. `closed` tells whether it is over."""

    id: str
    outcome: HistoryOutcome
    closed: bool = False
    problems: list[Problem] = []


class HistoryResponse(msgspec.Struct):
    """A result for each row, and the submission that undo takes back; none of a rehearsal."""

    submission: str | None
    results: list[HistoryResult]
