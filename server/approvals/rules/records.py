"""Rules, steps, orders and people as the rules of approvals see them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

MANAGER, ADMIN = "manager", "admin"


class State(StrEnum):
    """What became of a step. Decided ones count until a change makes them void."""

    OPEN = "open"
    PAUSED = "paused"
    APPROVED = "approved"
    PASSED = "passed"
    REJECTED = "rejected"
    VOID = "void"
    ENDED = "ended"


STANDING = frozenset({State.OPEN, State.PAUSED})
DONE = frozenset({State.APPROVED, State.PASSED})
DECIDED = frozenset({State.APPROVED, State.REJECTED})


class Verdict(StrEnum):
    """Words of the column 决定."""

    APPROVE = "同意"
    REJECT = "驳回"
    HAND_ON = "转交"


class Rule(Struct, frozen=True, kw_only=True, gc=False):
    """One row of 审批规则: conditions that are None ask nothing. `automatic` ones pass without a person."""

    key: str
    place: int
    step: str
    role: str
    automatic: bool = False
    hours: Decimal = Decimal(4)
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    level: str | None = None
    terms: str | None = None
    in_stock: bool | None = None
    deviation_from: Decimal | None = None
    deviation_to: Decimal | None = None
    new_customer: bool | None = None
    channel: str | None = None
    within_credit: bool | None = None


class Subject(Struct, frozen=True, kw_only=True, gc=False):
    """What is known of an order; None is unknown. `deviation` is the largest from a list price, percent."""

    amount: Decimal
    level: str | None = None
    terms: str | None = None
    channel: str | None = None
    in_stock: bool | None = None
    deviation: Decimal | None = None
    new_customer: bool | None = None
    within_credit: bool | None = None


class Asked(Struct, frozen=True, kw_only=True, gc=False):
    """A step that an order needs, and the rule (key) that says so."""

    step: str
    role: str
    place: int
    automatic: bool = False
    hours: Decimal = Decimal(4)
    rule: str | None = None


class Step(Struct, frozen=True, gc=False):
    """One decision of one order. `assignee` is whom it was handed on to, `comment` what was said last."""

    key: str
    order: str
    step: str
    role: str
    place: int
    hours: Decimal
    state: str
    opened_at: dt.datetime
    due_at: dt.datetime | None = None
    rule: str | None = None
    assignee: str | None = None
    handed_by: str | None = None
    decision: str | None = None
    comment: str | None = None
    decided_by: str | None = None
    decided_for: str | None = None
    decided_at: dt.datetime | None = None
    evidence: str | None = None
    rev: int = 1


class Person(Struct, frozen=True, kw_only=True, gc=False):
    """An active user of the house. The deputy stands in on both dates, too."""

    name: str
    role: str
    shown: str | None = None
    superior: str | None = None
    deputy: str | None = None
    deputy_from: dt.date | None = None
    deputy_to: dt.date | None = None

    def stands_in(self, today: dt.date) -> str | None:
        """Return who stands in today; somebody named without any date does not."""
        if self.deputy is None or (self.deputy_from is None and self.deputy_to is None):
            return None
        begun = self.deputy_from is None or self.deputy_from <= today
        return self.deputy if begun and (self.deputy_to is None or today <= self.deputy_to) else None
