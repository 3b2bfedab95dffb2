"""What features tell of and decide, as values: events, steps that wait, rulings."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence


class Kind(StrEnum):
    """What happened. Words, buttons and ways of each kind are in `rules/words.py`.

    Those of a decision have the key of its row in view `todo` as subject, the others the key of an order.
    `DECIDED` and `WITHDRAWN` settle what was told of their subject before: what was not yet sent is not sent
    any more, cards lose their buttons. They may have no recipients.
    """

    DECISION_WANTED = "decision_wanted"  # a step waits for these people
    DECISIONS_WANTED = "decisions_wanted"  # many at once: told together, each decided where it stands
    HANDED_ON = "handed_on"  # a colleague passed a decision on to them
    REMINDER = "reminder"  # it has waited as long as it may
    ESCALATED = "escalated"  # to the superior: it has waited longer than that
    DECIDED = "decided"  # settled by a person; facts `by`, `decision`
    WITHDRAWN = "withdrawn"  # settled: there is nothing to decide any more
    ORDER_APPROVED = "order_approved"  # to whoever entered it
    ORDER_REJECTED = "order_rejected"  # to whoever entered it; facts `by`, `reason`
    ORDER_HELD = "order_held"  # to whoever can release it; fact `hold`
    RULING_REFUSED = "ruling_refused"  # to whoever pressed a button in vain; fact `detail`
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


class Decision(StrEnum):
    """What a button on a card or a page decides, in the words of the sheet."""

    APPROVE = "同意"
    REJECT = "驳回"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A decision somebody made elsewhere than on a sheet: `user` (sign-in name) about the row `key`.

    `rev` is the revision he saw. The same `request` (a key) again gets the same verdict and decides nothing.
    """

    key: str
    decision: Decision
    user: str
    comment: str | None = None
    rev: int | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a ruling counts, and a sentence for who made it: what is wrong, or who was faster."""

    counts: bool
    sentence: str = ""
