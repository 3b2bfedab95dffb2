"""Somebody at the pages, as a browser without scripts: follows links, fills forms, keeps cookies."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from server.desk.sessions import PLAIN
from tests.e2e.protocol.seeds import PASSWORD, line

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.e2e.protocol.api import Json
    from tests.e2e.protocol.conftest import Firm

FORM = re.compile(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Form:
    """A form on a page: where it goes and what it carries already."""

    action: str
    fields: dict[str, str]


@dataclass
class Visitor:
    """One browser; `base` is the address it knows the server by."""

    firm: Firm
    base: str = "http://localhost"
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.firm.app.test_client()

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=self.base)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> TestResponse:
        """Send a form as a browser does from our own page."""
        sent = {"Origin": self.base, "Sec-Fetch-Site": "same-origin"} | headers
        return self.client.post(path, data=fields, headers=sent, base_url=self.base)

    def sign_in(self, name: str, password: str = PASSWORD, *, onward: str = "/todo") -> TestResponse:
        """Sign in."""
        return self.post("/login", {"name": name, "password": password, "next": onward})

    def forms(self, path: str) -> list[Form]:
        """Return the forms of a page."""
        text = self.get(path).text
        return [
            Form(html.unescape(action), {name: html.unescape(value) for name, value in HIDDEN.findall(body)})
            for action, body in FORM.findall(text)
        ]

    def form(self, decision: str, path: str = "/todo") -> Form:
        """Return the first form that decides so."""
        return next(form for form in self.forms(path) if form.fields.get("decision") == decision)

    def send(self, form: Form, **changed: str) -> TestResponse:
        """Send a form with what a person filled in."""
        return self.post(form.action, form.fields | changed)


@dataclass
class Office:
    """The firm as these tests use it."""

    firm: Firm
    tokens: dict[str, str]

    def at(self, name: str | None = None, *, base: str = "http://localhost") -> Visitor:
        """Return a browser, somebody signed in on it: his session is one he has already."""
        made = Visitor(self.firm, base)
        if name is not None:
            made.client.set_cookie(PLAIN, self.tokens[name], httponly=True)
        return made

    def order(self, **values: Any) -> Json:
        """Enter an order as the clerk and return its line."""
        (made,) = self.firm.clerk.push(line(**values)).results
        assert made["outcome"] in {"created", "held"}, made
        return made

    def status(self, made: Json) -> str:
        """Return the status of an order."""
        return str(self.firm.admin.stored(made["key"])["values"]["status"])
