"""Around every request: size limit, security headers, a line in the log, figures for /metrics."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
from flask import Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from server.web.problems import TITLES, respond

if TYPE_CHECKING:
    from flask import Flask

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
NO_LENGTH, TOO_LARGE = 411, 413
log = structlog.get_logger("sheetline.request")


class Figures:
    """Counters of one application; each has its own registry, so that tests do not share them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ["route", "method", "status"]
        self.requests = Counter("sheetline_requests", "Requests answered", labels, registry=self.registry)
        self.seconds = Histogram(
            "sheetline_request_seconds",
            "Seconds a request took",
            ["route"],
            registry=self.registry,
            buckets=(0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
        )


def install(app: Flask, *, max_body_bytes: int) -> None:
    """Put the guard around an application."""
    figures = Figures()

    @app.before_request
    def begin() -> Response | None:
        g.started = time.perf_counter()
        # From the length alone, before a byte of the body is read.
        if request.content_length is None and "Transfer-Encoding" in request.headers:
            return respond(NO_LENGTH, title=TITLES[NO_LENGTH])
        if (request.content_length or 0) > max_body_bytes:
            return respond(TOO_LARGE, title=TITLES[TOO_LARGE])
        return None

    @app.after_request
    def end(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "none"
        figures.requests.labels(route, request.method, response.status_code).inc()
        figures.seconds.labels(route).observe(seconds)
        # Route, not path: a path may carry a key; a query may carry anything.
        log.info(
            "request",
            id=uuid4().hex[:12],
            method=request.method,
            route=route,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
            actor=getattr(g.get("actor"), "name", None),
        )
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(figures.registry), content_type=CONTENT_TYPE_LATEST)
