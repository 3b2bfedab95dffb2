"""A month of approvals with people who are made up: `python -m tests.simulations.approvals` prints the table.

The route of every order and the factory calendar are the product's own; when people look is a model. The text
beside the figures is docs/approvals-simulation.md.
"""

from __future__ import annotations

import bisect
import datetime as dt
import heapq
import random
import sys
from dataclasses import dataclass, field
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from server.approvals.rules.records import Asked, Rule
from server.approvals.rules.routes import plan_of, route
from server.approvals.service.seeding import STEPS
from server.masterdata.calendar import is_free_day
from tests.simulations.orders import SHANGHAI, Arrival, arrivals

if TYPE_CHECKING:
    from collections.abc import Mapping

SEED = 42
SHIFTS = ((8, 12), (13, 17))
HOURS_A_DAY = 8.0
PEOPLE = {"sales_supervisor": 2, "production_manager": 1, "finance": 2}
LOOKS_EVERY = 14.0
"""Working hours between two looks of one person, on average, when nothing calls."""
ABSENT = 0.08
"""Share of working days on which somebody is away."""
MINUTES_EACH = 2.0
ANSWERS_WITHIN = 0.5
"""Working hours from a reminder, or from an escalation to a superior, until it is answered, on average."""
LIMIT = 4.0


@dataclass(frozen=True)
class Case:
    """What is switched on."""

    name: str
    automatic: bool
    calling: bool


CASES = (
    Case("都不开", automatic=False, calling=False),
    Case("只开自动通过", automatic=True, calling=False),
    Case("只开提醒和上报", automatic=False, calling=True),
    Case("两样都开", automatic=True, calling=True),
)


@dataclass(frozen=True)
class Outcome:
    """What a case came to: hours from entry to the last approval, and how many decisions people made."""

    case: Case
    wall: list[float]
    working: list[float]
    decisions: int

    @property
    def figures(self) -> tuple[str, ...]:
        """Return the row of the table."""
        ninth = sorted(self.working)[int(len(self.working) * 0.9)]
        return (
            self.case.name,
            f"{mean(self.working):.1f}",
            f"{median(self.working):.1f}",
            f"{ninth:.1f}",
            f"{mean(self.wall):.1f}",
            f"{self.decisions}",
        )


class Clock:
    """Working hours since the first of January, there and back."""

    def __init__(self, start: dt.date, days: int) -> None:
        self.begins: list[dt.datetime] = []
        self.passed: list[float] = []
        total = 0.0
        for date in (start + dt.timedelta(days=day) for day in range(days)):
            for first, last in () if is_free_day(date) else SHIFTS:
                self.begins.append(dt.datetime.combine(date, dt.time(first), SHANGHAI))
                self.passed.append(total)
                total += last - first

    def hours(self, moment: dt.datetime) -> float:
        """Return the working hours until a moment."""
        place = bisect.bisect_right(self.begins, moment) - 1
        if place < 0:
            return 0.0
        since = (moment - self.begins[place]).total_seconds() / 3600
        return self.passed[place] + min(
            since, SHIFTS[place % len(SHIFTS)][1] - SHIFTS[place % len(SHIFTS)][0]
        )

    def moment(self, hours: float) -> dt.datetime:
        """Return when so many working hours have passed."""
        place = bisect.bisect_right(self.passed, hours) - 1
        return self.begins[place] + dt.timedelta(hours=hours - self.passed[place])


@dataclass
class Desk:
    """Everybody of one role: when one of them looks, and how much each look has to do."""

    looks: list[float]
    chance: random.Random
    load: dict[float, int] = field(default_factory=dict)

    def settled(self, since: float, *, calling: bool) -> float:
        """Return when a step that waits since then is decided."""
        look = self.looks[bisect.bisect_right(self.looks, since)]
        if calling:
            for times in (1, 2):  # the reminder, then the superior
                answered = since + times * LIMIT + self.chance.expovariate(1 / ANSWERS_WITHIN)
                look = min(look, answered)
        self.load[look] = self.load.get(look, 0) + 1
        return look + self.load[look] * MINUTES_EACH / 60


def desk_of(people: int, *, chance: random.Random, hours: float) -> Desk:
    """Return the looks of people over a time: at random, but not on days they are away."""
    looks = []
    for _ in range(people):
        days = int(hours / HOURS_A_DAY) + 1
        away = {day for day in range(days) if chance.random() < ABSENT}
        at = chance.expovariate(1 / LOOKS_EVERY)
        while at < hours:
            if int(at / HOURS_A_DAY) not in away:
                looks.append(at)
            at += chance.expovariate(1 / LOOKS_EVERY)
    return Desk(sorted(looks), chance)


def rules(*, automatic: bool) -> list[Rule]:
    """Return the rules a new server has, those that pass without a person switched on or off."""
    found = []
    for place, step, role, passing in STEPS:
        if automatic:
            found.append(_passing(place, step, role, passing))
        found.append(Rule(key=f"{place + 5}", place=place + 5, step=step, role=role))
    return found


def _passing(place: int, step: str, role: str, passing: Mapping[str, Any]) -> Rule:
    return Rule(
        key=f"{place}",
        place=place,
        step=step,
        role=role,
        automatic=True,
        deviation_to=passing.get("deviation_to"),
        new_customer=passing.get("new_customer"),
        in_stock=True if "stock" in passing else None,
        within_credit=True if "credit" in passing else None,
    )


def run(orders: list[Arrival], case: Case) -> Outcome:
    """Let every order go its way and return how long that took."""
    clock = Clock(orders[0].at.date(), 120)
    chance = random.Random(SEED)
    desks = {role: desk_of(people, chance=chance, hours=clock.passed[-1]) for role, people in PEOPLE.items()}
    plan = plan_of(rules(automatic=case.automatic))
    waiting: list[tuple[float, str, list[Asked], Arrival]] = []
    ends: dict[str, float] = {}
    decisions = 0
    for order in orders:
        steps = [asked for asked in route(plan, order.subject) if not asked.automatic]
        heapq.heappush(waiting, (clock.hours(order.at), order.number, steps, order))
    while waiting:
        since, number, steps, order = heapq.heappop(waiting)
        if not steps:
            ends[number] = since
            continue
        decisions += 1
        done = desks[steps[0].role].settled(since, calling=case.calling)
        heapq.heappush(waiting, (done, number, steps[1:], order))
    working = [ends[order.number] - clock.hours(order.at) for order in orders]
    wall = [
        0.0 if not hours else (clock.moment(ends[order.number]) - order.at).total_seconds() / 3600
        for order, hours in zip(orders, working, strict=True)
    ]
    return Outcome(case, wall, working, decisions)


def main() -> int:
    """Print the table."""
    orders = arrivals()
    heads = ("开了什么", "平均工作小时", "中位数", "九成不超过", "平均钟表小时", "人做的决定")
    lines = [heads, ("---",) * len(heads), *(run(orders, case).figures for case in CASES)]
    sys.stdout.write("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
