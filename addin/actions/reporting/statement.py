"""对账单: the account of the selected row's customer over a period, on a sheet and as a PDF."""

from __future__ import annotations

import base64
import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions.books import SCREENLESS_HOSTS, carry_as, refused
from addin.actions.pages import STATEMENT, marks_needed
from addin.actions.reporting import words
from addin.actions.reporting.writing import written
from addin.actions.selected import Chosen, chosen, needs_of, place_by_header, row_at
from addin.bridge import messages as m
from addin.bridge.problems import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.bridge.session import Session

QUESTION = "period"
_NOT_FOUND = 404


class Asked(msgspec.Struct):
    """The row whose customer is meant; row 0 where none is selected, or the customer was named."""

    sheet: str = ""
    row: int = 0


def statement(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first asks for row and period, the second writes the statement."""
    if carry is None:
        return _begin(snapshot, session)
    asked = carry_as(Asked, carry)
    query = {"customer": session.options.get("customer") or _customer(snapshot, asked, session)}
    period = _period(session)
    for name, text in period.items():
        if not _is_day(text):
            return refused(words.BAD_DAY(text=text), code="bad_date")
        query[name] = text
    try:
        report = session.report("statement", query)
    except ApiError as error:
        if error.status == _NOT_FOUND and not query["customer"]:
            return refused(words.NO_CUSTOMER(), code="no_customer")
        raise
    reply = written(snapshot, report, session, action="statement", said=words.STATEMENT_WRITTEN)
    if session.options.get("pdf") and reply.outcome is not None:
        reply.outcome["pdf"] = base64.b64encode(session.printed("statement", query)).decode()
    return reply


def _begin(snapshot: m.Snapshot, session: Session) -> m.BridgeReply:
    names = {sheet.name for sheet in snapshot.sheets}
    spot = None if session.options.get("customer") else chosen(snapshot, session)
    needs = marks_needed(snapshot, STATEMENT)
    asked = Asked()
    if spot is not None and spot.sheet in names:
        needs += needs_of(snapshot, spot)
        asked = Asked(spot.sheet, spot.row)
    asks = not {"from", "to"} & session.options.keys() and snapshot.host not in SCREENLESS_HOSTS
    return m.BridgeReply([_question(session)] if asks else [], more=m.More(needs, asked, light=True))


def _question(session: Session) -> m.Ask:
    periods = _periods(session.today)
    listed = "\n".join(
        words.PERIOD(name=name, first=first, last=last) for name, (first, last) in periods.items()
    )
    return m.Ask(QUESTION, words.WHICH_PERIOD(periods=listed), list(periods), words.LAST_MONTH)


def _period(session: Session) -> Mapping[str, str]:
    """Return the ends of the period that were named; the server knows the usual ones."""
    named = {name: session.options[name] for name in ("from", "to") if session.options.get(name)}
    chosen_period = _periods(session.today).get(session.answers.get(QUESTION, ""))
    if named or chosen_period is None:
        return named
    return dict(zip(("from", "to"), map(str, chosen_period), strict=True))


def _periods(today: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    first = today.replace(day=1)
    last_month = first - dt.timedelta(days=1)
    return {
        words.LAST_MONTH: (last_month.replace(day=1), last_month),
        words.THIS_MONTH: (first, today),
        words.THIS_YEAR: (today.replace(month=1, day=1), today),
    }


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _customer(snapshot: m.Snapshot, asked: Asked, session: Session) -> str:
    """Return the customer of the selected row: as it stands there, else as the server knows the row."""
    if not asked.row:
        return ""
    place = place_by_header(snapshot, asked.sheet)
    if isinstance(place, m.BridgeReply) or "customer" not in place.columns:
        return ""
    row = row_at(snapshot, place, Chosen(asked.sheet, asked.row, 1), session)
    if row is None:
        return ""
    typed = row.values.get("customer")
    if typed or not row.key or row.rev is None:
        return str(typed or "")
    return session.story(place.spec.name, row.key).values.get("customer") or ""
