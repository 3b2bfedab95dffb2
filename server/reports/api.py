"""HTTP routes of reports: read, never written; what a role is told of is judged by the use cases."""

from __future__ import annotations

import datetime as dt

import msgspec
from flask import Blueprint, Response

from server.reports.service.shortage import shortage
from server.reports.service.statement import Period, statement
from server.reports.service.week import weekly_report
from server.views.openapi import Operation
from server.views.requests import ShapeError, queried
from server.web.edge import current_actor, now, read
from sync.fields.dates import SHANGHAI
from sync.protocol.reports import Report

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(9000, 1, 1)
"""Days before and behind these are taken for these: nothing is kept of them, and weeks can be added."""
REFUSALS = (401, 403, 422, 503)
PDF = "application/pdf"
STATEMENT_QUERY = {
    "customer": "Code, name or alias; a dealer may leave it out",
    "from": "First day, as an ISO date; the first of last month where left out",
    "to": "Last day, as an ISO date; the last of last month where left out",
}
reports = Blueprint("reports", __name__, url_prefix="/api/v1/reports")
OPERATIONS = (
    Operation(
        method="get",
        path="/reports/statement",
        name="readStatement",
        summary="A customer's account over a period",
        chinese="客户对账单：期初、往来、期末，和本期订单",
        answer=Report,
        query=STATEMENT_QUERY,
        dates=frozenset(("from", "to")),
        refusals=(*REFUSALS, 404),
    ),
    Operation(
        method="get",
        path="/reports/statement.pdf",
        name="printStatement",
        summary="A customer's account over a period, for paper",
        chinese="客户对账单（PDF）",
        media=PDF,
        query=STATEMENT_QUERY,
        dates=frozenset(("from", "to")),
        refusals=(*REFUSALS, 404),
    ),
    Operation(
        method="get",
        path="/reports/weekly_report",
        name="readWeek",
        summary="Your own orders in a week",
        chinese="自己录的订单的周报",
        answer=Report,
        query={"on": "A day of the week, as an ISO date; today where left out"},
        dates=frozenset(("on",)),
        refusals=REFUSALS,
    ),
    Operation(
        method="get",
        path="/reports/shortage",
        name="readShortage",
        summary="Open lines that will miss their day, by what stock and supply can promise",
        chinese="赶不上交期的订单行",
        answer=Report,
        refusals=REFUSALS,
    ),
)


@reports.get("/statement")
def read_statement() -> Response:
    """Answer a customer's statement."""
    return _json(_statement())


@reports.get("/statement.pdf")
def print_statement() -> Response:
    """Answer a customer's statement for paper."""
    from server.reports.adapters.pdf import pdf_of  # noqa: PLC0415 - ten megabytes that few processes need

    made = now().astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return Response(pdf_of(_statement(), made=f"表上单 Sheetline  {made}"), mimetype=PDF)


@reports.get("/weekly_report")
def read_week() -> Response:
    """Answer a week's report."""
    actor, asked = current_actor(), queried("on")
    with read() as conn:
        return _json(weekly_report(conn, actor, _day(asked, "on", _today()), today=_today()))


@reports.get("/shortage")
def read_shortage() -> Response:
    """Answer the lines at risk."""
    actor = current_actor()
    queried()
    with read() as conn:
        return _json(shortage(conn, actor, now=now()))


def _statement() -> Report:
    actor, asked = current_actor(), queried("customer", "from", "to")
    first, last = last_month(_today())
    ends = sorted((_day(asked, "from", first), _day(asked, "to", last)))
    with read() as conn:
        return statement(conn, actor, asked.get("customer", ""), Period(*ends))


def last_month(today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the month before a day's."""
    last = today.replace(day=1) - dt.timedelta(days=1)
    return last.replace(day=1), last


def _today() -> dt.date:
    return now().astimezone(SHANGHAI).date()


def _day(asked: dict[str, str], name: str, usual: dt.date) -> dt.date:
    text = asked.get(name)
    if text is None:
        return usual
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as error:
        raise ShapeError(f"{name} is an ISO date such as 2026-11-30") from error
    return min(max(found, EARLIEST), LATEST)


def _json(report: Report) -> Response:
    return Response(msgspec.json.encode(report), mimetype="application/json")
