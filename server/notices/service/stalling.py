"""Stalls: who lets a decision lie is reminded, then the superior hears of it, once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.masterdata import service as masterdata
from server.masterdata.calendar import add_working_hours
from server.notices.rules.stalls import event_of, stalled
from server.notices.service.posting import post

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.notices.contract import OpenSteps


def remind(conn: Connection, open_steps: OpenSteps, *, now: dt.datetime) -> int:
    """Tell of every decision that has lain too long by now; return how many times the clock had run out.

    Told again at every run, and once to everybody: the inbox knows whom it told of what.
    """
    working_day = masterdata.rules(conn).working_day

    def after(start: dt.datetime, hours: Decimal) -> dt.datetime:
        return add_working_hours(start, hours=hours, working_day=working_day)

    found = stalled(open_steps(conn, now), after, now=now)
    post(conn, [event_of(each) for each in found], now)
    return len(found)
