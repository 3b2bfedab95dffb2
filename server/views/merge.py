"""The three-way merge of one row, field by field: values at the base, values sent, values now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from server.views.contract import Values

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from server.views.contract import Delta


@dataclass(frozen=True, slots=True)
class Record:
    """One revision of a row: who changed what. `command_at` is the revision at which a command was given."""

    rev: int
    actor: str
    at: dt.datetime
    delta: Delta
    command_at: int | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a field after a base: its value there, and who changed it last."""

    before: str | None
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Clash:
    """A field changed by both sides; `last` names the other side where it is known."""

    field: str
    yours: str | None
    theirs: str | None
    last: Since | None


class Merge(Struct, frozen=True, gc=False):
    """`changes` are to be written, with `clashes` nothing. `news` are stored values the sheet cannot know."""

    changes: Values = msgspec.field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    news: Values = msgspec.field(default_factory=dict)


def changes_since(base: int, now: int, records: Iterable[Record]) -> dict[str, Since] | None:
    """Return what changed after revision `base` by field; None when the row never had such a revision.

    A gap in the records also answers None: what is not known to be unchanged must not be overwritten.
    """
    later = sorted((record for record in records if base < record.rev <= now), key=lambda record: record.rev)
    if not 1 <= base <= now or len(later) != now - base:
        return None
    found: dict[str, Since] = {}
    for record in later:
        for name, (before, _) in record.delta.items():
            first = found.get(name)
            found[name] = Since(first.before if first else before, record.actor, record.at)
    return found


def merge(
    sent: Values, now: Values, *, since: Mapping[str, Since] | None, first_sent: Values | None = None
) -> Merge:
    """Return what of the sent values is to be written over the stored ones.

    `since` tells what others did after the base (None: the base is unknown, so every difference is a clash).
    `first_sent` is given for a row that never heard its revision: a value equal to the one first sent was not
    edited, whatever it became when it was stored.
    """
    changes: dict[str, str | None] = {}
    clashes: list[Clash] = []
    for name, yours in sent.items():
        theirs = now.get(name)
        if yours == theirs or (first_sent is not None and yours == first_sent.get(name)):
            continue
        change = since.get(name) if since is not None else None
        if since is not None and (change is None or change.before == theirs):
            changes[name] = yours
        elif change is None or change.before != yours:
            clashes.append(Clash(name, yours, theirs, change))
    edited = changes.keys() | {clash.field for clash in clashes}
    unseen = _unseen(sent, now, since=since, first_sent=first_sent) - edited
    return Merge(changes, tuple(clashes), {name: now.get(name) for name in sorted(unseen)})


def _unseen(
    sent: Values, now: Values, *, since: Mapping[str, Since] | None, first_sent: Values | None
) -> set[str]:
    """Return the fields whose stored value the sheet cannot know."""
    if since is None:
        return set(now) - set(sent)
    changed = {name for name, change in since.items() if change.before != now.get(name)}
    if first_sent is None:
        return changed
    return changed | {name for name in now if sent.get(name) is None}
