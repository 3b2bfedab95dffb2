"""Around an application: an id for each request, figures, a line in the log, and no error that gets away."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from server.errors import AppError
from server.watch import figures
from server.watch.trace import HEADER, Trace, in_hand, traced
from server.web.problems import of_database, respond

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    Route = Callable[[WSGIEnvironment], str]

SLOW_SECONDS = 2.0
UNKNOWN = "none"
log = structlog.get_logger("sheetline.request")


def watched(application: WSGIApplication, *, route: Route) -> WSGIApplication:
    """Return the application, watched.

    `route` names a request after it was answered: not its path, which may carry a key, nor its query, which
    may carry anything.
    """

    def run(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_within = in_hand() is not None  # a call of the bridge, whose own line tells of it
        with traced() as trace:
            trace.body_bytes = _length(environ)
            statuses: list[int] = []

            def start(status: str, headers: list[tuple[str, str]], failure: Any = None) -> Any:
                statuses.append(int(status.split(maxsplit=1)[0]))
                return start_response(status, [*headers, (HEADER, trace.id)], failure)

            answer = _answered(application, environ, start)
            _tell(environ, trace, route=route(environ), status=statuses[-1], is_within=is_within)
            return answer

    return run


def _answered(
    application: WSGIApplication, environ: WSGIEnvironment, start: StartResponse
) -> Iterable[bytes]:
    response: Any
    try:
        return application(environ, start)
    except SQLAlchemyError as error:  # of the answers that the bridge keeps
        response = of_database(error)
        return response(environ, start)  # type: ignore[no-any-return]
    except Exception as error:
        log.exception("unforeseen", exc_info=error)
        response = respond(500, title=AppError.title)
        return response(environ, start)  # type: ignore[no-any-return]


def _tell(environ: WSGIEnvironment, trace: Trace, *, route: str, status: int, is_within: bool) -> None:
    method = environ["REQUEST_METHOD"]
    figures.REQUESTS.labels(route, method, status).inc()
    figures.REQUEST_SECONDS.labels(route).observe(trace.seconds)
    figures.REQUEST_BYTES.labels(route).observe(trace.body_bytes)
    is_slow = trace.seconds > SLOW_SECONDS
    if is_within and not is_slow and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return
    tell = log.warning if is_slow else log.info
    tell("slow request" if is_slow else "request", method=method, route=route, status=status, **trace.facts())


def _length(environ: WSGIEnvironment) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0
