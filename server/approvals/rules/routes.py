"""Which steps an order needs: of each step the first rule that fits decides, a person or none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from server.approvals.rules.records import MANAGER, Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal

    from server.approvals.rules.records import Rule, Subject

NOBODY_ELSE = Asked(step="经理审批", role=MANAGER, place=0)
"""What an order needs that no rule is about: it is never approved for want of rules."""
Condition: TypeAlias = "Callable[[Subject], bool | None]"
"""Whether it holds of an order; None where that is not known."""
Plan: TypeAlias = "Sequence[Sequence[tuple[Sequence[Condition], Asked]]]"
"""Of each step, in their order, its rules: their conditions, and what they ask."""


def plan_of(rules: Iterable[Rule]) -> Plan:
    """Return rules made ready to be asked of many orders."""
    by_step: dict[str, list[tuple[Sequence[Condition], Asked]]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.place, rule.key)):
        by_step.setdefault(rule.step, []).append((tuple(_conditions(rule)), _asked(rule)))
    return list(by_step.values())


def route(plan: Plan, subject: Subject) -> list[Asked]:
    """Return the steps of an order, in their order."""
    found = [asked for rules in plan if (asked := _first(rules, subject))]
    return found or [NOBODY_ELSE]


def asks_who_is_new(rules: Iterable[Rule]) -> bool:
    """Tell whether a rule asks if customers are new, which must be looked up."""
    return any(rule.new_customer is not None for rule in rules)


def _first(rules: Sequence[tuple[Sequence[Condition], Asked]], subject: Subject) -> Asked | None:
    """Return what the first rule that fits asks: what is unknown never passes, and is always asked about."""
    for conditions, asked in rules:
        for holds in conditions:
            held = holds(subject)
            if held is False or (held is None and asked.automatic):
                break
        else:
            return asked
    return None


def _conditions(rule: Rule) -> list[Condition]:
    """Return what a rule asks; blank conditions ask nothing."""
    ranges = (
        ("amount", rule.amount_from, rule.amount_to),
        ("deviation", rule.deviation_from, rule.deviation_to),
    )
    exact = ("level", "terms", "channel")
    known = ("in_stock", "new_customer", "within_credit")
    return [
        *(partial(_within, name, low, high) for name, low, high in ranges if (low, high) != (None, None)),
        *(partial(_is, name, value) for name in exact if (value := getattr(rule, name)) is not None),
        *(partial(_agrees, name, value) for name in known if (value := getattr(rule, name)) is not None),
    ]


def _within(name: str, lowest: Decimal | None, highest: Decimal | None, subject: Subject) -> bool | None:
    value = getattr(subject, name)
    if value is None:
        return None
    return (lowest is None or lowest <= value) and (highest is None or value <= highest)


def _is(name: str, value: str, subject: Subject) -> bool:
    return bool(getattr(subject, name) == value)


def _agrees(name: str, value: object, subject: Subject) -> bool | None:
    known = getattr(subject, name)
    return None if known is None else known == value


def _asked(rule: Rule) -> Asked:
    return Asked(
        step=rule.step,
        role=rule.role,
        place=rule.place,
        automatic=rule.automatic,
        hours=rule.hours,
        rule=rule.key,
    )
