"""What a sent row is and what it wants, decided from values alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct

from server.views.contract import Delta, Edit, Stored, Values
from server.views.identity import contradicts
from server.views.intake import Sent
from server.views.merge import Clash, Merge, Record, changes_since, merge
from server.views.own import NO_CHANGES, NO_TEXTS, complaints, delta_of
from sync.protocol.messages import Problem
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.views.columns import Columns

LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Marks:
    """Fields of a view by which rows are known again, and those that an edit is made in sight of."""

    witness: Sequence[str] = ()
    sighted: frozenset[str] = frozenset()


class First(Struct, frozen=True, gc=False):
    """How a row began: the values it was first sent with, and whether a command came with them."""

    sent: Values
    command_at: int | None = None


class Place(Struct, frozen=True, gc=False):
    """A sent row beside what is stored for it.

    `first_key` is set when the row's key was lost and found: the key it was first sent under. `first` and
    `records` (revisions after the sent one) are there as far as the merge needs them. `born` is what a new
    row came with, as its history keeps it. `own` are the texts in columns of the actor's own.
    """

    sent: Sent
    stored: Stored | None
    first_key: str | None = None
    first: First | None = None
    records: Sequence[Record] = ()
    born: bytes | None = None
    own: Mapping[str, str] = NO_TEXTS


class Case(Struct, frozen=True, gc=False):
    """A row and what shall happen to it: refused, in conflict, an edit to apply, or nothing.

    `own` is what it changes in columns of the actor's own. Of a refused row `warnings` are also wrong.
    """

    place: Place
    refusal: Problem | None = None
    merged: Merge = Merge()
    edit: Edit | None = None
    warnings: tuple[Problem, ...] = ()
    own: Delta = NO_CHANGES

    @property
    def known(self) -> bool:
        """Tell whether the row is stored, and the actor may know it."""
        return self.place.stored is not None and self.refusal is None

    @property
    def behind(self) -> bool:
        """Tell whether the row was sent from an older revision than the stored one."""
        stored = self.place.stored
        return stored is not None and self.place.sent.base < stored.rev


def decide(place: Place, *, columns: Columns, marks: Marks, restore: bool) -> Case:
    """Return the case of a row. With `restore` an unknown key that has a revision is created again."""
    refusal = _refusal(place, columns=columns, witness=marks.witness, restore=restore)
    if refusal is not None:
        return Case(place, refusal=refusal)
    wrong = tuple(complaints(place.sent.own, place.own)) if place.sent.own else ()
    if wrong:
        return Case(place, refusal=wrong[0], warnings=wrong[1:])
    warnings = tuple(_not_writable(place, columns))
    if place.stored is None:
        return _new(place, warnings)
    merged = _merged(place, place.stored)
    if marks.sighted and merged.changes:
        merged, unseen = _in_sight(place, place.stored, merged, columns=columns, sighted=marks.sighted)
        warnings = (*warnings, *unseen)
    command, spent = (None, place.sent.command) if _is_spent(place) else (place.sent.command, None)
    edit = None
    if not merged.clashes and (merged.changes or command or _differs(place, columns)):
        edit = Edit(
            key=place.stored.key,
            stored=place.stored,
            changes=merged.changes,
            sent={**place.sent.values, **place.sent.others},
            command=command,
            spent_command=spent,
        )
    own = NO_CHANGES if merged.clashes else delta_of(place.sent.own, place.own)
    return Case(place, merged=merged, edit=edit, warnings=warnings, own=own)


def _refusal(place: Place, *, columns: Columns, witness: Sequence[str], restore: bool) -> Problem | None:
    sent, stored = place.sent, place.stored
    if stored is None:
        unknown = not sent.valid or (sent.rev is not None and not restore)
        return problem("unknown_row") if unknown else None
    if not stored.visible:
        return problem("unknown_row")
    shown = {name: columns.fields[name] for name in witness}
    if contradicts(sent.witness, stored.values, fields=shown):
        numbers = (f"{known.label} {stored.values.get(name) or '—'}" for name, known in shown.items())
        return problem("wrong_row", stored="，".join(numbers))
    return None


def _new(place: Place, warnings: tuple[Problem, ...]) -> Case:
    sent = place.sent
    restored = sent.rev is not None
    edit = Edit(
        key=sent.key,
        stored=None,
        changes={name: text for name, text in sent.values.items() if text is not None},
        sent={**sent.values, **sent.others},
        command=sent.command,
        restored=restored,
    )
    warned = (*warnings, problem("restored")) if restored else warnings
    return Case(place, edit=edit, warnings=warned, own=delta_of(sent.own, NO_TEXTS))


def _merged(place: Place, stored: Stored) -> Merge:
    sent = place.sent
    since = changes_since(sent.base, stored.rev, place.records)
    first_sent = place.first.sent if place.first and sent.rev is None else None
    return merge(sent.values, stored.values, since=since, first_sent=first_sent)


def _in_sight(
    place: Place, stored: Stored, merged: Merge, *, columns: Columns, sighted: frozenset[str]
) -> tuple[Merge, list[Problem]]:
    """Return the merge as conflicts where something changed that the edit was made in sight of."""
    since = changes_since(place.sent.base, stored.rev, place.records) or {}
    unseen = {
        name: change
        for name, change in since.items()
        if name in sighted and change.before != stored.values.get(name)
    }
    if not unseen:
        return merged, []
    last = max(unseen.values(), key=lambda change: change.at)
    clashes = tuple(Clash(name, text, stored.values.get(name), last) for name, text in merged.changes.items())
    changes = "；".join(
        f"{columns.fields[name].label} {change.before or '—'} → {stored.values.get(name) or '—'}"
        for name, change in unseen.items()
    )
    return Merge(clashes=clashes, news=merged.news), [problem("changed_in_sight", None, changes=changes)]


def refused_edit(place: Place) -> Edit:
    """Return what a refused row wanted, as far as the actor may know that it is stored."""
    stored = place.stored if place.stored and place.stored.visible else None
    values = place.sent.values
    changes = values if stored else {name: text for name, text in values.items() if text is not None}
    return Edit(key=place.sent.key, stored=stored, changes=changes, sent={**values, **place.sent.others})


def _is_spent(place: Place) -> bool:
    """Tell whether a command was run for this key and revision before."""
    at = place.sent.rev or 0
    run = {record.command_at for record in place.records}
    if place.first:
        run.add(place.first.command_at)
    return at in run or place.first_key is not None


def _differs(place: Place, columns: Columns) -> bool:
    """Tell whether the sheet shows another value where the view compares what it does not take."""
    stored = place.stored.values if place.stored else {}
    compared = (
        name for name in place.sent.others if name in columns.fields and columns.fields[name].compared
    )
    return any(place.sent.others[name] not in {None, stored.get(name)} for name in compared)


def _not_writable(place: Place, columns: Columns) -> Iterable[Problem]:
    """Warn of values that the actor does not write and that differ from what he sees stored.

    Of what he does not see he is not told, either, whether a guess is right.
    """
    stored = columns.seen(place.stored.values) if place.stored else {}
    for name, text in place.sent.others.items():
        known = columns.fields.get(name)
        if text == stored.get(name) or (known is not None and known.compared):
            continue
        yield problem("not_writable", name, label=known.label if known else name[:LONGEST_LABEL])
