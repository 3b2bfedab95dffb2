"""Series of numbers that are never used twice; gaps are fine."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base

_NEXT = sa.text("SELECT nextval(to_regclass(:name)) FROM generate_series(1, :count)")
# A transaction hears of what others created when it locks a table it had no lock of: this one it never needs.
_HEAR = sa.text("SELECT FROM number_series LIMIT 0")
_SERIES = re.compile(r"[a-z0-9_]{1,40}")


class NumberSeries(Base):
    """The last number of a series; used on SQLite only, where writers queue anyway."""

    __tablename__ = "number_series"
    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


def allocate(conn: sa.Connection, series: str, *, count: int) -> list[int]:
    """Return `count` ascending numbers of a series, from 1 on; ValueError for a name that is no word."""
    if not _SERIES.fullmatch(series):
        raise ValueError(f"not a series: {series}")
    if count == 0:
        return []
    return (_from_sequence if conn.dialect.name == "postgresql" else _from_row)(conn, series, count)


def _from_row(conn: sa.Connection, series: str, count: int) -> list[int]:
    statement = sa.text(
        "INSERT INTO number_series (series, last) VALUES (:series, :count)"
        " ON CONFLICT (series) DO UPDATE SET last = last + :count RETURNING last"
    )
    last = int(conn.execute(statement, {"series": series, "count": count}).scalar_one())
    return list(range(last - count + 1, last + 1))


def _from_sequence(conn: sa.Connection, series: str, count: int) -> list[int]:
    # A sequence hands out numbers without making writers wait for each other's commit.
    name = f"number_{series}"
    asked = {"name": name, "count": count}
    numbers = conn.execute(_NEXT, asked).scalars().all()
    if numbers[0] is None:  # there is none yet
        _create_sequence(conn.engine, name)
        conn.execute(_HEAR)
        numbers = conn.execute(_NEXT, asked).scalars().all()
    return [int(number) for number in numbers]


def _create_sequence(engine: sa.Engine, name: str) -> None:
    """Make the sequence in a transaction of its own, so that a rolled back order does not take it along."""
    with engine.connect() as conn, conn.begin():
        conn.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('sheetline sequences'))"))
        conn.execute(sa.text(f"CREATE SEQUENCE IF NOT EXISTS {name}"))


def last_numbers(conn: sa.Connection) -> dict[str, int]:
    """Return the last number drawn of every series."""
    if conn.dialect.name == "postgresql":
        statement = (
            "SELECT substr(sequencename, 8), last_value FROM pg_sequences"
            " WHERE schemaname = current_schema() AND sequencename LIKE 'number\\_%'"
            " AND last_value IS NOT NULL"
        )
    else:
        statement = "SELECT series, last FROM number_series"
    return {str(series): int(last) for series, last in conn.execute(sa.text(statement))}


def advance(conn: sa.Connection, series: str, *, past: int) -> None:
    """Let the next number of a series be greater than `past`; one that is further already stays so."""
    if not _SERIES.fullmatch(series):
        raise ValueError(f"not a series: {series}")
    if conn.dialect.name != "postgresql":
        statement = (
            "INSERT INTO number_series (series, last) VALUES (:series, :past)"
            " ON CONFLICT (series) DO UPDATE SET last = max(last, :past)"
        )
        conn.execute(sa.text(statement), {"series": series, "past": past})
        return
    name = f"number_{series}"
    _create_sequence(conn.engine, name)
    statement = f"SELECT setval('{name}', greatest(:past, (SELECT last_value FROM {name})))"  # noqa: S608 - a checked word
    conn.execute(sa.text(statement), {"past": past})
