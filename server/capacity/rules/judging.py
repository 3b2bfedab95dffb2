"""What is told of order lines: hours needed and free, and the day that can be promised."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.capacity.rules.records import Evidence, Reason, Source, Work
from server.capacity.rules.transit import days_on_road, spellings
from server.capacity.rules.working import ONE_DAY, Plan, plan_of
from server.masterdata.rules.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from server.capacity.rules.records import Asked, Grounds, ProductionUnit

ZERO = Decimal(0)


def judge(asked: Sequence[Asked], open_work: Iterable[Work], grounds: Grounds) -> dict[str, Evidence]:
    """Return the evidence of each asked line, by line.

    `open_work` is all work of the units that are named; asked lines may be among it or not. Work of approved
    orders goes first, then what is due first.
    """
    by_name = names_of(grounds.units)
    works = {work.line: work for work in open_work} | {each.work.line: each.work for each in asked}
    taken = _taken(works.values(), by_name)
    wanted = {unit.key: unit for each in asked if (unit := by_name.get(fold(each.work.unit or "")))}
    places = spellings(grounds.places)
    plans = {
        key: plan_of(unit, grounds.special, start=grounds.today + ONE_DAY, is_free=grounds.is_free)
        for key, unit in wanted.items()
    }
    told = {}
    for each in asked:
        line = each.work.line
        found = _judge(each, by_name, plans, taken=taken[line], today=grounds.today)
        days = days_on_road(each.ship_to, each.region, places)
        told[line] = _sent(found, days=grounds.default_days if days is None else days)
    return told


def names_of(units: Iterable[ProductionUnit]) -> dict[str, ProductionUnit]:
    """Return units by what products may call them, folded: a code beats a name."""
    every = list(units)
    return {fold(unit.name): unit for unit in every} | {fold(unit.code): unit for unit in every}


def rank(work: Work) -> tuple[bool, dt.date, str]:
    """Return the place of work in its unit's queue."""
    return not work.firm, work.due_on or dt.date.max, work.line


def _taken(works: Iterable[Work], by_name: Mapping[str, ProductionUnit]) -> dict[str, Decimal]:
    """Return by line the hours of its unit that go before it."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    before: dict[str, Decimal] = {}
    for work in sorted(works, key=rank):
        unit = by_name.get(fold(work.unit or ""))
        key = unit.key if unit else ""
        before[work.line] = sums[key]
        sums[key] += work.hours or ZERO
    return before


def _judge(
    asked: Asked,
    by_name: Mapping[str, ProductionUnit],
    plans: Mapping[str, Plan],
    *,
    taken: Decimal,
    today: dt.date,
) -> Evidence:
    work = asked.work
    unit = by_name.get(fold(work.unit or ""))
    plan = plans[unit.key] if unit and work.hours is not None else None
    made_on = plan.finish(work.hours or ZERO, taken=taken) if plan and work.hours else None
    reason = _reason(work, unit, made_on)
    ready_on, source = _ready(asked, made_on, today=today)
    return Evidence(
        line=work.line,
        unit=unit.code if unit else None,
        unit_name=unit.name if unit else None,
        hours_needed=work.hours if plan else None,
        hours_free=plan.free(until=work.due_on, taken=taken) if plan and work.due_on else None,
        ready_on=ready_on,
        source=source,
        reason=reason,
    )


def _sent(found: Evidence, *, days: int) -> Evidence:
    """Return evidence with the days on the road."""
    arrives_on = found.ready_on + days * ONE_DAY if found.ready_on else None
    return replace(found, transit_days=days, promised_on=arrives_on)


def _reason(work: Work, unit: ProductionUnit | None, made_on: dt.date | None) -> Reason | None:
    if not work.unit:
        return Reason.NO_UNIT
    if unit is None:
        return Reason.UNKNOWN_UNIT
    if work.hours is None:
        return Reason.NO_HOURS
    return Reason.BEYOND if work.hours and made_on is None else None


def _ready(asked: Asked, made_on: dt.date | None, *, today: dt.date) -> tuple[dt.date | None, Source | None]:
    """Return the earlier of what stock and supply have and what can be made; stock first on the same day."""
    stocked = max(asked.stocked_on, today) if asked.stocked_on else None
    if stocked is not None and (made_on is None or stocked <= made_on):
        return stocked, Source.STOCK if asked.in_stock else Source.SUPPLY
    return made_on, Source.PRODUCTION if made_on else None
