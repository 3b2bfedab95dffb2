"""HTTP routes beside the views: finding a line by what one noted beside it, bringing in old files."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, request

from server.orders import own
from server.orders.importing import import_rows
from server.orders.rules.history import Bound
from server.views.access import NoWritingError
from server.views.openapi import Operation
from server.views.requests import MalformedError, ShapeError, is_date, queried
from server.views.transactions import in_vain, in_writing
from server.web.edge import current_actor, edge, now, read
from sync.fields.own import LONGEST_OWN
from sync.protocol.imports import PRINT, HistoryRequest, HistoryResponse
from sync.protocol.messages import MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from server.views.access import Registry
    from server.views.contract import View

IMPORT = "/imports/history"


class OwnTextOut(msgspec.Struct, frozen=True):
    """A text in a column of the user's own, and the line it stands beside."""

    key: str
    order_no: str | None
    name: str
    text: str


class OwnTextsOut(msgspec.Struct, frozen=True):
    """What a search found, at most 50, beside the lines changed last first."""

    found: list[OwnTextOut]


OPERATIONS = (
    Operation(
        method="get",
        path="/views/orders/own",
        name="searchOwn",
        summary="Your own columns: where a text stands in them",
        chinese="在自己的列里找字",
        answer=OwnTextsOut,
        query={"text": "What is looked for; no text of yours is longer than 200 characters"},
        refusals=(401, 403, 422, 503),
    ),
    Operation(
        method="post",
        path=IMPORT,
        name="importHistory",
        summary="Bring in rows of a file of old orders, as closed history or as open orders",
        chinese="导入历史：已经结束的和还没交的老订单",
        body=HistoryRequest,
        answer=HistoryResponse,
        refusals=(400, 401, 403, 409, 411, 413, 422, 503),
    ),
)
_PRINT = re.compile(PRINT.strip("^$"), re.ASCII)
_decode = msgspec.json.Decoder(HistoryRequest).decode


def make_own_search(registry: Registry) -> Blueprint:
    """Return the route under /api/v1."""
    routes = Blueprint("own", __name__, url_prefix="/api/v1")

    @routes.get("/views/orders/own")
    def search_own() -> Response:
        actor = registry.open("orders", current_actor()).actor
        text = queried("text").get("text", "")
        with read() as conn:
            rows = own.search(conn, text, actor) if _may_be_there(text) else []
        found = [OwnTextOut(row.line, row.order_no, row.name, row.text) for row in rows]
        return Response(msgspec.json.encode(OwnTextsOut(found)), mimetype="application/json")

    return routes


def make_history_import(
    registry: Registry, *, openers: frozenset[str], view: Callable[[Bound], View]
) -> Blueprint:
    """Return the route under /api/v1; `openers` are the roles that may bring in orders still open.

    `view` makes the view through which old orders are written.
    """
    routes = Blueprint("history", __name__, url_prefix="/api/v1")

    @routes.post(IMPORT)
    def import_history() -> Response:
        access = registry.open("orders", current_actor())
        access.demand_writing()
        if access.actor.outside:
            raise NoWritingError
        asked, moment = _history(request.get_data(cache=False)), now()
        bound = Bound(dt.date.fromisoformat(asked.open_from), may_open=access.actor.role in openers)
        access = replace(access, view=view(bound))
        write = partial(import_rows, request=asked, access=access, now=moment)
        answer = (in_vain if asked.dry_run else in_writing)(edge().engine, write)
        return Response(msgspec.json.encode(answer), mimetype="application/json")

    return routes


def _history(body: bytes) -> HistoryRequest:
    """Return the request; raises MalformedError, ShapeError."""
    try:
        asked = _decode(body)
    except msgspec.ValidationError as error:
        raise ShapeError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise MalformedError(str(error)) from error
    for complaint in _complaints(asked):
        raise ShapeError(complaint)
    return asked


def _complaints(asked: HistoryRequest) -> Iterator[str]:
    if not all(_PRINT.fullmatch(text) for text in (asked.print, *(row.id for row in asked.rows))):
        yield "print and id must be 64 hexadecimal digits"
    if not is_date(asked.open_from):
        yield "open_from must be a date such as 2026-11-30"
    if len(asked.rows) > MAX_ROWS:
        yield f"at most {MAX_ROWS} rows a request"
    if len({row.id for row in asked.rows}) < len(asked.rows):
        yield "an id stands twice in rows"


def _may_be_there(text: str) -> bool:
    """Tell whether a text can stand in any column at all."""
    return 0 < len(text) <= LONGEST_OWN and "\0" not in text
