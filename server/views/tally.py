"""What was answered, for the figures: presses by view, rows by outcome, problems by code."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from server.watch import figures
from server.watch.trace import in_hand

if TYPE_CHECKING:
    from server.views.service import Asked


class _Problem(msgspec.Struct):
    code: str


class _Result(msgspec.Struct):
    outcome: str
    problems: list[_Problem] = []


class _Answer(msgspec.Struct):
    results: list[_Result]


_decode = msgspec.json.Decoder(_Answer).decode


def count(asked: Asked, answer: bytes) -> bytes:
    """Count a request to sync by its answer, which it returns: only what was committed is counted."""
    request, view = asked.request, asked.access.name
    kind = "pull" if not request.rows else "rehearsal" if request.dry_run else "push"
    figures.SYNCS.labels(view, kind).inc()
    trace = in_hand()
    if trace is not None:
        trace.rows += len(request.rows)
    if kind == "push":
        results = _decode(answer).results
        for outcome, number in Counter(result.outcome for result in results).items():
            figures.ROWS.labels(view, outcome).inc(number)
        codes = Counter(problem.code for result in results for problem in result.problems)
        for code, number in codes.items():
            figures.PROBLEMS.labels(view, code).inc(number)
    return answer
