"""Every request has an id that its answer and its lines in the log carry; nothing gets away unanswered."""

from __future__ import annotations

import io
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from server.serve import mounted
from server.web.inprocess import caller
from server.web.watched import watched
from tests.server.web.test_edge import CONFIG, ONE_ENGINE, BrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine

HEADER = "X-Request-Id"


def ask(application: Any, path: str, body: bytes | None = None) -> tuple[int, Any, Any]:
    """Ask and return status, headers, document."""
    status, headers, content = caller(application)("POST" if body else "GET", path, body, "a-token")
    return status, headers, json.loads(content)


@ONE_ENGINE
def test_a_problem_names_the_id_that_stands_in_the_log(engine: Engine) -> None:
    with capture_logs() as lines:
        status, headers, problem = ask(mounted(CONFIG, engine), "/api/v1/views")
    assert (status, problem["request_id"]) == (401, headers[HEADER])
    assert [line["route"] for line in lines] == ["/api/v1/views"]


@ONE_ENGINE
def test_a_call_of_the_bridge_and_what_it_asks_within_are_one_request(engine: Engine) -> None:
    with capture_logs() as lines:
        status, headers, problem = ask(mounted(CONFIG, engine), "/api/v1/bridge/sync", b"{}")
    assert (status, problem["request_id"]) == (401, headers[HEADER])
    assert [line["route"] for line in lines] == ["/api/v1/bridge/sync"]


@ONE_ENGINE
def test_an_action_nobody_has_is_no_name_for_the_figures(engine: Engine) -> None:
    with capture_logs() as lines:
        status, _, _ = ask(mounted(CONFIG, engine), "/api/v1/bridge/secret-word", b"{}")
    assert status == 404
    assert [line["route"] for line in lines] == ["none"]


@pytest.mark.parametrize(
    ("said", "code", "status", "title"),
    [
        ("database is locked", sqlite3.SQLITE_BUSY, 503, "服务器正忙"),
        ("database or disk is full", sqlite3.SQLITE_FULL, 507, "腾出空间"),
        ("no such table: bridge_answers", sqlite3.SQLITE_ERROR, 500, "服务器出错了"),
    ],
)
def test_a_database_that_fails_the_answers_of_the_bridge_is_told_as_everywhere(
    said: str, code: int, status: int, title: str
) -> None:
    origin = sqlite3.OperationalError(said)
    origin.sqlite_errorcode = code

    def failing(environ: Any, start: Any) -> Iterable[bytes]:
        raise OperationalError("INSERT", {}, origin)

    found, headers, problem = ask(watched(failing, route=lambda _: "/failing"), "/")
    assert (found, headers.get("Retry-After")) == (status, "2" if status == 503 else None)
    assert title in problem["title"]


def test_two_requests_have_two_ids() -> None:
    def plain(environ: Any, start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        return [b"{}"]

    application = watched(plain, route=lambda _: "/plain")
    ids = {ask(application, "/plain")[1][HEADER] for _ in range(20)}
    assert len(ids) == 20


def test_an_error_nobody_foresaw_is_answered_and_logged_with_its_id() -> None:
    def broken(environ: Any, start: Any) -> Iterable[bytes]:
        raise BrokenError("the customer is called secret")

    with capture_logs() as lines:
        status, headers, problem = ask(watched(broken, route=lambda _: "/broken"), "/broken")
    assert (status, problem["request_id"]) == (500, headers[HEADER])
    assert "secret" not in json.dumps(problem)
    assert [line["event"] for line in lines] == ["unforeseen", "request"]


@pytest.mark.parametrize("length", ["", "-1", "many", "１"])
def test_a_length_that_is_none_is_no_reason_to_fail(length: str) -> None:
    def plain(environ: Any, start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        return []

    environ = {"REQUEST_METHOD": "GET", "CONTENT_LENGTH": length, "wsgi.input": io.BytesIO()}
    application: Any = watched(plain, route=lambda _: "/plain")
    assert application(environ, lambda *_: None) == []
