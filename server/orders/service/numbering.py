"""Numbers that may stand on paper although no database knows them any more are not given again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.db.numbers import advance, last_numbers
from server.orders.rules.numbers import ROUND, SPARED_A_DAY, months, series_of
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection


def skip_numbers(conn: Connection, since: dt.datetime, now: dt.datetime) -> None:
    """Skip in the series of every month from `since` until now what may have been given in that time."""
    last = last_numbers(conn)
    days = max(0, (now - since).days) + 1
    for month in months(since.astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).date()):
        series = series_of(month)
        past = (last.get(series, 0) + SPARED_A_DAY * days) // ROUND * ROUND
        advance(conn, series, past=past)
