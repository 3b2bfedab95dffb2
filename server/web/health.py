"""`/healthz`: the process lives. `/readyz`: the database answers, asked by balancers."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from server.db.reaching import Reach
from server.errors import UnavailableError
from server.web.edge import edge

REACH = "sheetline reach"
health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """Say that the process lives."""
    return Response('{"status":"ok"}', mimetype="application/json")


@health.get("/readyz")
def readyz() -> Response:
    """Say that the database is reachable and migrated; raises UnavailableError when not, in two seconds."""
    reach: Reach = current_app.extensions.setdefault(REACH, Reach(edge().engine.url))
    if not reach.answers():
        raise UnavailableError
    return Response('{"status":"ready"}', mimetype="application/json")
