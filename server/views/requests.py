"""From the bytes of a request to a `SyncRequest` that can be served, or an error of the whole request."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec
from flask import request

from server.errors import InvalidError
from server.views.contract import Scope
from sync.protocol.messages import MAX_ROWS, SCOPES, SyncRequest
from sync.rows.keys import is_key

if TYPE_CHECKING:
    from collections.abc import Iterator

_decode = msgspec.json.Decoder(SyncRequest).decode


class MalformedError(InvalidError):
    """The body is no JSON."""

    title = "请求不是合法的 JSON"


class ShapeError(InvalidError):
    """The body is JSON, but not of a request."""

    status = 422
    title = "请求的内容不符合约定"


def read_request(body: bytes) -> SyncRequest:
    """Return the request; raises MalformedError, ShapeError."""
    try:
        request = _decode(body)
    except msgspec.ValidationError as error:
        raise ShapeError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise MalformedError(str(error)) from error
    for complaint in _complaints(request):
        raise ShapeError(complaint)
    return request


def scope_of(request: SyncRequest) -> Scope:
    """Return the scope a checked request pulls: that of its book, without one all that the role allows."""
    since = dt.date.fromisoformat(request.since) if request.since else None
    return Scope(request.scope or ("book" if request.book else "all"), request.book, since)


def _complaints(request: SyncRequest) -> Iterator[str]:
    for name in ("request_id", "submission", "book", "last_submission"):
        value = getattr(request, name)
        if value is not None and not is_key(value):
            yield f"{name} must be a UUID in lower case"
    if request.rows and not request.dry_run and request.request_id is None:
        yield "request_id is required to write rows"
    if len(request.rows) > MAX_ROWS:
        yield f"at most {MAX_ROWS} rows a request"
    if len({row.key for row in request.rows}) < len(request.rows):
        yield "a key stands twice in rows"
    if request.scope not in {None, *SCOPES} or (request.scope == "book" and request.book is None):
        yield f"scope must be one of {', '.join(SCOPES)}; book needs a book"
    if request.since is not None and not is_date(request.since):
        yield "since must be a date such as 2026-11-30"


def is_date(text: str) -> bool:
    """Tell whether a text is an ISO date."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def queried(*names: str) -> dict[str, str]:
    """Return what the query says under some names, trimmed, without what is blank.

    Raises ShapeError where it says anything else, or a thing twice.
    """
    given = list(request.args.items(multi=True))
    found = {name: text.strip() for name, text in given}
    if len(found) < len(given) or found.keys() - set(names):
        raise ShapeError(f"the query may hold {', '.join(names) or 'nothing'}, each once, and nothing else")
    return {name: text for name, text in found.items() if text}
