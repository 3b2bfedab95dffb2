"""The sheet of users: what it takes, what it refuses, and who is signed out by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from server.db.keys import new_key
from tests.server.accounts.people import PASSWORD

if TYPE_CHECKING:
    from tests.server.accounts.people import House

NEW_PASSWORD = "another horse"


def user(name: str, role: str = "clerk", **values: str | None) -> dict[str, Any]:
    """Return a new row of the sheet."""
    return {"key": new_key(), "values": {"name": name, "role": role, **values}}


def edit(result: dict[str, Any], **values: str | None) -> dict[str, Any]:
    """Return an edit of a row that was answered before."""
    return {"key": result["key"], "rev": result["rev"], "values": values}


def problems(result: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (field, code) of each problem."""
    return [(problem["field"], problem["code"]) for problem in result["problems"]]


def test_a_user_made_on_the_sheet_can_sign_in(house: House) -> None:
    (result,) = house.push(house.token("admin"), user("li", password=PASSWORD, display_name="李"))
    assert result["outcome"] == "created"
    assert "password" not in result["values"]
    assert house.sign_in("li").status_code == 200


def test_a_user_without_password_cannot_sign_in_with_any(house: House) -> None:
    house.push(house.token("admin"), user("li"))
    assert house.sign_in("li", "").status_code == 401
    assert house.sign_in("li", "None").status_code == 401


def test_a_password_is_never_pulled(house: House) -> None:
    token = house.token("admin")
    headers = {"Authorization": f"Bearer {token}"}
    answer = house.client.post("/api/v1/views/users/sync", json={"cursor": None}, headers=headers).get_json()
    (row,) = answer["changes"]
    assert row["values"]["name"] == "admin"
    assert not [name for name in row["values"] if "password" in name]


def test_a_new_password_signs_out_everywhere(house: House) -> None:
    admin = house.token("admin")
    (result,) = house.push(admin, user("li", password=PASSWORD))
    token = house.token("li")
    (changed,) = house.push(admin, edit(result, password=NEW_PASSWORD))
    assert changed["outcome"] == "updated"
    assert house.get("/session", token).status_code == 401
    assert house.sign_in("li").status_code == 401
    assert house.sign_in("li", NEW_PASSWORD).status_code == 200


def test_who_is_switched_off_is_out_at_once_and_stays_out_when_switched_on(house: House) -> None:
    admin = house.token("admin")
    (result,) = house.push(admin, user("li", password=PASSWORD))
    token = house.token("li")
    (off,) = house.push(admin, edit(result, active="false"))
    assert house.get("/session", token).status_code == 401
    assert house.sign_in("li").status_code == 401
    house.push(admin, edit(off, active="true"))
    assert house.get("/session", token).status_code == 401
    assert house.sign_in("li").status_code == 200


def test_a_new_role_holds_from_the_next_request(house: House) -> None:
    admin = house.token("admin")
    (result,) = house.push(admin, user("li", password=PASSWORD))
    token = house.token("li")
    house.push(admin, edit(result, role="manager"))
    assert house.get("/session", token).get_json()["role"] == "manager"


def test_a_short_password_is_refused_without_being_repeated(house: House) -> None:
    (result,) = house.push(house.token("admin"), user("li", password="abc1234"))
    assert problems(result) == [("password", "bad_value")]
    assert "abc1234" not in str(result)


def test_a_name_stands_once_in_any_letter_case(house: House) -> None:
    first, second = house.push(house.token("admin"), user("li"), user("LI"))
    assert first["outcome"] == "created"
    assert problems(second) == [("name", "duplicate_code")]


def test_a_sign_in_name_does_not_change(house: House) -> None:
    admin = house.token("admin")
    (result,) = house.push(admin, user("li"))
    (changed,) = house.push(admin, edit(result, name="wang"))
    assert problems(changed) == [("name", "bad_value")]


def test_an_unknown_role_is_refused(house: House) -> None:
    (result,) = house.push(house.token("admin"), user("li", "king"))
    assert problems(result) == [("role", "bad_value")]


def test_superior_and_deputy_may_be_users_of_the_same_press_whatever_the_order(house: House) -> None:
    results = house.push(house.token("admin"), user("li", superior="WANG", deputy="admin"), user("wang"))
    assert [result["outcome"] for result in results] == ["created", "created"]


@pytest.mark.parametrize("name", ["nobody", "li"])
def test_nobody_unknown_and_not_oneself_is_superior(house: House, name: str) -> None:
    (result,) = house.push(house.token("admin"), user("li", superior=name))
    assert problems(result) == [("superior", "bad_value")]


def test_a_deputy_does_not_end_before_it_begins(house: House) -> None:
    row = user("li", deputy="admin", deputy_from="2026-12-02", deputy_to="2026-12-01")
    (result,) = house.push(house.token("admin"), row)
    assert problems(result) == [("deputy_to", "bad_value")]


def test_a_dealer_belongs_to_a_known_customer(house: House) -> None:
    admin = house.token("admin")
    customer = {"key": new_key(), "values": {"code": "C001", "name": "华东灯饰"}}
    house.push(admin, customer, view="customers")
    without, unknown, known = house.push(
        admin,
        user("a", "dealer"),
        user("b", "dealer", customer="C999"),
        user("c", "dealer", customer="C001", password=PASSWORD),
    )
    assert problems(without) == [("customer", "required")]
    assert problems(unknown) == [("customer", "unknown_customer")]
    assert known["outcome"] == "created"
    assert house.get("/session", house.token("c")).get_json()["customer"] == "C001"


@pytest.mark.parametrize(("field", "value"), [("active", "false"), ("role", "clerk")])
def test_the_last_administrator_stays(house: House, field: str, value: str) -> None:
    admin = house.token("admin")
    (row,) = pulled(house, admin)
    (result,) = house.push(admin, edit(row, **{field: value}))
    assert problems(result) == [(field, "bad_value")]
    house.push(admin, user("second", "admin", password=PASSWORD))
    (result,) = house.push(admin, edit(row, **{field: value}))
    assert result["outcome"] == "updated"


def test_two_administrators_cannot_switch_each_other_off_in_one_press(house: House) -> None:
    admin = house.token("admin")
    house.push(admin, user("second", "admin"))
    results = house.push(admin, *(edit(row, active="false") for row in pulled(house, admin)))
    assert [result["outcome"] for result in results] == ["rejected", "rejected"]


def test_taking_a_new_user_back_signs_out_and_frees_the_name(house: House) -> None:
    admin = house.token("admin")
    submission = new_key()
    house.push(admin, user("li", password=PASSWORD), submission=submission)
    token = house.token("li")
    headers = {"Authorization": f"Bearer {admin}"}
    undone = house.client.post(f"/api/v1/submissions/{submission}/undo", headers=headers)
    assert undone.get_json()["results"][0]["outcome"] == "updated"
    assert house.get("/session", token).status_code == 401
    assert house.sign_in("li").status_code == 401
    assert house.push(admin, user("li"))[0]["outcome"] == "created"


@pytest.mark.parametrize("role", ["clerk", "dealer", "finance"])
def test_only_administrators_and_managers_see_users(house: House, role: str) -> None:
    values = {"customer": "C001"} if role == "dealer" else {}
    house.push(
        house.token("admin"), {"key": new_key(), "values": {"code": "C001", "name": "x"}}, view="customers"
    )
    house.add("li", role, **values)
    assert house.get("/views/users", house.token("li")).status_code == 403


def pulled(house: House, token: str) -> list[dict[str, Any]]:
    """Return the rows of the sheet as the server has them."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = house.client.post("/api/v1/views/users/sync", json={"cursor": None}, headers=headers)
    return list(answer.get_json()["changes"])
