"""Which steps an order needs: of each step the first rule that fits decides, a person or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.approvals.rules.records import MANAGER, Asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from server.approvals.rules.records import Rule, Subject

NOBODY_ELSE = Asked(step="经理审批", role=MANAGER, place=0)
"""What an order needs that no rule is about: it is never approved for want of rules."""


def route(rules: Iterable[Rule], subject: Subject) -> list[Asked]:
    """Return the steps of an order, in their order."""
    by_step: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.place, rule.key)):
        by_step.setdefault(rule.step, []).append(rule)
    found = (_first(fitting, subject) for fitting in by_step.values())
    return [_asked(rule) for rule in found if rule] or [NOBODY_ELSE]


def asks_who_is_new(rules: Iterable[Rule]) -> bool:
    """Tell whether a rule asks if customers are new, which must be looked up."""
    return any(rule.new_customer is not None for rule in rules)


def fits(rule: Rule, subject: Subject) -> bool:
    """Tell whether a rule is about an order: what is unknown never passes, and is always asked about."""
    return all(rule.automatic is False if held is None else held for held in _conditions(rule, subject))


def _conditions(rule: Rule, subject: Subject) -> list[bool | None]:
    return [
        _within(subject.amount, rule.amount_from, rule.amount_to),
        _within(subject.deviation, rule.deviation_from, rule.deviation_to),
        rule.level is None or rule.level == subject.level,
        rule.terms is None or rule.terms == subject.terms,
        rule.channel is None or rule.channel == subject.channel,
        *(_agrees(rule, subject, name) for name in ("in_stock", "new_customer", "within_credit")),
    ]


def _within(value: Decimal | None, lowest: Decimal | None, highest: Decimal | None) -> bool | None:
    if lowest is None and highest is None:
        return True
    if value is None:
        return None
    return (lowest is None or lowest <= value) and (highest is None or value <= highest)


def _agrees(rule: Rule, subject: Subject, name: str) -> bool | None:
    asked, known = getattr(rule, name), getattr(subject, name)
    if asked is None:
        return True
    return None if known is None else asked == known


def _first(rules: Sequence[Rule], subject: Subject) -> Rule | None:
    return next((rule for rule in rules if fits(rule, subject)), None)


def _asked(rule: Rule) -> Asked:
    return Asked(
        step=rule.step,
        role=rule.role,
        place=rule.place,
        automatic=rule.automatic,
        hours=rule.hours,
        rule=rule.key,
    )
