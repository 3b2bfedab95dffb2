"""A row and its history: no gaps, each revision following from the one before, up to what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.integrity.rules.records import Finding
from server.integrity.rules.words import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from server.integrity.rules.records import Kept, Revised, Texts


def check_history(
    row: Kept, revisions: Sequence[Revised], *, where: str, seeded: bool, linked: Collection[str]
) -> Iterator[Finding]:
    """Yield what is wrong between a row and its revisions (in order), texts of `linked` fields left out.

    A `seeded` row was there from the first start: its first revision may be missing.
    """
    first = 2 if seeded and (not revisions or revisions[0].rev > 1) else 1
    found = [revised.rev for revised in revisions]
    if found != list(range(first, row.rev + 1)):
        yield Finding("history_gap", where, f"{first}..{row.rev}", _runs(found))
        return
    if revisions and revisions[-1].stamp != row.stamp:
        yield Finding("history_stamp", where, str(revisions[-1].stamp), str(row.stamp))
    yield from _check_chain(revisions, where=where, begun=first == 1, linked=linked)
    replayed = replay(revisions)
    for field, text in _expected(row, replayed).items():
        if field in linked or (first > 1 and field not in replayed):
            continue
        if replayed.get(field) != text:
            yield Finding("history_replay", f"{where} {field}", shown(replayed.get(field)), shown(text))


def replay(revisions: Iterable[Revised]) -> dict[str, str | None]:
    """Return the values to which revisions lead."""
    values: dict[str, str | None] = {}
    for revised in revisions:
        values.update({field: after for field, (_, after) in revised.delta.items()})
    return values


def names_ever(revisions: Sequence[Revised], field: str) -> set[str | None]:
    """Return every text a field has had; blank, too, when the row began without one."""
    every = {text for revised in revisions for text in revised.delta.get(field, ())}
    return every if revisions and field in revisions[0].delta else every | {None}


def _check_chain(
    revisions: Sequence[Revised], *, where: str, begun: bool, linked: Collection[str]
) -> Iterator[Finding]:
    values: dict[str, str | None] = {}
    for revised in revisions:
        for field, (before, after) in revised.delta.items():
            known = field in values or begun
            if known and field not in linked and values.get(field) != before:
                place = f"{where} rev {revised.rev} {field}"
                yield Finding("history_chain", place, shown(values.get(field)), shown(before))
            values[field] = after


def _expected(row: Kept, replayed: Texts) -> Texts:
    """Return the texts the history must lead to: none of a row that was taken back."""
    return dict.fromkeys(replayed) if row.texts is None else row.texts


def _runs(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers[:12])) + ("…" if len(numbers) > 12 else "") or "—"  # noqa: PLR2004
