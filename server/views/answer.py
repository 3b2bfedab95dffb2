"""The answer to each row of a push: outcome, revision, problems, conflicts, and what the sheet shall show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from server.views.own import shown as shown_own
from server.views.push import is_changed, is_rejected
from sync.protocol.messages import Change, Conflict, RowResult
from sync.protocol.problems import withhold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from server.views.access import Access
    from server.views.columns import Columns
    from server.views.contract import Shown, Touched, Values, Written
    from server.views.decide import Case
    from server.views.merge import Clash
    from server.views.push import Pushed
    from sync.protocol.messages import OutcomeName, Problem

NUMBERED = frozenset({"order_no", "line_no", "changed_at", "changed_by"})
"""What a dry run cannot foresee: the numbers a row would get, and who will press when."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The results in the order sent, and the rows changed beside them."""

    results: list[RowResult]
    changes: list[Change]


def keys_to_show(pushed: Pushed, *, view: str) -> list[str]:
    """Return the keys of rows whose stored state the answer needs: left as they were, or changed beside."""
    left = [
        case.place.stored.key
        for case in pushed.cases
        if case.place.stored is not None and case.refusal is None and not _wrote(case, pushed)
    ]
    return left + [row.key for row in pushed.touched if row.view in {None, view}]


def answer(pushed: Pushed, shown: Mapping[str, Shown], *, access: Access) -> Answer:
    """Return what the sheet is told; `shown` holds the rows named by `keys_to_show`."""
    results = [_result(case, pushed, shown, access=access) for case in pushed.cases]
    return Answer(results, list(changes_of(pushed.touched, shown, access=access)))


def changes_of(touched: Sequence[Touched], shown: Mapping[str, Shown], *, access: Access) -> Iterator[Change]:
    """Yield rows changed beside those sent, as far as the actor sees them."""
    for row in touched:
        seen = shown.get(row.key)
        if seen is not None and row.view in {None, access.name}:
            yield Change(seen.key, seen.rev, access.columns.seen(seen.values))


def foreseen(results: Iterable[RowResult]) -> list[RowResult]:
    """Return the results of a dry run: without what only the push itself decides."""
    return [
        msgspec.structs.replace(
            result,
            rev=msgspec.UNSET,
            values={field: text for field, text in result.values.items() if field not in NUMBERED},
        )
        for result in results
    ]


def _wrote(case: Case, pushed: Pushed) -> bool:
    return case.edit is not None and is_changed(case, pushed.written[case.edit.key])


def _result(case: Case, pushed: Pushed, shown: Mapping[str, Shown], *, access: Access) -> RowResult:
    written = pushed.written[case.edit.key] if case.edit else None
    outcome = _outcome(case, written)
    stored = case.place.stored
    if outcome == "unchanged" and stored and stored.key in pushed.own:
        outcome = "updated"
    problems: list[Problem] = [*((case.refusal,) if case.refusal else ()), *case.warnings]
    if written:
        problems += written.problems
    rev = written.rev if written else stored.rev if stored and stored.visible else None
    result = RowResult(
        key=case.place.sent.key,
        outcome=outcome,
        rev=rev,
        values={} if outcome == "rejected" else _values(case, written, shown, columns=access.columns),
        problems=told(problems, access),
        conflicts=[_conflict(clash, access) for clash in case.merged.clashes],
    )
    if case.place.sent.own and outcome not in {"rejected", "conflict"}:
        result.values |= _own(case)
    if case.place.first_key:
        result.is_ = case.place.first_key
    return result


def _outcome(case: Case, written: Written | None) -> OutcomeName:
    if case.refusal is not None or (written is not None and is_rejected(written)):
        return "rejected"
    if case.merged.clashes:
        return "conflict"
    if written is None or not is_changed(case, written):
        return "unchanged"
    if any(problem.level == "hold" for problem in written.problems):
        return "held"
    if case.place.stored is None:
        return "created"
    return "merged" if case.behind else "updated"


def _values(
    case: Case, written: Written | None, shown: Mapping[str, Shown], *, columns: Columns
) -> dict[str, str | None]:
    """Return what the sheet shall show: server fields, defaults, others' changes, what it may not set."""
    stored = case.place.stored
    values: dict[str, str | None] = {}
    if stored is not None:
        values |= {field: text for field, text in stored.values.items() if field in case.place.sent.others}
        values |= case.merged.news
        seen = shown.get(stored.key)
        values |= _served(seen.values, columns) if seen else {}
    if written is not None:
        values |= written.values
    return columns.seen(values)


def _own(case: Case) -> dict[str, str | None]:
    """Return what stands in the actor's own columns of a row now."""
    after = {name: text for name, (_, text) in case.own.items()}
    return shown_own({name: text for name, text in {**case.place.own, **after}.items() if text is not None})


def _served(values: Values, columns: Columns) -> dict[str, str | None]:
    return {field: text for field, text in values.items() if field in columns.served}


def _conflict(clash: Clash, access: Access) -> Conflict:
    last = clash.last
    # A dealer is not told who in the house changed the order.
    told = last is not None and (not access.actor.outside or last.by == access.actor.name)
    return Conflict(
        field=clash.field,
        yours=None if clash.field in access.columns.secrets else clash.yours,
        theirs=clash.theirs,
        by=last.by if last and told else None,
        at=last.at.isoformat(timespec="seconds").replace("+00:00", "Z") if last else None,
    )


def told(problems: Iterable[Problem], access: Access) -> list[Problem]:
    """Return the problems as the actor may read them: a dealer learns nothing about other people's orders."""
    if not access.actor.outside:
        return list(problems)
    return [withhold(problem) for problem in problems]
