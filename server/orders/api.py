"""The HTTP route by which people find a line again by what they noted beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, request

from server.orders import own
from server.views.openapi import Operation
from server.views.requests import ShapeError
from server.web.edge import current_actor, read

if TYPE_CHECKING:
    from server.views.access import Registry

LONGEST = 200


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
        query={"text": "What is looked for, at most 200 characters"},
        refusals=(401, 403, 422, 503),
    ),
)


def make_own_search(registry: Registry) -> Blueprint:
    """Return the route under /api/v1."""
    routes = Blueprint("own", __name__, url_prefix="/api/v1")

    @routes.get("/views/orders/own")
    def search_own() -> Response:
        actor = registry.open("orders", current_actor()).actor
        text = _sought()
        with read() as conn:
            rows = own.search(conn, text, actor) if text else []
        found = [OwnTextOut(row.line, row.order_no, row.name, row.text) for row in rows]
        return Response(msgspec.json.encode(OwnTextsOut(found)), mimetype="application/json")

    return routes


def _sought() -> str:
    """Return what the query looks for; raises ShapeError where it asks anything else, or too much."""
    asked = list(request.args.items(multi=True))
    if [name for name, _ in asked] not in ([], ["text"]):
        raise ShapeError("the query may hold text, once, and nothing else")
    text = "".join(text for _, text in asked).strip()
    if len(text) > LONGEST or "\0" in text:
        raise ShapeError(f"text holds at most {LONGEST} characters, and no NUL")
    return text
