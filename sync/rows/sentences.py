"""What the answer to a row says in 同步说明 and in the notes of its cells."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from sync.fields.dates import SHANGHAI
from sync.rows import words
from sync.rows.minting import origin_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.protocol.messages import Conflict, Problem, RowResult
    from sync.rows.plan import Outgoing
    from sync.rows.sheet import Reading, Row

SIBLING_CODE = "order_rejected"
MARKED = frozenset({"reject", "hold"})
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_ACCEPTED = frozenset({"created", "held", "updated", "merged", "unchanged"})


class Telling:
    """Knows where the rows of one answer stand, so that sentences can name them by number."""

    def __init__(self, reading: Reading, sent: Iterable[Outgoing], results: Sequence[RowResult]) -> None:
        self.labels = reading.columns.labels
        self.numbers = {row.key: row.number for row in reading.rows if row.key}
        self.groups = {one.row.key: one.group for one in sent}
        self.failing: dict[str, list[int]] = defaultdict(list)
        for result in results:
            if result.outcome == "rejected" and not is_sibling(result) and result.key in self.numbers:
                self.failing[self.groups.get(result.key, "")].append(self.numbers[result.key])

    def note(self, row: Row, result: RowResult) -> str:
        """Return the sentence for a row: how it came about, what is wrong, what to do."""
        parts = [origin_note(row)] if result.outcome in _ACCEPTED else []
        if isinstance(result.is_, str):
            parts.append(words.FOUND_AGAIN())
        parts += [self.conflict(one) for one in result.conflicts]
        if result.conflicts:
            parts.append(words.DECIDE())
        parts += [self.problem(one, result) for one in result.problems]
        return "；".join(dict.fromkeys(filter(None, parts)))

    def problem(self, problem: Problem, result: RowResult) -> str:
        """Return the sentence of one problem; rows of this sheet are named by their numbers."""
        if problem.code == SIBLING_CODE:
            failing = self.failing.get(self.groups.get(result.key, ""), [])
            return words.SIBLING(rows="、".join(map(str, sorted(failing)))) if failing else problem.message
        return _KEY.sub(self._row_name, problem.message)

    def _row_name(self, found: re.Match[str]) -> str:
        number = self.numbers.get(found[0])
        return found[0] if number is None else words.ROW_NAME.format(row=number)

    def conflict(self, conflict: Conflict) -> str:
        """Return the sentence of one field both sides changed."""
        return words.YOURS_THEIRS(
            label=self.labels.get(conflict.field, conflict.field),
            yours=conflict.yours or words.BLANK_WORD,
            by=conflict.by or words.SOMEBODY,
            at=_clock(conflict.at),
            theirs=conflict.theirs or words.BLANK_WORD,
        )

    def by_cell(self, result: RowResult) -> dict[str, str]:
        """Return the text of the note of each problem cell, by field."""
        texts: dict[str, list[str]] = defaultdict(list)
        for conflict in result.conflicts:
            texts[conflict.field].append(self.conflict(conflict))
        for problem in result.problems:
            if problem.field and problem.level in MARKED and problem.code != SIBLING_CODE:
                texts[problem.field].append(self.problem(problem, result))
        return {field: "\n".join(found) for field, found in texts.items()}


def is_sibling(result: RowResult) -> bool:
    """Tell whether a row was rejected only because another row of its order was."""
    rejects = [problem.code for problem in result.problems if problem.level == "reject"]
    return bool(rejects) and set(rejects) == {SIBLING_CODE}


def _clock(at: str | None) -> str:
    """Return a moment as month, day and time in Shanghai, with blanks around it to stand in a sentence."""
    if not at:
        return ""
    moment = dt.datetime.fromisoformat(at).astimezone(SHANGHAI)
    return f" {moment:%m-%d %H:%M} "
