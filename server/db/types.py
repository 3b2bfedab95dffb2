"""Column types that hold the same exact values on both engines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TIMESTAMP

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

MAX_UNITS = 10**18
OFFSET_LENGTH = len("+00:00")


class Exact(sa.TypeDecorator[Decimal]):
    """A decimal with a fixed number of digits after the point, stored as a scaled 64-bit integer."""

    impl = sa.BigInteger
    cache_ok = True

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Return the scaled integer; ValueError when digits would be lost or the number is too large."""
        return None if value is None else _scaled(value, self.scale)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Return the decimal, without needless zeros."""
        return None if value is None else _unscaled(value, self.scale)


@lru_cache(maxsize=4096)  # prices and quantities are few
def _scaled(value: Decimal, scale: int) -> int:
    units = value.scaleb(scale)
    if units != (whole := int(units)) or abs(whole) > MAX_UNITS:
        raise ValueError(f"{value} does not fit {scale} digits after the point")
    return whole


@lru_cache(maxsize=4096)
def _unscaled(units: int, scale: int) -> Decimal:
    number = Decimal(units).scaleb(-scale).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


class UtcTime(sa.TypeDecorator[dt.datetime]):
    """An aware time: timestamptz on PostgreSQL, ISO text of fixed width (which sorts) on SQLite."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[object]:
        """Return the engine's own type."""
        chosen: TypeEngine[object]
        chosen = TIMESTAMP(timezone=True) if dialect.name == "postgresql" else sa.String(27)  # type: ignore[assignment]
        return dialect.type_descriptor(chosen)

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | str | None:
        """Return the time in UTC; ValueError for a time without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        utc = value if value.tzinfo is dt.UTC else value.astimezone(dt.UTC)
        if dialect.name == "postgresql":
            return utc
        return utc.isoformat(timespec="microseconds")[:-OFFSET_LENGTH] + "Z"

    def process_result_value(self, value: dt.datetime | str | None, dialect: Dialect) -> dt.datetime | None:
        """Return an aware time in UTC."""
        if isinstance(value, str):
            return dt.datetime.fromisoformat(value)  # five times as fast as strptime
        return value
