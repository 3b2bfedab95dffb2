"""When a decision has lain too long: a reminder at its limit, its superiors at twice the limit, once each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from server.notices.rules.events import Event, Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from server.notices.rules.events import OpenStep


class Stage(StrEnum):
    """How far a stalled step has come."""

    REMIND = "remind"
    ESCALATE = "escalate"


TIMES = {Stage.REMIND: 1, Stage.ESCALATE: 2}
"""How many times the limit has to pass."""
KINDS = {Stage.REMIND: Kind.REMINDER, Stage.ESCALATE: Kind.ESCALATED}


@dataclass(frozen=True, slots=True)
class Stalled:
    """A step that has come to a stage, and the moment it did."""

    step: OpenStep
    stage: Stage
    at: dt.datetime


def stalled(
    steps: Sequence[OpenStep],
    after: Callable[[dt.datetime, Decimal], dt.datetime],
    *,
    now: dt.datetime,
) -> list[Stalled]:
    """Return what has come to a stage by now: exactly at the limit counts, a moment before does not.

    A step whose limit is 0 has none. Which of them were told already is the matter of their dedupe keys.
    """
    return [
        found for step in steps if step.limit_hours > 0 for found in _stages(step, after) if found.at <= now
    ]


def event_of(found: Stalled) -> Event:
    """Return what people are told; never urgent: nobody is woken because somebody else let something lie."""
    step, hours = found.step, _text(_hours(found.step, found.stage))
    return Event(
        kind=KINDS[found.stage],
        subject=step.key,
        dedupe=f"stall/{step.key}/{step.since.isoformat()}/{found.stage}",
        users=step.users if found.stage is Stage.REMIND else step.superiors,
        facts={**step.facts, "waited": hours, "waiting_for": "、".join(step.users)},
        rev=step.rev,
    )


def _stages(step: OpenStep, after: Callable[[dt.datetime, Decimal], dt.datetime]) -> Iterator[Stalled]:
    for stage in Stage:
        yield Stalled(step, stage, after(step.since, _hours(step, stage)))


def _hours(step: OpenStep, stage: Stage) -> Decimal:
    return Decimal(str(step.limit_hours)) * TIMES[stage]


def _text(hours: Decimal) -> str:
    return f"{hours.normalize():f}"
