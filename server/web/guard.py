"""Around every request: size limit, security headers, notes of who asks for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, g, request

from server.watch import figures
from server.watch.trace import in_hand
from server.web.headers import headed
from server.web.problems import TITLES, respond
from server.web.watched import UNKNOWN, watched

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from flask import Flask

NO_LENGTH, TOO_LARGE = 411, 413
ROUTE = "sheetline.route"


def install(app: Flask, *, max_body_bytes: int) -> None:
    """Put the guard around an application."""

    @app.before_request
    def begin() -> Response | None:
        # Route, not path: a path may carry a key; a query may carry anything.
        route = request.url_rule.rule if request.url_rule else UNKNOWN
        request.environ[ROUTE] = route
        figures.BEGUN.labels(route).inc()
        # From the length alone, before a byte of the body is read.
        if request.content_length is None and "Transfer-Encoding" in request.headers:
            return respond(NO_LENGTH, title=TITLES[NO_LENGTH])
        if (request.content_length or 0) > max_body_bytes:
            return respond(TOO_LARGE, title=TITLES[TOO_LARGE])
        return None

    @app.after_request
    def end(response: Response) -> Response:
        trace = in_hand()
        if trace is not None:
            trace.actor = getattr(g.get("actor"), "name", None)
        return response

    app.wsgi_app = headed(watched(app.wsgi_app, route=_route))  # type: ignore[method-assign, assignment]


def _route(environ: WSGIEnvironment) -> str:
    return str(environ.get(ROUTE, UNKNOWN))
