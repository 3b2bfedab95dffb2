"""A client of the HTTP interface: one person with one book, and readable access to the answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sync.rows.keys import new_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask
    from werkzeug.test import TestResponse

PREFIX = "/api/v1"
Json = dict[str, Any]
Row = dict[str, Any]


def new_id() -> str:
    """Return a key, request or book id, as a book mints them."""
    return new_key()


def new_row(**values: str | None) -> Row:
    """Return a row under a fresh key."""
    return {"key": new_id(), "values": values}


def edit_of(result: Json, **values: str | None) -> Row:
    """Return an edit of a row as last answered, with the numbers the sheet shows."""
    row: Row = {"key": result["key"], "rev": result["rev"], "values": values}
    if result["values"].get("order_no"):
        row["witness"] = {name: result["values"].get(name) for name in ("order_no", "line_no")}
    return row


@dataclass(frozen=True)
class Answer:
    """What a sync was answered."""

    body: Json
    raw: bytes

    @property
    def results(self) -> list[Json]:
        return list(self.body["results"])

    @property
    def only(self) -> Json:
        (result,) = self.results
        return dict(result)

    @property
    def outcomes(self) -> list[str]:
        return [result["outcome"] for result in self.results]

    @property
    def changes(self) -> dict[str, Json]:
        return {change["key"]: change for change in self.body["changes"]}


@dataclass
class Person:
    """Somebody signed in, at a book. Without a book: an API client."""

    app: Flask
    token: str | None
    book: str | None = field(default_factory=new_id)

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send a request as it is; `path` is below the prefix."""
        headers = dict(options.pop("headers", {}))
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        return self.app.test_client().open(PREFIX + path, method=method, headers=headers, **options)

    def get(self, path: str) -> Any:
        """Return the JSON under a path."""
        response = self.call("GET", path)
        assert response.status_code == 200, response.text
        return response.get_json()

    def body(self, *rows: Row, **options: Any) -> Json:
        """Return the body of a push; an option that is `...` is left out."""
        made = {
            "request_id": new_id(),
            "submission": new_id(),
            "book": self.book,
            "rows": list(rows),
            **options,
        }
        return {
            name: value
            for name, value in made.items()
            if value is not ... and (name, value) != ("book", None)
        }

    def post(self, view: str, body: Json) -> TestResponse:
        """Send a sync and return the response, whatever it is."""
        return self.call("POST", f"/views/{view}/sync", json=body)

    def sync(self, view: str, body: Json) -> Answer:
        """Send a sync that is served."""
        response = self.post(view, body)
        assert response.status_code == 200, response.text
        return Answer(json.loads(response.data), response.data)

    def push(self, *rows: Row, view: str = "orders", **options: Any) -> Answer:
        """Push rows in a submission of their own."""
        return self.sync(view, self.body(*rows, **options))

    def pull(self, view: str = "orders", *, cursor: str | None = None, **options: Any) -> Answer:
        """Pull alone, from the beginning unless told."""
        body = {"book": self.book, "cursor": cursor, **options}
        return self.sync(
            view, {name: value for name, value in body.items() if value is not None or name == "cursor"}
        )

    def stored(self, key: str, view: str = "orders") -> Json:
        """Return a row as everybody who may see it does."""
        change: Json = self.pull(view, scope="all").changes[key]
        return change

    def undo(self, submission: str) -> TestResponse:
        """Take a submission back."""
        return self.call("POST", f"/submissions/{submission}/undo")

    def at(self, book: str | None) -> Person:
        """Return the same person at another book."""
        return Person(self.app, self.token, book)


def codes(result: Json) -> set[tuple[str | None, str]]:
    """Return (field, code) of each problem."""
    return {(problem["field"], problem["code"]) for problem in result["problems"]}


def found(result: Json, code: str) -> Json:
    """Return the problem of a code; there must be exactly one."""
    (problem,) = [problem for problem in result["problems"] if problem["code"] == code]
    return dict(problem)


def undone(response: TestResponse) -> Answer:
    """Return the answer of an undo that was served."""
    assert response.status_code == 200, response.text
    return Answer(json.loads(response.data), response.data)


def values_of(answer: Answer, field_name: str) -> list[str | None]:
    """Return a field of every result."""
    return [result["values"].get(field_name) for result in answer.results]


def without(values: Mapping[str, str | None], *names: str) -> dict[str, str | None]:
    """Return values with some left out."""
    return {name: text for name, text in values.items() if name not in names}
