"""The worker: runs the periodic jobs of all features, beside a server or alone on another machine."""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog
from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from server.db.copies import be_seen
from server.db.engine import make_engine
from server.db.jobs import Errand, claim
from server.db.session import writing
from server.db.watching import watch
from server.watch import figures
from server.watch.host import keep_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from server.db.jobs import Job

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE_SECONDS = 300  # a run later than this is left to the next slot
_LOOK_SECONDS = 1.0
log = structlog.get_logger("sheetline.worker")


def run_job(engine: Engine, job: Job | Errand, *, now: dt.datetime) -> bool:
    """Run a job that is due now, in one transaction; False when another worker has this run."""
    with figures.JOB_SECONDS.labels(job.name).time():
        with writing(engine) as conn:
            if not claim(conn, job.name, slot=now.replace(second=0, microsecond=0)):
                figures.JOBS.labels(job.name, "left").inc()
                return False
            result = None if isinstance(job, Errand) else job.run(conn, now)
        if isinstance(job, Errand):
            result = job.run(engine, now)
    figures.JOBS.labels(job.name, "done").inc()
    log.info("job", name=job.name, result=result)
    return True


def work(url: str, jobs: Sequence[Job | Errand], *, stop: threading.Event) -> None:
    """Run jobs of the database at `url` when they are due, until `stop` is set; a run begun is finished."""
    engine = make_engine(url)
    scheduler = _scheduler(engine, jobs)
    watch(engine)
    keep_figures()
    try:
        be_seen(engine)
        scheduler.start()
        while not stop.wait(_LOOK_SECONDS):  # a wait without end cannot be interrupted on Windows
            pass
    finally:
        if scheduler.running:
            scheduler.shutdown(wait=True)
        engine.dispose()


def _scheduler(engine: Engine, jobs: Sequence[Job | Errand]) -> BackgroundScheduler:
    """Return a scheduler of the jobs, not started; raises ValueError for a schedule that is none."""
    scheduler = BackgroundScheduler(timezone=SHANGHAI)
    scheduler.add_listener(_tell_failure, EVENT_JOB_ERROR)
    for job in jobs:
        scheduler.add_job(
            lambda job=job: run_job(engine, job, now=dt.datetime.now(dt.UTC)),
            CronTrigger.from_crontab(job.schedule, timezone=SHANGHAI),
            id=job.name,
            coalesce=True,
            misfire_grace_time=LATE_SECONDS,
        )
    return scheduler


def stop_on_signals() -> threading.Event:
    """Return an event that is set when the process is asked to end."""
    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):  # the last is Windows' own
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda _number, _frame: stop.set())
    return stop


def stop_with_parent(stop: threading.Event) -> None:
    """Set `stop` when standard input ends: the server that started this worker is gone, however it ended."""

    def watch() -> None:
        sys.stdin.buffer.read()
        stop.set()

    threading.Thread(target=watch, daemon=True).start()


def _tell_failure(event: Any) -> None:
    # The next slot tries again: a job never ends the worker.
    figures.JOBS.labels(event.job_id, "failed").inc()
    log.error("job failed", name=event.job_id, exc_info=event.exception)
