"""Headers that every answer carries, of whatever is served: pages, errors, the bridge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# Where a body in pieces ends is what proxies disagree about: nothing behind it is read. (WSGI leaves this
# header to servers; granian hands it on, and closes.)
IN_PIECES = {"Connection": "close"}
OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}


def headed(application: WSGIApplication) -> WSGIApplication:
    """Return the application with the headers on every answer that does not set them itself."""

    def run(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        wanted = dict(HEADERS)
        if environ["wsgi.url_scheme"] == "https":
            wanted |= OVER_TLS
        if "HTTP_TRANSFER_ENCODING" in environ:
            wanted |= IN_PIECES

        def start(status: str, headers: list[tuple[str, str]], failure: Any = None) -> Any:
            there = {name.lower() for name, _ in headers}
            missing = [(name, text) for name, text in wanted.items() if name.lower() not in there]
            return start_response(status, [*headers, *missing], failure)

        return application(environ, start)

    return run
