"""A desk to send requests from: the notes view behind the real routes, with actors named by their tokens."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Flask

from server.audit import models as _audit  # noqa: F401 - its tables are made too
from server.db.base import Base
from server.errors import UnauthorizedError
from server.views.access import Registry
from server.views.api import make_blueprint
from server.views.contract import Actor, Rights
from server.web import problems
from server.web.edge import EXTENSION, Edge
from sync.rows.keys import new_key
from tests.server.views.notes_view import METADATA, NotesView

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from werkzeug.test import TestResponse

NOW = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
ACTORS = {
    actor.name: actor
    for actor in (
        Actor("王芳", "clerk"),
        Actor("李强", "clerk"),
        Actor("boss", "admin"),
        Actor("reader", "manager"),
        Actor("shop", "dealer", customer="C1"),
        Actor("nobody", "none"),
    )
}
Json = dict[str, Any]


def policy(actor: Actor, view: str) -> Rights:
    """Clerks, dealers and administrators write; managers read; dealers know nothing of the body."""
    hidden = frozenset({"body"}) if actor.role == "dealer" else frozenset[str]()
    return Rights(read=actor.role != "none", write=actor.role in {"clerk", "admin", "dealer"}, hidden=hidden)


def make_app(engine: Engine, view: Any) -> Flask:
    """Return an application with one view, where the token is the name of the actor."""
    app = Flask("desk")
    app.extensions[EXTENSION] = Edge(engine, _authenticate, lambda: NOW)
    problems.install(app)
    app.register_blueprint(make_blueprint(Registry({view.spec.name: view}, policy)))
    return app


def _authenticate(_conn: Connection, token: str, _now: dt.datetime) -> Actor:
    actor = ACTORS.get(bytes.fromhex(token).decode())
    if actor is None:
        raise UnauthorizedError
    return actor


@dataclass
class Desk:
    """Sends as one actor, from one book or none, and remembers nothing but the last raw answer."""

    app: Flask
    engine: Engine
    actor: str = "王芳"
    book: str | None = None
    last: bytes = field(default=b"", repr=False)

    def as_(self, actor: str, book: str | None = None) -> Desk:
        """Return the desk of somebody else."""
        return Desk(self.app, self.engine, actor, book)

    def post(self, path: str, body: bytes | Json | None = None) -> TestResponse:
        """Post a body as it is, or as JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        headers = {"Authorization": f"Bearer {self.actor.encode().hex()}"}
        response = self.app.test_client().post(f"/api/v1{path}", data=data, headers=headers)
        self.last = response.data
        return response

    def get(self, path: str) -> Any:
        """Return the JSON at a path."""
        headers = {"Authorization": f"Bearer {self.actor.encode().hex()}"}
        response = self.app.test_client().get(f"/api/v1{path}", headers=headers)
        return json.loads(response.data) | {"status_code": response.status_code}

    def request(self, *rows: Json, **options: Any) -> Json:
        """Return a request body with a fresh id."""
        book = {"book": self.book} if self.book else {}
        return {"request_id": new_key(), **book, "rows": list(rows), **options}

    def sync(self, *rows: Json, **options: Any) -> Json:
        """Push rows and return the whole answer; the request must be served."""
        return self.send(self.request(*rows, **options))

    def send(self, body: Json) -> Json:
        """Post a request as it is and return the answer; it must be served."""
        response = self.post("/views/notes/sync", body)
        assert response.status_code == 200, response.data
        found: Json = json.loads(response.data)
        return found

    def push(self, *rows: Json, **options: Any) -> list[Json]:
        """Push rows and return their results."""
        results: list[Json] = self.sync(*rows, **options)["results"]
        return results

    def pull(self, cursor: str | None = None, **options: Any) -> Json:
        """Return what others changed."""
        return self.send({"cursor": cursor, **({"book": self.book} if self.book else {}), **options})

    def undo(self, submission: str) -> Json:
        """Take a submission back and return the answer."""
        response = self.post(f"/submissions/{submission}/undo")
        assert response.status_code == 200, response.data
        found: Json = json.loads(response.data)
        return found


def note(key: str | None = None, rev: int | None = None, /, **values: str | None) -> Json:
    """Return a row; a fresh key unless one is given."""
    return {"key": key or new_key(), **({} if rev is None else {"rev": rev}), "values": values}


def desk_of(engine: Engine, view: Any = None) -> Desk:
    """Return the desk of a clerk, with the tables of the protocol, the audit trail and the notes view."""
    Base.metadata.create_all(engine)
    METADATA.create_all(engine)
    return Desk(make_app(engine, view or NotesView()), engine)
