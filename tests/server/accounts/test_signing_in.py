"""Signing in and out: tokens count while they should, tries are limited, names are not given away."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.accounts.models import TOKENS, TRIES, USERS
from server.accounts.rules import HERE
from server.audit.models import AuditRow
from server.db.session import reading
from tests.server.accounts.people import PASSWORD

if TYPE_CHECKING:
    from tests.server.accounts.people import House


def test_the_right_password_opens_the_door(house: House) -> None:
    answer = house.sign_in("admin")
    assert answer.status_code == 200
    assert answer.get_json()["expires_at"] == "2026-12-24T01:00:00Z"
    who = house.get("/session", answer.get_json()["token"]).get_json()
    assert (who["name"], who["role"], who["customer"]) == ("admin", "admin", None)


def test_a_name_is_known_in_any_letter_case(house: House) -> None:
    assert house.sign_in(" ADMIN ").status_code == 200


@pytest.mark.parametrize(
    ("name", "password"), [("admin", "wrong horse"), ("nobody", PASSWORD), ("admin", "")]
)
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(house: House, name: str, password: str) -> None:
    answer = house.sign_in(name, password)
    assert answer.status_code == 401
    assert answer.get_json()["title"] == "登录名或密码不对"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"name":"admin"}', b'{"name":"","password":"x"}', b'{"name":"a\\u0000","password":"x"}'],
)
def test_a_body_that_is_no_name_and_password_is_malformed(house: House, body: bytes) -> None:
    assert house.client.post("/api/v1/session", data=body).status_code == 400


def test_successes_are_no_failures(house: House) -> None:
    for _ in range(12):
        assert house.sign_in("admin").status_code == 200
    with reading(house.engine) as conn:
        assert conn.execute(sa.select(TRIES)).all() == []


def test_tries_at_the_same_moment_all_count(house: House) -> None:
    start = threading.Barrier(15)

    def guess(number: int) -> int:
        start.wait()
        return house.sign_in("admin", f"guess {number}").status_code

    with ThreadPoolExecutor(15) as pool:
        answers = list(pool.map(guess, range(15)))
    assert set(answers) <= {401, 429}
    assert answers.count(401) <= HERE.free


def test_a_token_counts_for_thirty_days(house: House) -> None:
    token = house.token("admin")
    house.wait(days=30, seconds=-1)
    assert house.get("/session", token).status_code == 200
    house.wait(seconds=1)
    assert house.get("/session", token).status_code == 401


def test_signing_out_ends_that_token_and_no_other(house: House) -> None:
    token, other = house.token("admin"), house.token("admin")
    headers = {"Authorization": f"Bearer {token}"}
    assert house.client.delete("/api/v1/session", headers=headers).status_code == 204
    assert house.get("/session", token).status_code == 401
    assert house.get("/session", other).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YWRtaW46eA==", "Bearer guess"])
def test_without_a_token_that_counts_nothing_is_answered(house: House, header: str) -> None:
    answer = house.client.get("/api/v1/views", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_neither_password_nor_token_is_kept_anywhere(house: House) -> None:
    token = house.token("admin")
    with reading(house.engine) as conn:
        kept = conn.execute(sa.select(USERS.c.password_hash)).scalar_one()
        everything = [
            str(row)
            for name in sa.inspect(conn).get_table_names()
            for row in conn.execute(sa.select(sa.text("*")).select_from(sa.table(name)))
        ]
        assert conn.execute(sa.select(sa.func.count()).select_from(TOKENS)).scalar_one() == 1
    assert kept.startswith("$argon2id$")
    assert not [row for row in everything if PASSWORD in row or token in row]


def test_signing_in_and_out_is_in_the_audit_trail(house: House) -> None:
    house.client.delete("/api/v1/session", headers={"Authorization": f"Bearer {house.token('admin')}"})
    with reading(house.engine) as conn:
        found = conn.execute(sa.select(AuditRow.action, AuditRow.actor).order_by(AuditRow.key)).all()
    assert [tuple(row) for row in found[-2:]] == [("session.opened", "admin"), ("session.closed", "admin")]
