"""Periodic work of notices: what is due is sent every minute; what is long past is forgotten at night."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from server.db.jobs import Errand, Job
from server.notices.adapters.chosen import ways_of
from server.notices.service.delivering import deliver
from server.notices.service.routing import Ways
from server.notices.service.stalling import remind
from server.notices.store import outbox
from server.web.edge import system_clock

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from server.config import Config
    from server.notices.contract import OpenSteps

KEPT = dt.timedelta(days=90)


def jobs(config: Config) -> tuple[Errand | Job, ...]:
    """Return the jobs; the ways are opened once, so that an access token serves until it ends."""
    ways = Ways(ways_of(config), config.url)

    def run(engine: Engine, _now: dt.datetime) -> int:
        return deliver(engine, ways, system_clock)

    return (Errand("notices.deliver", "* * * * *", run), Job("notices.purge", "17 3 * * *", purge))


def stalls(open_steps: OpenSteps) -> Job:
    """Return the clock over decisions that wait, in working hours; never at night, for nobody works then."""

    def run(conn: Connection, now: dt.datetime) -> int:
        return remind(conn, open_steps, now=now)

    return Job("notices.stalls", "*/5 * * * *", run)


def drop_unsent(conn: Connection, _made_at: dt.datetime, now: dt.datetime) -> None:
    """After a restore: what waited when the backup was made was sent since, and must not be sent again.

    It stands in the inbox; what still waits for somebody has its reminder yet to come.
    """
    outbox.void_unsent(conn, detail="恢复备份后不再发 (not sent after a restore)", at=now)


def purge(conn: Connection, now: dt.datetime) -> int:
    """Delete what was sent, and what came in, a quarter of a year ago; the notices themselves stay."""
    return outbox.forget_past(conn, before=now - KEPT)
