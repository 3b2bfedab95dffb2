"""What a submission did to each row, what others did to it since, and so what an undo may put back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.views.contract import Reversal
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from server.views.contract import Delta, Stored
    from sync.fields.kinds import Field
    from sync.protocol.messages import Problem


@dataclass(frozen=True, slots=True)
class Past:
    """A revision as undo looks at it. `beside`: its submission did not send the row."""

    view: str
    key: str
    rev: int
    delta: Delta
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Footprint:
    """All a submission did to one row, from revision `rev` on; `since` are fields others changed later."""

    key: str
    rev: int
    delta: Delta
    since: frozenset[str] = frozenset()

    @property
    def created(self) -> bool:
        """Tell whether the submission made the row."""
        return self.rev == 1


def footprints(own: Iterable[Past], later: Iterable[Past]) -> list[Footprint]:
    """Return a footprint for each row the submission sent, in the order of first revisions."""
    firsts: dict[str, int] = {}
    deltas: defaultdict[str, dict[str, tuple[str | None, str | None]]] = defaultdict(dict)
    for past in own:
        if not past.beside:
            firsts.setdefault(past.key, past.rev)
        for name, (before, after) in past.delta.items():
            known = deltas[past.key].get(name)
            deltas[past.key][name] = (known[0] if known else before, after)
    since: defaultdict[str, set[str]] = defaultdict(set)
    for past in later:
        since[past.key] |= past.delta.keys()
    return [Footprint(key, rev, deltas[key], frozenset(since[key])) for key, rev in firsts.items()]


def refusal(mark: Footprint, stored: Stored | None, *, fields: Mapping[str, Field]) -> Problem | None:
    """Return why a row cannot be taken back, or None. `fields` are those that people write.

    Of a created row all such fields count, also those left blank: ending it would undo others' work. What
    others changed and took back again is as the submission left it.
    """
    if stored is None or not stored.visible:
        return problem("unknown_row")
    own = fields.keys() if mark.created else mark.delta.keys()
    left = {name: after for name, (_, after) in mark.delta.items()}
    lost = [
        name
        for name in fields
        if name in own and name in mark.since and stored.values.get(name) != left.get(name)
    ]
    if not lost:
        return None
    return problem("changed_since", lost[0], fields="、".join(fields[name].label for name in lost))


def reversal(mark: Footprint, stored: Stored, *, fields: Mapping[str, Field]) -> Reversal:
    """Return what is to be put back: the old values of fields people write; of a created row none."""
    restore = {
        name: before
        for name, (before, _) in mark.delta.items()
        if name in fields and before != stored.values.get(name)
    }
    return Reversal(
        stored=stored, created=mark.created, restore={} if mark.created else restore, delta=mark.delta
    )
