"""Who is at the desk: a session cookie that scripts cannot read, and forms that only our own pages send."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import g, request

from server.accounts import service
from server.errors import ForbiddenError, UnauthorizedError
from server.web.edge import now, read

if TYPE_CHECKING:
    from flask import Response

    from server.accounts.store import User
    from server.views.contract import Actor

PLAIN, OVER_TLS = "sheetline", "__Host-sheetline"
LASTS = dt.timedelta(days=7)
START = "/todo"
PLACES = ("/todo", "/orders/", "/notices")


class StrangeFormError(ForbiddenError):
    """The form was not sent from a page of ours, or from one that was open before signing in anew."""

    title = "页面过期了，请返回刷新后再试 (this page is out of date)"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in; `csrf` is what forms carry to show that they are ours."""

    user: User
    token: str = field(repr=False)

    @property
    def actor(self) -> Actor:
        """Return the user as views know him."""
        return service.actor_of(self.user)

    @property
    def csrf(self) -> str:
        """Return what only pages made for this session know."""
        return hmac.digest(self.token.encode(), b"form", hashlib.sha256).hex()


def visitor() -> Visitor:
    """Return who is signed in by the cookie; raises UnauthorizedError."""
    token = request.cookies.get(cookie_name(), "")
    if not token:
        raise UnauthorizedError
    with read() as conn:
        found = Visitor(service.identify(conn, token, now=now()).user, token)
    g.actor = found.actor
    return found


def demand_own_form(found: Visitor) -> None:
    """Raise StrangeFormError unless the form that is sent was made for this session, here."""
    demand_own_site()
    sent = request.form.get("csrf", "")
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), found.csrf.encode()):
        raise StrangeFormError


def demand_own_site() -> None:
    """Raise StrangeFormError when a browser says that another site sends this."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in {None, "same-origin"}:
        raise StrangeFormError
    if origin not in {None, "null"} and urlsplit(origin or "").netloc != request.host:
        raise StrangeFormError
    if origin == "null" and site is None:
        raise StrangeFormError


def cookie_name() -> str:
    """Return the name of the cookie: over TLS one that no other host and no plain answer can set."""
    return OVER_TLS if request.is_secure else PLAIN


def keep(response: Response, token: str) -> Response:
    """Let the browser keep the session."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=LASTS,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",  # a card opens a page here: from another site, by a link
    )
    return response


def forget(response: Response) -> Response:
    """Let the browser forget the session."""
    response.delete_cookie(cookie_name(), path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def place(text: str | None) -> str:
    """Return where to go after signing in: a page of ours, whatever was asked for."""
    sound = text is not None and text.startswith(PLACES) and text.isascii() and text.isprintable()
    return text if sound and text and "\\" not in text else START
