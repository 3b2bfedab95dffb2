"""Periodic work of credit: what a bureau says of customers is asked anew when it is old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.credit import service
from server.credit.adapters.http import HttpBureau
from server.credit.bureau import BureauError, Opinion
from server.db.jobs import Errand
from server.db.session import reading, writing

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Engine

    from server.config import Config
    from server.credit.bureau import Bureau

MOST_FAILURES = 3
"""So many in a row, and the bureau is let alone until the next run."""


def jobs(config: Config) -> tuple[Errand, ...]:
    """Return the hourly errand to the bureau; none where no bureau is set."""
    if config.bureau is None:
        return ()
    bureau = HttpBureau(config.bureau.url, config.bureau.token)

    def run(engine: Engine, now: dt.datetime) -> str:
        return refresh(engine, bureau, now=now)

    return (Errand("credit.bureau", "20 7-19 * * *", run),)


def refresh(engine: Engine, bureau: Bureau, *, now: dt.datetime) -> str:
    """Ask about customers whose report is missing or old, and keep what is said; between transactions.

    A customer the bureau gave no answer about keeps the report there was, and is asked again next time.
    """
    with reading(engine) as conn:
        subjects = service.due_reports(conn, now=now)
    opinions: dict[str, Opinion] = {}
    failures: dict[str, str] = {}
    in_a_row = 0
    for subject in subjects:
        try:
            opinions[subject.key] = bureau.ask(subject)
            in_a_row = 0
        except BureauError as error:
            failures[subject.key] = str(error)
            in_a_row += 1
        if in_a_row == MOST_FAILURES:
            break
    with writing(engine) as conn:
        service.keep_reports(conn, opinions, failures, at=now)
    return f"{len(opinions)} answered, {len(failures)} failed"
