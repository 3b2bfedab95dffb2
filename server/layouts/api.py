"""HTTP routes of layouts: what the add-in keeps for the next file of a shape, each user's for that user."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from server.errors import InvalidError, NotFoundError
from server.layouts import store
from server.views.openapi import Operation
from server.views.requests import MalformedError
from server.views.transactions import in_writing
from server.web.edge import current_actor, edge, now, read

LARGEST_BYTES = 64 * 1024
_PLAIN = {"pattern": r"^[^\u0000]*$", "maxLength": LARGEST_BYTES // 4}
_SHAPE = re.compile("[0-9a-f]{64}", re.ASCII)


class LayoutBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A layout: text of the add-in, at most 64 KB."""

    layout: Annotated[str, msgspec.Meta(extra_json_schema=_PLAIN)]


class NoLayoutError(NotFoundError):
    """The user kept nothing for files of this shape, or it is none."""

    title = "没有这种表的对应关系"


class LayoutError(InvalidError):
    """The body is no layout."""

    status = 422
    title = "请提供对应关系"


_decode = msgspec.json.Decoder(LayoutBody).decode
layouts = Blueprint("layouts", __name__, url_prefix="/api/v1/layouts")
OPERATIONS = (
    Operation(
        method="get",
        path="/layouts/{shape}",
        name="readLayout",
        summary="How you read workbooks of a shape: what you kept",
        chinese="自己这种表的字段对应",
        answer=LayoutBody,
        refusals=(401, 404, 503),
    ),
    Operation(
        method="put",
        path="/layouts/{shape}",
        name="keepLayout",
        summary="Keep how you read workbooks of a shape",
        chinese="保存自己这种表的字段对应",
        body=LayoutBody,
        status=204,
        refusals=(400, 401, 404, 411, 413, 422, 503),
    ),
)


@layouts.get("/<shape>")
def read_layout(shape: str) -> Response:
    """Answer what the user kept for a shape."""
    owner = current_actor().name
    found = None
    if _SHAPE.fullmatch(shape) is not None:
        with read() as conn:
            found = store.load_layout(conn, owner, shape)
    if found is None:
        raise NoLayoutError
    return Response(msgspec.json.encode(LayoutBody(found)), mimetype="application/json")


@layouts.put("/<shape>")
def keep_layout(shape: str) -> Response:
    """Keep a layout for a shape."""
    owner, moment = current_actor().name, now()
    if _SHAPE.fullmatch(shape) is None:
        raise NoLayoutError
    layout = _layout(request.get_data(cache=False))
    in_writing(edge().engine, lambda conn: store.save_layout(conn, owner, shape, layout=layout, at=moment))
    return Response(status=204)


def _layout(body: bytes) -> str:
    """Return the text of a layout; raises MalformedError, LayoutError, RequestEntityTooLarge."""
    try:
        layout = _decode(body).layout
    except msgspec.ValidationError as error:
        raise LayoutError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise MalformedError(str(error)) from error
    if "\0" in layout:
        raise LayoutError("a layout holds no NUL")
    if len(layout.encode()) > LARGEST_BYTES:
        raise RequestEntityTooLarge
    return layout
