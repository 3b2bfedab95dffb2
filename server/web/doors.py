"""Which routes are open to whom: one that is not listed is closed to everybody."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from flask import request

from server.errors import ForbiddenError
from server.web.edge import bearer_token, current_actor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask


class Need(StrEnum):
    """What a route asks of whoever comes."""

    NOTHING = "nothing"
    LOCAL = "this machine"  # or a token of its own, judged by the route itself
    TOKEN = "token"  # noqa: S105 - a token, judged by the route itself: it needs to know when it ends
    CALL = "call"  # from another system, signed with a secret of both; judged by the route itself
    PAGE = "page"  # signed in by the cookie of the pages; judged by the route, which shows where to sign in
    SIGNED_IN = "signed in"
    READ = "read"  # signed in, and may read the view named in the path
    WRITE = "write"  # signed in, and may read the view named in the path; to send rows, write it


OPEN = frozenset({Need.NOTHING, Need.LOCAL, Need.CALL, Need.PAGE})
Routes = dict[tuple[str, str], Need]
"""(method, rule as in the URL map) -> what is asked; HEAD is asked what GET is."""


class ClosedRouteError(ForbiddenError):
    """Nobody has said who may use the route."""

    title = "这个地址没有开放"


def install(app: Flask, routes: Mapping[tuple[str, str], Need]) -> None:
    """Ask at every route what the table says; which view somebody may use is asked behind it."""

    @app.before_request
    def ask() -> None:
        if request.url_rule is None:  # there is no such route: 404 or 405
            return
        method = "GET" if request.method == "HEAD" else request.method
        need = routes.get((method, request.url_rule.rule))
        if need is None:
            raise ClosedRouteError
        if need is Need.TOKEN:
            bearer_token()
        elif need not in OPEN:
            current_actor()
