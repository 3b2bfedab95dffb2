"""`/metrics` for Prometheus: what the host's processes counted, and what the database says right now."""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, request
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy.exc import SQLAlchemyError

from server.errors import ForbiddenError
from server.watch.host import exposition
from server.web.edge import bearer_token, now, read

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from flask import Flask
    from sqlalchemy import Connection

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


class NotForStrangersError(ForbiddenError):
    """The figures of a business are its own."""

    title = "运行指标只在本机可看，或凭 SHEETLINE_METRICS_TOKEN"


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure read from the database when asked for: `read(conn, now)` gives values by label.

    `label` is the name of the one label; without one the values have the single key "".
    """

    name: str
    words: str
    read: Callable[[Connection, dt.datetime], Mapping[str, float]]
    label: str = ""


def install(app: Flask, gauges: Sequence[Gauge], *, token: str | None) -> None:
    """Add the route. It answers whoever asks from this machine itself, others with the token."""

    @app.get("/metrics")
    def metrics() -> Response:
        if not _is_local() and not (token and hmac.compare_digest(bearer_token().encode(), token.encode())):
            raise NotForStrangersError
        return Response(exposition(_read(gauges)), content_type=CONTENT_TYPE_LATEST)


def _is_local() -> bool:
    """Tell whether this machine asks; what a proxy on it hands on may come from anywhere."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _read(gauges: Sequence[Gauge]) -> Iterator[GaugeMetricFamily]:
    """Yield what the database says; when it says nothing, that it is down."""
    try:
        with read() as conn:
            found = [_metric(gauge, gauge.read(conn, now())) for gauge in gauges]
    except SQLAlchemyError:
        found = []
    yield GaugeMetricFamily("sheetline_database_up", "Whether the database answers", value=float(bool(found)))
    yield from found


def _metric(gauge: Gauge, values: Mapping[str, float]) -> GaugeMetricFamily:
    labels = [gauge.label] if gauge.label else []
    metric = GaugeMetricFamily(f"sheetline_{gauge.name}", gauge.words, labels=labels)
    for label, value in values.items():
        metric.add_metric([label] if labels else [], value)
    return metric
