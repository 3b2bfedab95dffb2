"""Around every request: problem documents, size limit, headers, figures, a log without secrets."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from server.accounts.policy import ROUTES
from server.app import create_app
from server.config import Config
from server.db.engine import make_engine
from server.db.session import writing
from server.web.doors import Need

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy import Engine
    from werkzeug.test import TestResponse

LIMIT = 1_000
CONFIG = Config(Path("unused"), "unused", max_body_bytes=LIMIT)
ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class BrokenError(Exception):
    """A bug, raised by a route of these tests."""


@pytest.fixture
def app(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return the application with two routes that go wrong."""
    for path in ("/broken", "/busy"):
        monkeypatch.setitem(ROUTES, ("GET", path), Need.NOTHING)
    made = create_app(CONFIG, engine)

    @made.get("/broken")
    def broken() -> str:
        raise BrokenError("the table is called secret_table")

    @made.get("/busy")
    def busy() -> str:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("database is locked"))

    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of the application."""
    return app.test_client()


def assert_problem(answer: TestResponse, status: int) -> None:
    """Check that an answer is a problem document (RFC 9457) of that status."""
    assert answer.status_code == status
    assert answer.content_type.startswith("application/problem+json")
    document = answer.get_json()
    assert document["status"] == status
    assert document["title"]


@ONE_ENGINE
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("PUT", "/api/v1/session", 405), ("GET", "/api/v1/views", 401)],
)
def test_errors_are_problem_documents(client: FlaskClient, method: str, path: str, status: int) -> None:
    assert_problem(client.open(path, method=method), status)


@ONE_ENGINE
def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    assert "POST" in client.put("/api/v1/session").headers["Allow"]


@ONE_ENGINE
def test_a_bug_is_logged_and_not_told(client: FlaskClient) -> None:
    with capture_logs() as lines:
        answer = client.get("/broken")
    assert_problem(answer, 500)
    assert "secret_table" not in answer.get_data(as_text=True)
    assert [line for line in lines if line["log_level"] == "error"]


@ONE_ENGINE
def test_a_busy_database_asks_to_come_back(client: FlaskClient) -> None:
    answer = client.get("/busy")
    assert_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0


@ONE_ENGINE
def test_too_large_is_told_from_the_length_alone(client: FlaskClient) -> None:
    body = io.BytesIO(b"{}")
    environ = {"CONTENT_LENGTH": str(LIMIT + 1), "wsgi.input": body}
    answer = client.post("/api/v1/session", environ_overrides=environ)
    assert_problem(answer, 413)
    assert body.tell() == 0


@ONE_ENGINE
def test_a_body_that_does_not_tell_its_length_is_not_read(client: FlaskClient) -> None:
    body = io.BytesIO(b"{}")
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True, "wsgi.input": body}
    answer = client.post("/api/v1/session", environ_overrides=environ)
    assert_problem(answer, 411)
    assert body.tell() == 0


@ONE_ENGINE
def test_a_body_at_the_limit_is_read(client: FlaskClient) -> None:
    assert client.post("/api/v1/session", data=b" " * LIMIT).status_code == 400


@ONE_ENGINE
@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/broken", "/docs", "/docs.css", "/metrics"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"


@ONE_ENGINE
def test_the_log_has_a_line_a_request_without_token_password_or_query(client: FlaskClient) -> None:
    body = {"name": "admin", "password": "hunter2 hunter2"}
    with capture_logs() as lines:
        client.post("/api/v1/session?secret=1", json=body, headers={"Authorization": "Bearer tttoken"})
        client.get("/api/v1/views/orders", headers={"Authorization": "Bearer tttoken"})
    assert [line["route"] for line in lines] == ["/api/v1/session", "/api/v1/views/<view>"]
    assert not [word for word in ("hunter2", "tttoken", "secret") if word in str(lines)]


@ONE_ENGINE
def test_figures_count_requests_by_route(client: FlaskClient) -> None:
    def counted() -> float:
        text = client.get("/metrics").get_data(as_text=True)
        found = re.search(
            r'^sheetline_requests_total{method="GET",route="/healthz",status="200"} (.+)$', text, re.MULTILINE
        )
        return float(found[1]) if found else 0.0

    before = counted()
    client.get("/healthz")
    client.get("/healthz")
    assert counted() == before + 2


def test_the_server_is_ready_when_its_database_is_migrated(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_the_server_is_not_ready_while_its_database_is_not_migrated(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    client = create_app(CONFIG, engine).test_client()
    assert client.get("/healthz").status_code == 200
    assert_problem(client.get("/readyz"), 503)
    engine.dispose()


@ONE_ENGINE
def test_behind_a_proxy_tries_count_for_the_address_it_names(engine: Engine) -> None:
    client = create_app(replace(CONFIG, proxies=1), engine).test_client()
    headers = {"X-Forwarded-For": "192.0.2.1, 198.51.100.7"}
    client.post("/api/v1/session", json={"name": "x", "password": "y"}, headers=headers)
    with writing(engine) as conn:
        assert conn.execute(sa.text("SELECT address FROM sign_in_tries")).scalar_one() == "198.51.100.7"


@ONE_ENGINE
def test_without_a_proxy_nobody_names_an_address_of_choice(client: FlaskClient, engine: Engine) -> None:
    headers = {"X-Forwarded-For": "192.0.2.1"}
    client.post("/api/v1/session", json={"name": "x", "password": "y"}, headers=headers)
    with writing(engine) as conn:
        assert conn.execute(sa.text("SELECT address FROM sign_in_tries")).scalar_one() == "127.0.0.1"
