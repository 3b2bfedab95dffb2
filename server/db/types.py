"""Column types that hold the same exact values on both engines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TIMESTAMP

if TYPE_CHECKING:
    from collections.abc import Callable

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

    def bind_processor(self, dialect: Dialect) -> Callable[[Decimal | None], int | None]:
        """Return what makes a scaled integer; ValueError when digits would be lost or it is too large."""
        scale = self.scale
        return lambda value: None if value is None else _scaled(value, scale)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], Decimal | None]:
        """Return what makes the decimal, without needless zeros."""
        scale = self.scale
        return lambda value: None if value is None else _unscaled(value, scale)


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


class JsonText(sa.TypeDecorator[str]):
    """A text that is JSON: PostgreSQL is handed it within the JSON of its row as it is, nothing escaped."""

    impl = sa.Text
    cache_ok = True


class UtcTime(sa.TypeDecorator[dt.datetime]):
    """An aware time: timestamptz on PostgreSQL, ISO text of fixed width (which sorts) on SQLite."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[object]:
        """Return the engine's own type."""
        chosen: TypeEngine[object]
        chosen = TIMESTAMP(timezone=True) if dialect.name == "postgresql" else sa.String(27)  # type: ignore[assignment]
        return dialect.type_descriptor(chosen)

    def bind_processor(self, dialect: Dialect) -> Callable[[dt.datetime | None], dt.datetime | str | None]:
        """Return what brings a time to UTC; ValueError for a time without zone."""
        return _utc if dialect.name == "postgresql" else _utc_text

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], dt.datetime | None] | None:
        """Return what makes an aware time in UTC; PostgreSQL's driver gives one."""
        return None if dialect.name == "postgresql" else _read_time


def _utc(value: dt.datetime | None) -> dt.datetime | None:
    if value is None or value.tzinfo is dt.UTC:
        return value
    if value.tzinfo is None:
        raise ValueError(f"{value} has no time zone")
    return value.astimezone(dt.UTC)


def _utc_text(value: dt.datetime | None) -> str | None:
    utc = _utc(value)
    return None if utc is None else utc.isoformat(timespec="microseconds")[:-OFFSET_LENGTH] + "Z"


def _read_time(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)  # five times as fast as strptime
