"""`/healthz`: the process lives. `/readyz`: the database answers."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from server.db.sites import server_identity
from server.errors import UnavailableError
from server.web.edge import read

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """Say that the process lives."""
    return Response('{"status":"ok"}', mimetype="application/json")


@health.get("/readyz")
def readyz() -> Response:
    """Say that the database is reachable and migrated; raises UnavailableError when not."""
    try:
        with read() as conn:
            conn.execute(sa.text("SELECT 1"))
            server_identity(conn)
    except SQLAlchemyError as error:
        raise UnavailableError from error
    return Response('{"status":"ready"}', mimetype="application/json")
