"""What is asked of capacity and what is answered: frozen records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

ZERO = Decimal(0)


class Reason(StrEnum):
    """Why there is no number of hours."""

    NO_UNIT = "no_unit"
    UNKNOWN_UNIT = "unknown_unit"
    NO_HOURS = "no_hours"
    BEYOND = "beyond"


REASONS: dict[Reason, tuple[str, str]] = {
    Reason.NO_UNIT: ("产品没有填生产单元", "the product has no production unit"),
    Reason.UNKNOWN_UNIT: (
        "产品的生产单元没有登记或已停用",
        "the product's production unit is unknown or closed",
    ),
    Reason.NO_HOURS: ("产品没有填单件工时", "the product has no hours per unit"),
    Reason.BEYOND: ("两年内排不下", "it cannot be made within two years"),
}


class Source(StrEnum):
    """Where the goods of a promise come from."""

    STOCK = "stock"
    SUPPLY = "supply"
    PRODUCTION = "production"


SOURCES: dict[Source, tuple[str, str]] = {
    Source.STOCK: ("现货", "in stock"),
    Source.SUPPLY: ("在途与计划", "planned supply"),
    Source.PRODUCTION: ("排产", "production"),
}


class ProductionUnit(Struct, frozen=True, gc=False):
    """A workshop or line: `hours_a_day` of the clock on each of its `stations`."""

    key: str
    code: str
    name: str
    hours_a_day: Decimal
    stations: Decimal


class SpecialDay(Struct, frozen=True, gc=False):
    """Hours of the clock that are worked on a day, whatever the calendar says; `unit` (code) None: all."""

    on: dt.date
    hours: Decimal
    unit: str | None = None


class Work(Struct, frozen=True, gc=False):
    """Hours that an open order line (key) asks of the unit its product names (code or name, as typed).

    `firm`: the order is approved; such work goes first, then what is due first. `hours` is None where the
    product has no hours per unit.
    """

    line: str
    unit: str | None
    hours: Decimal | None
    due_on: dt.date | None
    firm: bool = False


class Grounds(Struct, frozen=True, kw_only=True):
    """What plans stand on: units, days with hours of their own, days on the road by place, free days.

    `default_days` is for addresses that no place fits.
    """

    today: dt.date
    units: Sequence[ProductionUnit]
    special: Sequence[SpecialDay]
    places: Mapping[str, int]
    default_days: int
    is_free: Callable[[dt.date], bool]


class Asked(Struct, frozen=True, kw_only=True, gc=False):
    """An order line whose evidence is wanted.

    `stocked_on` is the day from which stock or planned supply has it all (None: never, as things stand),
    `in_stock` tells that it is there or reserved now. `ship_to` and `region` say where it goes.
    """

    work: Work
    stocked_on: dt.date | None = None
    in_stock: bool = False
    ship_to: str | None = None
    region: str | None = None


class Evidence(Struct, frozen=True, kw_only=True, gc=False):
    """What an approver is told of one order line, and what is stored with the decision.

    `unit` and `unit_name` are of the production unit. `hours_needed` is what must still be made × hours per
    unit (0 for a line that stock covers), `hours_free` what the unit has free from tomorrow until the
    requested date, the work that goes before this line taken off; None where `reason` says why.
    `ready_on` is when the goods can leave, `promised_on` when they arrive: `transit_days` later; both None
    where neither stock, supply nor production has a day. `source` says which of them gave it.
    """

    line: str
    unit: str | None = None
    unit_name: str | None = None
    hours_needed: Decimal | None = None
    hours_free: Decimal | None = None
    ready_on: dt.date | None = None
    transit_days: int = 0
    promised_on: dt.date | None = None
    source: Source | None = None
    reason: Reason | None = None

    @property
    def fits(self) -> bool | None:
        """Tell whether the unit has the hours; None where that is not known."""
        if self.hours_needed is None or self.hours_free is None:
            return None
        return self.hours_needed <= self.hours_free
