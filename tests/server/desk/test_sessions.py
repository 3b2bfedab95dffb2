"""The cookie and the forms of the pages: nothing but our own pages, on this server, can use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.server.desk.browsing import Office

pytestmark = pytest.mark.parametrize("firm", ["sqlite"], indirect=True)
TLS = "https://localhost"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(office: Office) -> None:
    cookie = office.at().sign_in("supervisor").headers["Set-Cookie"]
    parts = {part.strip() for part in cookie.split(";")}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert "Domain" not in cookie


def test_over_tls_the_cookie_is_bound_to_this_host_and_never_sent_in_the_clear(office: Office) -> None:
    visitor = office.at(base=TLS)
    cookie = visitor.sign_in("supervisor").headers["Set-Cookie"]
    assert cookie.startswith("__Host-sheetline=")
    assert "Secure" in cookie
    assert visitor.get("/todo").status_code == 200
    plain = visitor.client.get("/todo", base_url="http://localhost")
    assert plain.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"},
        {"Origin": "http://localhost:81"},
    ],
    ids=str,
)
def test_a_form_from_another_site_decides_nothing_and_signs_nobody_in(
    office: Office, headers: dict[str, str]
) -> None:
    made, visitor = office.order(), office.at("supervisor")
    form = visitor.form("approve")
    assert visitor.post(form.action, form.fields, **headers).status_code == 403
    assert visitor.post("/login", {"name": "clerk", "password": "x"}, **headers).status_code == 403
    assert visitor.post("/logout", form.fields, **headers).status_code == 403
    assert office.status(made) == "待审核"
    assert visitor.get("/todo").status_code == 200


@pytest.mark.parametrize("csrf", ["", "0" * 64, "签"])
def test_a_form_without_the_mark_of_the_session_decides_nothing(office: Office, csrf: str) -> None:
    made, visitor = office.order(), office.at("supervisor")
    assert visitor.send(visitor.form("approve"), csrf=csrf).status_code == 403
    assert office.status(made) == "待审核"


def test_a_form_of_an_earlier_session_decides_nothing(office: Office) -> None:
    made, visitor = office.order(), office.at("supervisor")
    form = visitor.form("approve")
    visitor.sign_in("supervisor")
    assert visitor.send(form).status_code == 403
    assert office.status(made) == "待审核"


def test_signing_out_ends_the_session_on_the_server_too(office: Office) -> None:
    visitor, thief = office.at("supervisor"), office.at()
    cookie = visitor.client.get_cookie("sheetline")
    assert cookie is not None
    thief.client.set_cookie("sheetline", cookie.value)
    assert thief.get("/todo").status_code == 200
    (form,) = [form for form in visitor.forms("/notices") if form.action == "/logout"]
    assert visitor.send(form).headers["Location"] == "/login"
    assert thief.get("/todo").status_code == 303
    assert visitor.get("/todo").status_code == 303


def test_the_cookie_opens_no_door_of_the_interface_and_a_token_no_page(office: Office) -> None:
    visitor = office.at("supervisor")
    assert visitor.get("/api/v1/views").status_code == 401
    token = office.firm.tokens["supervisor"]
    stranger = office.firm.app.test_client()
    assert stranger.get("/todo", headers={"Authorization": f"Bearer {token}"}).status_code == 303


@pytest.mark.parametrize(
    "onward",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/todo\r\nSet-Cookie: a=b",
        "/todo\\..",
        "",
        "/api/v1/views",
    ],
)
def test_after_signing_in_nobody_is_sent_anywhere_but_to_our_own_pages(office: Office, onward: str) -> None:
    assert office.at().sign_in("supervisor", onward=onward).headers["Location"] == "/todo"


def test_who_is_switched_off_is_signed_out_on_the_pages_too(office: Office) -> None:
    visitor = office.at("supervisor")
    rows = office.firm.admin.pull("users").changes.values()
    (row,) = [row for row in rows if row["values"]["name"] == "supervisor"]
    office.firm.admin.push(
        {"key": row["key"], "rev": row["rev"], "values": {"active": "false"}}, view="users"
    )
    assert visitor.get("/todo").status_code == 303
