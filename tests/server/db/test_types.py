"""Numbers and times come back exactly as they went in, on both engines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from server.db.session import reading, writing
from tests.server.db.things import THINGS, make_things

if TYPE_CHECKING:
    from sqlalchemy import Engine

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def stored(engine: Engine, column: str, value: Any) -> Any:
    """Write one value through its column and read it back."""
    make_things(engine)
    with writing(engine) as conn:
        conn.execute(sa.insert(THINGS).values(key="a", **{column: value}))
    with reading(engine) as conn:
        return conn.execute(sa.select(THINGS.c[column])).scalar_one()


@pytest.mark.parametrize("text", ["0", "0.1", "-12.5", "1200", "0.000001", "999999999999.999999"])
def test_a_quantity_comes_back_exactly(engine: Engine, text: str) -> None:
    assert stored(engine, "quantity", Decimal(text)) == Decimal(text)


def test_nothing_stays_nothing(engine: Engine) -> None:
    assert stored(engine, "quantity", None) is None


@pytest.mark.parametrize("text", ["0.0000001", "1E+13", "NaN"])
def test_a_quantity_that_would_lose_digits_is_refused(engine: Engine, text: str) -> None:
    with pytest.raises((sa.exc.StatementError, ValueError)):
        stored(engine, "quantity", Decimal(text))


def test_a_sum_of_tenths_is_exact(engine: Engine) -> None:
    make_things(engine)
    rows = [{"key": str(number), "quantity": Decimal("0.1")} for number in range(10)]
    with writing(engine) as conn:
        conn.execute(sa.insert(THINGS), rows)
        assert conn.execute(sa.select(sa.func.sum(THINGS.c.quantity))).scalar_one() == 1


def test_quantities_compare_as_numbers(engine: Engine) -> None:
    make_things(engine)
    rows = [{"key": text, "quantity": Decimal(text)} for text in ("9", "10", "9.5")]
    with writing(engine) as conn:
        conn.execute(sa.insert(THINGS), rows)
        chosen = sa.select(THINGS.c.key).where(THINGS.c.quantity > Decimal(9)).order_by(THINGS.c.quantity)
        assert conn.execute(chosen).scalars().all() == ["9.5", "10"]


def test_a_time_comes_back_aware_and_in_utc(engine: Engine) -> None:
    moment = dt.datetime(2026, 11, 30, 9, 12, 0, 120, tzinfo=SHANGHAI)
    found = stored(engine, "made_at", moment)
    assert found == moment
    assert found.utcoffset() == dt.timedelta(0)


def test_a_time_without_zone_is_refused(engine: Engine) -> None:
    with pytest.raises((sa.exc.StatementError, ValueError)):
        stored(engine, "made_at", dt.datetime(2026, 11, 30))  # noqa: DTZ001 - that is the point


def test_times_sort_whatever_their_zone_and_fraction(engine: Engine) -> None:
    noon = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
    moments = {
        "first": noon - dt.timedelta(microseconds=1),
        "second": noon.astimezone(SHANGHAI),
        "third": noon + dt.timedelta(microseconds=1),
    }
    make_things(engine)
    with writing(engine) as conn:
        conn.execute(sa.insert(THINGS), [{"key": key, "made_at": at} for key, at in moments.items()])
        chosen = sa.select(THINGS.c.key).where(THINGS.c.made_at >= noon).order_by(THINGS.c.made_at)
        assert conn.execute(chosen).scalars().all() == ["second", "third"]
