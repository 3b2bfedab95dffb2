"""HTTP routes of signing in, out, and asking who one is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import msgspec
from flask import Blueprint, Response, request

from server.accounts import service, store
from server.accounts.rules import fold_address, fold_name
from server.accounts.store import Try
from server.db.keys import new_key
from server.errors import InvalidError
from server.views.openapi import Operation
from server.web.edge import bearer_token, now, read, write

if TYPE_CHECKING:
    from server.accounts.service import OpenSession

LONGEST = 1_000
_NAME = {"pattern": r"^[^\u0000]*[^\s\u0000][^\u0000]*$", "maxLength": LONGEST}


class Credentials(msgspec.Struct):
    """What one signs in with. Its description says what is demanded of them; `open_with` demands it."""

    name: Annotated[str, msgspec.Meta(extra_json_schema=_NAME)]
    password: Annotated[str, msgspec.Meta(extra_json_schema={"maxLength": LONGEST})]


class SessionOut(msgspec.Struct, frozen=True):
    """A token for the Authorization header, and when it ends."""

    token: str
    expires_at: dt.datetime


class WhoOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in."""

    name: str
    display_name: str | None
    role: str
    customer: str | None
    expires_at: dt.datetime


class CredentialsError(InvalidError):
    """The body is no name and password."""

    title = "请提供登录名和密码"


_decode = msgspec.json.Decoder(Credentials).decode
session = Blueprint("session", __name__, url_prefix="/api/v1")
OPERATIONS = (
    Operation(
        method="post",
        path="/session",
        name="signIn",
        summary="Sign in",
        chinese="登录，换取令牌",
        body=Credentials,
        answer=SessionOut,
        refusals=(400, 401, 411, 413, 429, 503),
        public=True,
    ),
    Operation(
        method="get",
        path="/session",
        name="whoAmI",
        summary="Who is signed in",
        chinese="当前登录的是谁",
        answer=WhoOut,
    ),
    Operation(
        method="delete",
        path="/session",
        name="signOut",
        summary="Make the token count no more",
        chinese="退出，令牌失效",
        status=204,
    ),
)


@session.post("/session")
def sign_in() -> Response:
    """Answer a token for a name and a password."""
    found = _credentials(request.get_data(cache=False))
    opened = open_with(found.name, found.password, address=request.remote_addr or "")
    return _json(SessionOut(opened.token, opened.expires_at))


@session.get("/session")
def who_am_i() -> Response:
    """Answer whose token it is."""
    with read() as conn:
        who = service.identify(conn, bearer_token(), now=now())
    user, actor = who.user, service.actor_of(who.user)
    return _json(
        WhoOut(
            name=user.name,
            display_name=user.display_name,
            role=user.role,
            customer=actor.customer,
            expires_at=who.expires_at,
        )
    )


@session.delete("/session")
def sign_out() -> Response:
    """Make the token count no more."""
    token = bearer_token()
    with write() as conn:
        service.close_session(conn, token, now=now())
    return Response(status=204)


def open_with(name: str, password: str, *, address: str) -> OpenSession:
    """Return a session; raises CredentialsError, WrongPasswordError, TooManyTriesError.

    The try is kept before it is judged, so that tries at the same time all count.
    """
    if not name.strip() or max(len(name), len(password)) > LONGEST or "\0" in name:
        raise CredentialsError
    tried = Try(new_key(), fold_name(name), fold_address(address), now())
    with write() as conn:
        store.save_try(conn, tried)
    try:
        with read() as conn:
            service.demand_patience(conn, tried)
            user = store.load_user(conn, name)
    except service.TooManyTriesError:
        with write() as conn:
            store.forget_try(conn, tried)
        raise
    known = service.demand_password(user, password)
    with write() as conn:
        store.save_success(conn, tried)
        return service.open_session(conn, known, now=now())


def _credentials(body: bytes) -> Credentials:
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CredentialsError from error


def _json(content: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(content), mimetype="application/json")
