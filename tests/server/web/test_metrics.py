"""`/metrics` tells this machine, and whoever has the token, what happened; strangers learn nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import sqlalchemy as sa

from server.accounts import administration
from server.app import create_app
from server.db.engine import make_engine
from server.db.session import writing
from server.views.transactions import in_writing
from server.web.edge import system_clock
from server.wiring import SEEDS, USERS
from sync.rows.keys import new_key
from tests.server.web.test_edge import CONFIG, ONE_ENGINE

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy import Connection, Engine

TOKEN = "figures-for-us"
STRANGER = {"REMOTE_ADDR": "192.0.2.9"}


@pytest.fixture
def client(engine: Engine) -> FlaskClient:
    """Return a client of an application with a token for its figures."""
    return create_app(replace(CONFIG, metrics_token=TOKEN, max_body_bytes=100_000), engine).test_client()


@pytest.fixture
def token(engine: Engine) -> str:
    """Return the token of an administrator."""
    with writing(engine) as conn:
        for seed in SEEDS:
            seed(conn)
        administration.make_first_admin(conn, USERS, password="figure-Admin-1", now=system_clock())
        return administration.make_token(conn, "admin", now=system_clock()).token


def figure(client: FlaskClient, name: str) -> float:
    """Return a figure as it stands; 0 when nothing was counted yet."""
    text = client.get("/metrics").get_data(as_text=True)
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def push(client: FlaskClient, token: str, view: str, **more: Any) -> Any:
    body = {"request_id": new_key(), **more}
    headers = {"Authorization": f"Bearer {token}"}
    return client.post(f"/api/v1/views/{view}/sync", data=msgspec.json.encode(body), headers=headers)


@ONE_ENGINE
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.9", {}, 401),
        ("192.0.2.9", {"Authorization": "Bearer another"}, 403),
        ("192.0.2.9", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.9"}, 401),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.9"}, 401),
    ],
)
def test_only_this_machine_and_who_has_the_token_read_the_figures(
    client: FlaskClient, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == status
    assert ("sheetline_requests" in answer.get_data(as_text=True)) == (status == 200)


@ONE_ENGINE
def test_without_a_token_set_no_token_opens(engine: Engine) -> None:
    client = create_app(CONFIG, engine).test_client()
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}):
        assert client.get("/metrics", headers=headers, environ_overrides=STRANGER).status_code >= 400


@ONE_ENGINE
def test_rows_are_counted_by_view_and_outcome_and_problems_by_code(client: FlaskClient, token: str) -> None:
    names = (
        'sheetline_rows_total{outcome="created",view="warehouses"}',
        'sheetline_rows_total{outcome="rejected",view="warehouses"}',
        'sheetline_row_problems_total{code="required",view="warehouses"}',
        'sheetline_syncs_total{kind="push",view="warehouses"}',
        'sheetline_syncs_total{kind="rehearsal",view="warehouses"}',
        'sheetline_syncs_total{kind="pull",view="warehouses"}',
    )
    before = [figure(client, name) for name in names]
    rows = [
        {"key": new_key(), "values": {"code": "A", "name": "甲"}},
        {"key": new_key(), "values": {"name": "乙"}},
    ]
    assert push(client, token, "warehouses", rows=rows).status_code == 200
    assert push(client, token, "warehouses", rows=rows, dry_run=True).status_code == 200
    assert push(client, token, "warehouses", rows=[], cursor=None).status_code == 200
    after = [figure(client, name) for name in names]
    assert [late - early for late, early in zip(after, before, strict=True)] == [1, 1, 1, 1, 1, 1]


def test_transactions_that_lose_are_counted_and_those_that_lose_for_good(engine: Engine) -> None:
    client = create_app(CONFIG, engine).test_client()
    lost, tries = figure(client, "sheetline_lost_races_total"), []

    def lose_once(conn: Connection) -> None:
        tries.append(1)
        if len(tries) == 1:
            conn.execute(sa.text("CREATE TABLE taken (id INTEGER PRIMARY KEY)"))
            conn.execute(sa.text("INSERT INTO taken VALUES (1)"))
            conn.execute(sa.text("INSERT INTO taken VALUES (1)"))

    in_writing(engine, lose_once)
    assert figure(client, "sheetline_lost_races_total") == lost + 1


def test_what_the_database_says_is_told_and_that_it_says_nothing(
    client: FlaskClient, empty_database_url: str, token: str
) -> None:
    push(client, token, "warehouses", rows=[{"key": new_key(), "values": {"code": "A", "name": "甲"}}])
    assert figure(client, "sheetline_database_up") == 1
    assert figure(client, "sheetline_database_bytes") > 10_000
    assert figure(client, "sheetline_audit_unsealed_rows") >= 1
    engine = make_engine(empty_database_url)
    other = create_app(CONFIG, engine).test_client()
    assert figure(other, "sheetline_database_up") == 0
    engine.dispose()
