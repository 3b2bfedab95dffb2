"""A server with users, asked over its routes, with a clock that tests move."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.accounts.administration import add_user
from server.accounts.service import authenticate
from server.app import create_app
from server.config import Config
from server.db.keys import new_key
from server.db.session import writing
from server.web.edge import Edge
from server.wiring import USERS

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy import Engine
    from werkzeug.test import TestResponse

START = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
PASSWORD = "correct horse"


@dataclass
class House:
    """A server and who asks it."""

    engine: Engine
    now: dt.datetime = START
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        edge = Edge(self.engine, authenticate, clock=lambda: self.now)
        app = create_app(Config(Path("unused"), "unused"), self.engine, edge=edge)
        self.client = app.test_client()

    def wait(self, **time: float) -> None:
        """Move the clock."""
        self.now += dt.timedelta(**time)

    def add(self, name: str, role: str, **values: str | None) -> None:
        """Make a user whose password is PASSWORD."""
        row = {"name": name, "role": role, "password": PASSWORD, **values}
        with writing(self.engine) as conn:
            add_user(conn, USERS, row, now=self.now)

    def sign_in(self, name: str, password: str = PASSWORD, *, address: str = "10.0.0.1") -> TestResponse:
        """Try to sign in from an address."""
        body = {"name": name, "password": password}
        return self.client.post("/api/v1/session", json=body, environ_base={"REMOTE_ADDR": address})

    def token(self, name: str) -> str:
        """Sign in and return the token."""
        return str(self.sign_in(name).get_json()["token"])

    def get(self, path: str, token: str) -> TestResponse:
        """Ask as the owner of a token."""
        return self.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})

    def push(
        self, token: str, *rows: dict[str, Any], view: str = "users", **more: Any
    ) -> list[dict[str, Any]]:
        """Send rows and return their results."""
        body = {"request_id": new_key(), "rows": list(rows), **more}
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.client.post(f"/api/v1/views/{view}/sync", json=body, headers=headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return list(answer.get_json()["results"])
