"""Stored answers: what was answered as written must be in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.integrity.rules.records import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from server.integrity.rules.records import Answered

WRITTEN = frozenset({"created", "updated", "merged", "held"})


def check_answers(
    answers: Iterable[Answered],
    *,
    revisions: Collection[tuple[str, str, int]],
    submissions: Collection[str],
) -> Iterator[Finding]:
    """Yield answers that tell of rows (view, key, revision) or submissions nobody knows."""
    for answer in answers:
        if answer.submission is not None and answer.submission not in submissions:
            yield Finding("answer_submission", answer.row, answer.submission, "—")
        for key, rev in answer.written:
            if (answer.view, key, rev) not in revisions:
                yield Finding("answer_row", f"{answer.row}：{answer.view} {key}", f"rev {rev}", "—")
