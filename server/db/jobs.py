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
    from sqlalchemy import Connection

Run = Callable[["Connection", dt.datetime], Any]


@dataclass(frozen=True, slots=True)
class Job:
    """Work done again and again: `run(conn, now)` in a transaction of its own; what it returns is logged.

    `schedule` is in the notation of cron (minute, hour, day, month, weekday), in Shanghai time.
    """

    name: str
    schedule: str
    run: Run


class JobRun(Base):
    """The last slot of a job that some worker ran."""

    __tablename__ = "job_runs"
    name: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[dt.datetime]


def claim(conn: Connection, name: str, *, slot: dt.datetime) -> bool:
    """Take the run of a job that is due at `slot`; False when another worker has it.

    The claim commits with the work: a run that fails may be taken again. A second worker waits here until the
    first has ended.
    """
    runs = table(JobRun)
    insert = (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(runs)
    taken = insert.values(name=name, slot=slot).on_conflict_do_update(
        index_elements=[runs.c.name],
        set_={"slot": insert.excluded.slot},
        where=runs.c.slot < insert.excluded.slot,
    )
    return conn.execute(taken.returning(sa.literal(1))).first() is not None
