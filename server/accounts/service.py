"""Use cases of signing in: who a token belongs to, trying, opening, closing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.accounts import store
from server.accounts.passwords import is_password
from server.accounts.rules import TOKEN_LASTS, seconds_to_wait, token_print
from server.audit.service import Entry, record
from server.db.commits import stamp
from server.errors import TooManyError, UnauthorizedError
from server.views.contract import OUTSIDER, Actor

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from server.accounts.store import Try, User


WAIT = "请在 {seconds} 秒后再试；忘了密码请找管理员重设 (try again in {seconds} s)"


class BadTokenError(UnauthorizedError):
    """The token is unknown, over or revoked, or its user is switched off."""

    title = "登录已失效，请重新登录"


class WrongPasswordError(UnauthorizedError):
    """Name or password is wrong; which one is not told."""

    title = "登录名或密码不对"


class TooManyTriesError(TooManyError):
    """The name or the address failed too often lately."""

    title = "密码输错次数太多，请过一会儿再试"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A token, told once, and when it ends."""

    token: str
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Who:
    """Whose token it is, and until when."""

    user: User
    expires_at: dt.datetime


def authenticate(conn: Connection, token: str, now: dt.datetime) -> Actor:
    """Return who asks; raises BadTokenError."""
    return actor_of(identify(conn, token, now=now).user)


def identify(conn: Connection, token: str, *, now: dt.datetime) -> Who:
    """Return whose token it is; raises BadTokenError."""
    found = store.load_user_of_token(conn, token_print(token), now=now)
    if found is None:
        raise BadTokenError
    return Who(*found)


def actor_of(user: User) -> Actor:
    """Return the user as views know him; only dealers belong to a customer."""
    customer = user.customer if user.role == OUTSIDER else None
    return Actor(user.name, user.role, customer=customer, department=user.department)


def demand_patience(conn: Connection, tried: Try) -> None:
    """Raise TooManyTriesError when too much failed before this try."""
    wait = seconds_to_wait(store.load_record(conn, tried), now=tried.at)
    if wait is not None:
        raise TooManyTriesError(WAIT.format(seconds=wait), retry_after_seconds=wait)


def demand_password(user: User | None, password: str) -> User:
    """Return the user when it is his password; raises WrongPasswordError, always after the same time."""
    right = is_password(user.password_hash if user else None, password)
    if user is None or not user.active or not right:
        raise WrongPasswordError
    return user


def open_session(conn: Connection, user: User, *, now: dt.datetime) -> OpenSession:
    """Make a token for the user."""
    opened = OpenSession(secrets.token_urlsafe(32), now + TOKEN_LASTS)
    store.save_token(conn, user.key, token_print(opened.token), at=now, until=opened.expires_at)
    _note(conn, "session.opened", user, now)
    return opened


def close_session(conn: Connection, token: str, *, now: dt.datetime) -> None:
    """Make the token count no more; raises BadTokenError when it does not count already."""
    who = identify(conn, token, now=now)
    store.revoke_token(conn, token_print(token), now=now)
    _note(conn, "session.closed", who.user, now)


def _note(conn: Connection, action: str, user: User, now: dt.datetime) -> None:
    entry = Entry(action=action, view="users", subject=user.key)
    record(conn, [entry], actor=user.name, at=now, stamp=stamp(conn))
