"""What every route stands on: the database, the clock, who asks, and the transaction around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request

from server.db.session import reading, writing
from server.errors import UnauthorizedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

EXTENSION = "sheetline"
Clock = Callable[[], dt.datetime]
Authenticate = Callable[["Connection", str, dt.datetime], Any]


def system_clock() -> dt.datetime:
    """Return the time now, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Edge:
    """Given to the application once, in `server/wiring.py`.

    `authenticate(conn, token, now)` returns the actor or raises UnauthorizedError.
    """

    engine: Engine
    authenticate: Authenticate
    clock: Clock = system_clock


def edge() -> Edge:
    """Return the edge of the application that serves this request."""
    found = current_app.extensions[EXTENSION]
    if not isinstance(found, Edge):
        raise TypeError("create_app did not install the edge")
    return found


def bearer_token() -> str:
    """Return the token of the Authorization header; raises UnauthorizedError without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthorizedError
    return token.strip()


def now() -> dt.datetime:
    """Return the moment of this request: asked once, the same until its end."""
    if "now" not in g:
        g.now = edge().clock()
    moment: dt.datetime = g.now
    return moment


def current_actor() -> Any:
    """Return who asks (an `Actor`), found out once a request in a transaction of its own."""
    if "actor" not in g:
        token = bearer_token()
        with read() as conn:
            g.actor = edge().authenticate(conn, token, now())
    return g.actor


@contextmanager
def read() -> Iterator[Connection]:
    """Give this request's reading transaction."""
    with reading(edge().engine) as conn:
        yield conn


@contextmanager
def write() -> Iterator[Connection]:
    """Give this request's writing transaction: leaving commits, raising rolls back."""
    with writing(edge().engine) as conn:
        yield conn
