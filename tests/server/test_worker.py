"""The worker runs each job once a slot, finishes what it began, and survives a job that fails."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.jobs import Job, JobRun
from server.db.session import reading
from server.worker import run_job, work

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

NOON = dt.datetime(2026, 11, 30, 12, 0, 7, tzinfo=dt.UTC)


class FailedError(Exception):
    """Raised by a job of a test."""


def counting(ran: list[dt.datetime]) -> Job:
    """Return a job that notes when it ran."""
    return Job("count", "* * * * *", lambda _conn, now: ran.append(now))


def test_two_workers_in_the_same_minute_run_a_job_once(engine: Engine) -> None:
    ran: list[dt.datetime] = []
    assert run_job(engine, counting(ran), now=NOON)
    assert not run_job(engine, counting(ran), now=NOON + dt.timedelta(seconds=3))
    assert ran == [NOON]


def test_a_job_runs_again_in_the_next_minute(engine: Engine) -> None:
    ran: list[dt.datetime] = []
    run_job(engine, counting(ran), now=NOON)
    run_job(engine, counting(ran), now=NOON + dt.timedelta(minutes=1))
    assert len(ran) == 2


def test_a_job_that_fails_leaves_nothing_and_is_due_still(engine: Engine) -> None:
    def fail(_conn: Connection, _now: dt.datetime) -> None:
        raise FailedError

    with pytest.raises(FailedError):
        run_job(engine, Job("fail", "* * * * *", fail), now=NOON)
    with reading(engine) as conn:
        assert conn.execute(sa.select(JobRun.name)).all() == []


def test_a_worker_told_to_stop_before_it_began_ends_at_once(database_url: str) -> None:
    stop = threading.Event()
    stop.set()
    ran: list[dt.datetime] = []
    work(database_url, [counting(ran)], stop=stop)
    assert ran == []


def test_a_schedule_that_is_none_is_refused_at_the_start(database_url: str) -> None:
    with pytest.raises(ValueError, match="Wrong number of fields"):
        work(database_url, [Job("odd", "sometimes", lambda _conn, _now: None)], stop=threading.Event())


@pytest.mark.long
def test_a_worker_told_to_stop_in_the_middle_of_a_job_finishes_it(database_url: str, engine: Engine) -> None:
    begun, go, stop = threading.Event(), threading.Event(), threading.Event()

    def run(_conn: Connection, _now: dt.datetime) -> None:
        begun.set()
        assert go.wait(60)

    job = Job("last", "* * * * *", run)
    worker = threading.Thread(target=work, args=(database_url, [job]), kwargs={"stop": stop})
    worker.start()
    assert begun.wait(90)
    stop.set()
    worker.join(3)
    assert worker.is_alive()
    go.set()
    worker.join(60)
    assert not worker.is_alive()
    with reading(engine) as conn:
        assert conn.execute(sa.select(JobRun.name)).scalars().all() == ["last"]
