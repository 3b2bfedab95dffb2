"""What features tell of: an `Event`, and the sink it is handed to within the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection


class Kind(StrEnum):
    """What happened. Words, buttons and ways of each kind are in `rules/words.py`.

    Those of a decision have the key of its row in view `todo` as subject, the others the key of an order.
    `DECIDED` and `WITHDRAWN` settle what was told of their subject before: what was not yet sent is not sent
    any more, cards lose their buttons. They may have no recipients.
    """

    DECISION_WANTED = "decision_wanted"  # a step waits for these people
    HANDED_ON = "handed_on"  # a colleague passed a decision on to them
    REMINDER = "reminder"  # it has waited as long as it may
    ESCALATED = "escalated"  # to the superior: it has waited longer than that
    DECIDED = "decided"  # settled by a person; facts `by`, `decision`
    WITHDRAWN = "withdrawn"  # settled: there is nothing to decide any more
    ORDER_APPROVED = "order_approved"  # to whoever entered it
    ORDER_REJECTED = "order_rejected"  # to whoever entered it; facts `by`, `reason`
    ORDER_HELD = "order_held"  # to whoever can release it; fact `hold`
    NOT_DELIVERED = "not_delivered"  # to administrators, by the outbox itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something people are told of.

    `dedupe` names the event for good, like `decision/<key>/open/1`: whoever was told of it under this name is
    not told again, whichever process posts it twice. `users` are sign-in names, `roles` stand for all their
    active users; who is in both gets one notice. `facts` are texts to show, by the names in
    `rules/words.LABELS`: `order_no`, `customer`, `amount`, `requested_on`, `step`, `by`, `reason`, …; other
    ones are not shown. `rev` is the revision of the decision's row that is shown: a button pressed on it
    decides that one. Nothing is sent before `not_before`, nor in quiet hours unless `urgent` and the rule
    加急不受免打扰限制 says so. The notice stands in the inbox at once.
    """

    kind: Kind
    subject: str
    dedupe: str
    users: Sequence[str] = ()
    roles: Sequence[str] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    rev: int | None = None
    not_before: dt.datetime | None = None
    urgent: bool = False


Sink: TypeAlias = Callable[["Connection", Sequence[Event], "dt.datetime"], None]
"""`post(conn, events, now)`: writes notices and outbox rows in the caller's transaction and sends nothing.

A fixed number of statements for any number of events.
"""


def nowhere(conn: Connection, events: Sequence[Event], now: dt.datetime) -> None:
    """Tell nobody: the sink of those who have been given none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """A decision that waits, as the clock of stalls needs to know it.

    `key` is its row in view `todo`; `users` are those it waits for now (deputies and hand-ons settled),
    `superiors` whom it goes to when they let it lie. `limit_hours` are working hours since `since`. The fact
    `history` tells the superiors in a line or two what was done on the order so far.
    """

    key: str
    since: dt.datetime
    limit_hours: float
    users: Sequence[str]
    superiors: Sequence[str]
    facts: Mapping[str, str] = field(default_factory=dict)
    rev: int | None = None


OpenSteps: TypeAlias = Callable[["Connection", "dt.datetime"], Sequence[OpenStep]]
"""`open_steps(conn, now)`: every decision that waits for a person; given by approvals through wiring."""


class Decision(StrEnum):
    """What a button on a card or a page decides, in the words of the sheet."""

    APPROVE = "同意"
    REJECT = "驳回"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A decision somebody made elsewhere than on a sheet: `user` (sign-in name) about the row `key`."""

    key: str
    decision: Decision
    user: str
    comment: str | None = None
    rev: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a ruling counts, and a sentence for who made it: what is wrong, or who was faster."""

    counts: bool
    sentence: str = ""


Decide: TypeAlias = Callable[["Connection", Ruling, "dt.datetime"], Verdict]
"""`decide(conn, ruling, now)`: does what the sheet would do, with the rights its user has there."""
