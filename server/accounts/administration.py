"""Users made and changed from the command line: the same way as from a sheet, with the same history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from server.accounts import store
from server.accounts.passwords import new_password
from server.accounts.service import open_session
from server.db.keys import new_key
from server.errors import InvalidError, NotFoundError
from server.views.access import Access
from server.views.columns import columns_of
from server.views.contract import Actor, Rights
from server.views.service import Asked, sync
from sync.protocol.messages import RowIn, SyncRequest, SyncResponse

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from server.accounts.service import OpenSession
    from server.views.contract import View
    from sync.protocol.messages import Values

FIRST = "admin"
CONSOLE = Actor("console", "admin")
"""The actor of changes made by whoever can run commands on the server."""
_FULL = Rights(read=True, write=True)


class RefusedError(InvalidError):
    """The change was refused, for the reasons given."""

    title = "没有写入"


class UnknownUserError(NotFoundError):
    """There is no user of this name."""

    title = "没有这个用户"

    def __init__(self, name: str) -> None:
        super().__init__(f"没有用户“{name}” (unknown user)")


def add_user(conn: Connection, view: View, values: Values, *, now: dt.datetime) -> None:
    """Make a user of the values of a row of the sheet; raises RefusedError."""
    _push(conn, view, RowIn(key=new_key(), values=values), now=now)


def change_user(conn: Connection, view: View, name: str, *, values: Values, now: dt.datetime) -> None:
    """Change fields of a user; raises UnknownUserError, RefusedError."""
    user = _known(conn, name)
    stored = view.find(conn, [user.key], CONSOLE)[user.key]
    _push(conn, view, RowIn(key=user.key, rev=stored.rev, values=values), now=now)


def make_token(conn: Connection, name: str, *, now: dt.datetime) -> OpenSession:
    """Return a token for a user, for programs; raises UnknownUserError, also for one switched off."""
    user = _known(conn, name)
    if not user.active:
        raise UnknownUserError(name)
    return open_session(conn, user, now=now)


def make_first_admin(conn: Connection, view: View, *, password: str | None, now: dt.datetime) -> str | None:
    """Make `admin` when there is no user yet; return the password when it had to be thought up."""
    if store.load_users(conn):
        return None
    chosen = password or new_password()
    add_user(conn, view, {"name": FIRST, "role": "admin", "password": chosen}, now=now)
    return None if password else chosen


def _known(conn: Connection, name: str) -> store.User:
    user = store.load_user(conn, name)
    if user is None:
        raise UnknownUserError(name)
    return user


def _push(conn: Connection, view: View, row: RowIn, *, now: dt.datetime) -> None:
    access = Access(view.spec.name, view, CONSOLE, _FULL, columns_of(view.spec, _FULL))
    answer = sync(conn, Asked(SyncRequest(request_id=new_key(), rows=[row]), access, now))
    (result,) = msgspec.json.decode(answer, type=SyncResponse).results
    if result.outcome == "rejected":
        raise RefusedError("；".join(problem.message for problem in result.problems))
