"""Periodic work: what a job is, and how workers on any number of machines share its runs out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, table

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

FAR_AHEAD = dt.timedelta(days=1)
"""Clocks of workers that go right do not differ by so much."""
Run = Callable[["Connection", dt.datetime], Any]


@dataclass(frozen=True, slots=True)
class Job:
    """Work done again and again: `run(conn, now)` in a transaction of its own; what it returns is logged.

    `schedule` is in the notation of cron (minute, hour, day, month, weekday), in Shanghai time.
    """

    name: str
    schedule: str
    run: Run


@dataclass(frozen=True, slots=True)
class Errand:
    """A job that may take long, and would keep others waiting in a transaction: `run(engine, now)`.

    Whoever claims it runs it, once the claim has committed: one that fails is due again at its next slot.
    """

    name: str
    schedule: str
    run: Callable[[Engine, dt.datetime], Any]


class JobRun(Base):
    """The last slot of a job that some worker ran."""

    __tablename__ = "job_runs"
    name: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[dt.datetime]


def claim(conn: Connection, name: str, *, slot: dt.datetime) -> bool:
    """Take the run of a job that is due at `slot`; False when another worker has it.

    The claim commits with the work: a run that fails may be taken again. A second worker waits here until the
    first has ended. A slot that lies far ahead was taken while a clock was wrong, and counts for nothing.
    """
    runs = table(JobRun)
    insert = (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(runs)
    taken = insert.values(name=name, slot=slot).on_conflict_do_update(
        index_elements=[runs.c.name],
        set_={"slot": insert.excluded.slot},
        where=(runs.c.slot < insert.excluded.slot) | (runs.c.slot > slot + FAR_AHEAD),
    )
    return conn.execute(taken.returning(sa.literal(1))).first() is not None
