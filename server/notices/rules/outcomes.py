"""What became of a try to send, and what follows from it for the delivery."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from server.notices.rules.hours import MOST_TRIES, pause_after

if TYPE_CHECKING:
    import datetime as dt


class Fate(StrEnum):
    """How a try ended."""

    SENT = "sent"
    FAILED = "failed"  # certainly not sent; may go well next time
    BUSY = "busy"  # certainly not sent: too many; the way is to be left alone for a while
    UNKNOWN = "unknown"  # the connection broke after it was sent: it may have arrived
    REFUSED = "refused"  # will never go this way: no such member, no such address
    STOPPED = "stopped"  # the way itself is shut: a wrong secret, a foreign address


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a try ended; `wait_seconds` is what the other side asked for, `code` unlocks a later update."""

    fate: Fate
    detail: str = ""
    wait_seconds: int = 0
    code: str | None = None


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    KEPT = "kept"  # there is no way to this person but the inbox
    VOID = "void"  # settled before it was sent
    DEAD = "dead"  # given up: an administrator sees why


@dataclass(frozen=True, slots=True)
class Next:
    """What follows: the state, when it is due again, whether its way is crossed out or rests for a while."""

    state: State
    due_at: dt.datetime
    crossed_out: bool = False
    rest_until: dt.datetime | None = None
    counts: bool = True


def follow(outcome: Outcome, *, tries: int, repeatable: bool, now: dt.datetime) -> Next:
    """Return what follows from the outcome of a delivery's try number `tries`.

    `repeatable`: the same again within minutes arrives once, so a try of unknown outcome may be repeated.
    A way that is crossed out leaves the next one; without a next one the delivery is dead.
    """
    later = now + max(pause_after(tries), _seconds(outcome.wait_seconds))
    match outcome.fate:
        case Fate.SENT:
            return Next(State.SENT, now)
        case Fate.BUSY:
            rest = now + _seconds(max(outcome.wait_seconds, 60))
            return Next(State.WAITING, rest, rest_until=rest, counts=False)
        case Fate.STOPPED if tries < MOST_TRIES:
            return Next(State.WAITING, later, rest_until=later)
        case Fate.UNKNOWN if not repeatable:
            return Next(State.DEAD, now)
        case Fate.FAILED | Fate.UNKNOWN if tries < MOST_TRIES:
            return Next(State.WAITING, later)
        case _:
            return Next(State.WAITING, now, crossed_out=True)


def _seconds(count: int) -> dt.timedelta:
    return pause_after(1) * count / 60
