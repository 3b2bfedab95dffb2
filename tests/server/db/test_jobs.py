"""A slot of a job is run by one worker, and again when that one failed."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from server.db.jobs import claim
from server.db.session import writing

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
WORKERS = 6


class FailedError(Exception):
    """Raised by a test in the middle of a run."""


def claimed(engine: Engine, *, slot: dt.datetime = NOON, name: str = "seal") -> bool:
    """Claim a run in a transaction of its own."""
    with writing(engine) as conn:
        return claim(conn, name, slot=slot)


def test_a_slot_is_given_once(engine: Engine) -> None:
    assert claimed(engine)
    assert not claimed(engine)


def test_the_next_slot_is_given_and_an_earlier_one_is_not(engine: Engine) -> None:
    assert claimed(engine)
    assert claimed(engine, slot=NOON + dt.timedelta(minutes=1))
    assert not claimed(engine, slot=NOON)


def test_slots_taken_while_a_clock_was_wrong_stop_no_job_for_a_year(engine: Engine) -> None:
    assert claimed(engine, slot=NOON + dt.timedelta(days=365))
    assert claimed(engine)
    assert not claimed(engine)


def test_jobs_do_not_take_each_others_slots(engine: Engine) -> None:
    assert claimed(engine, name="seal")
    assert claimed(engine, name="purge")


def test_a_run_that_failed_may_be_taken_again(engine: Engine) -> None:
    with suppress(FailedError), writing(engine) as conn:
        assert claim(conn, "seal", slot=NOON)
        raise FailedError
    assert claimed(engine)


def test_of_workers_at_once_one_gets_the_slot(engine: Engine) -> None:
    start = threading.Barrier(WORKERS)

    def take(_worker: int) -> bool:
        start.wait()
        return claimed(engine)

    with ThreadPoolExecutor(WORKERS) as pool:
        assert sum(pool.map(take, range(WORKERS))) == 1
