"""Master data and people as sheets (sync.md, section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.e2e.protocol.api import PREFIX, Json, codes, edit_of, new_row
from tests.e2e.protocol.seeds import PASSWORD, line

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Person
    from tests.e2e.protocol.conftest import Firm

SECRET = "Ganz-geheim-4711"


def rows(person: Person, view: str) -> list[Json]:
    """Return all rows of a view."""
    return list(person.pull(view, scope="all").changes.values())


def user(firm: Firm, name: str) -> Json:
    """Return the row of a person."""
    (row,) = [row for row in rows(firm.admin, "users") if row["values"]["name"] == name]
    return row


def edit(row: Json, **values: str | None) -> Json:
    """Return an edit of a pulled row."""
    return {"key": row["key"], "rev": row["rev"], "values": values}


def session(firm: Firm, name: str, password: str) -> int:
    """Return the status of signing in."""
    answer = firm.app.test_client().post(f"{PREFIX}/session", json={"name": name, "password": password})
    return answer.status_code


@pytest.mark.parametrize(
    ("view", "values"),
    [
        ("customers", {"code": "C001", "name": "又一个"}),
        ("customers", {"code": " ｃ００１ ", "name": "又一个"}),
        ("products", {"code": "LED-9W", "name": "又一个"}),
        ("warehouses", {"code": "W1", "name": "又一个"}),
        ("users", {"name": "clerk", "role": "clerk", "password": SECRET}),
        ("payment_terms", {"name": "月结30天", "days": "30"}),
        ("stock", {"product": "LED-9W", "warehouse": "W1", "on_hand": "5"}),
    ],
)
def test_a_known_natural_key_under_a_new_key_is_duplicate_code(
    busy_firm: Firm, view: str, values: Json
) -> None:
    refused = busy_firm.admin.push(new_row(**values), view=view).only
    assert refused["outcome"] == "rejected"
    assert {code for _, code in codes(refused)} == {"duplicate_code"}


def test_a_natural_key_twice_in_one_push_is_taken_once(firm: Firm) -> None:
    answer = firm.admin.push(
        new_row(code="C900", name="一"), new_row(code="c900", name="二"), view="customers"
    )
    assert answer.outcomes == ["created", "rejected"]


def test_new_rows_are_active_and_the_tax_rate_is_a_fraction(firm: Firm) -> None:
    made = firm.admin.push(new_row(code="P900", name="新品"), view="products").only
    values = firm.admin.stored(made["key"], "products")["values"]
    assert (values["active"], values["tax_rate"]) == ("true", "0.13")
    assert made["values"]["active"] == "true", "the sheet is told the default"
    customer = firm.admin.push(new_row(code="C900", name="九百"), view="customers").only
    assert firm.admin.stored(customer["key"], "customers")["values"]["active"] == "true"


def test_payment_terms_are_seeded(firm: Firm) -> None:
    names = {row["values"]["name"] for row in rows(firm.admin, "payment_terms")}
    assert names == {"款到发货", "货到付款", "预付30%", "月结30天", "月结60天"}


def test_master_data_merges_and_conflicts_like_orders(firm: Firm) -> None:
    (row,) = [row for row in rows(firm.admin, "customers") if row["values"]["code"] == "C001"]
    supervisor = firm.person("supervisor")
    assert supervisor.push(edit(row, region="江苏"), view="customers").outcomes == ["updated"]
    assert firm.admin.push(edit(row, level="B"), view="customers").outcomes == ["merged"]
    assert firm.admin.push(edit(row, region="浙江"), view="customers").outcomes == ["conflict"]


def test_a_reference_to_nothing_is_rejected(firm: Firm) -> None:
    answer = firm.admin.push(
        new_row(product="没有", warehouse="W1", on_hand="5"),
        new_row(product="TWIN-A", warehouse="W9", on_hand="5"),
        view="stock",
    )
    assert answer.outcomes == ["rejected", "rejected"]


def test_server_fields_of_stock_are_not_writable(firm: Firm) -> None:
    made = (
        firm.person("keeper")
        .push(new_row(product="TWIN-A", warehouse="W1", on_hand="5", reserved="3"), view="stock")
        .only
    )
    assert ("reserved", "not_writable") in codes(made)
    assert firm.admin.stored(made["key"], "stock")["values"]["reserved"] == "0"


def test_a_renamed_customer_shows_on_its_orders_under_the_new_name(firm: Firm) -> None:
    made = firm.clerk.push(line()).only
    (row,) = [row for row in rows(firm.admin, "customers") if row["values"]["code"] == "C001"]
    firm.admin.push(edit(row, name="苏州明辉光电有限公司"), view="customers")
    assert firm.clerk.stored(made["key"])["values"]["customer"] == "苏州明辉光电有限公司"
    assert firm.clerk.push(edit_of(made, customer="C001")).outcomes == ["unchanged"]


def test_a_password_is_never_returned(firm: Firm) -> None:
    row = new_row(name="newcomer", role="clerk", password=SECRET)
    made = firm.admin.push(row, view="users", cursor=None)
    assert made.outcomes == ["created"]
    again = firm.admin.push(row, view="users", cursor=None)
    pulled = firm.admin.pull("users", scope="all")
    changed = firm.admin.push(edit_of(made.only, password=SECRET + "!"), view="users", cursor=None)
    undo = firm.admin.undo(changed.body["submission"])
    for answer in (made.raw, again.raw, pulled.raw, changed.raw, undo.data):
        assert SECRET.encode() not in answer
        assert b"argon2" not in answer
    assert "password" not in pulled.changes[made.only["key"]]["values"] or (
        pulled.changes[made.only["key"]]["values"]["password"] is None
    )


def test_a_password_is_kept_nowhere_in_the_database(firm: Firm) -> None:
    made = firm.admin.push(new_row(name="newcomer", role="clerk", password=SECRET), view="users").only
    firm.admin.push(edit_of(made, password=SECRET + "!"), view="users")
    with firm.engine.connect() as conn:
        for table in sa.inspect(firm.engine).get_table_names():
            kept = conn.execute(sa.text(f'SELECT * FROM "{table}"')).all()  # noqa: S608 - names from the database
            assert SECRET not in str(kept), table


def test_a_new_person_signs_in_and_a_changed_password_counts_at_once(firm: Firm) -> None:
    made = firm.admin.push(new_row(name="newcomer", role="clerk", password=SECRET), view="users").only
    assert session(firm, "newcomer", SECRET) in {200, 201}
    assert firm.admin.push(edit_of(made, password=SECRET + "!"), view="users").outcomes == ["updated"]
    assert session(firm, "newcomer", SECRET) == 401
    assert session(firm, "newcomer", SECRET + "!") in {200, 201}


def test_an_edit_of_a_person_leaves_the_password_alone(firm: Firm) -> None:
    firm.admin.push(edit(user(firm, "clerk"), display_name="小张"), view="users")
    assert session(firm, "clerk", PASSWORD) in {200, 201}


def test_a_person_made_inactive_is_out_at_once(firm: Firm) -> None:
    clerk = firm.clerk
    firm.admin.push(edit(user(firm, "clerk"), active="false"), view="users")
    assert clerk.post("orders", {"cursor": None}).status_code == 401
    assert session(firm, "clerk", PASSWORD) == 401


@pytest.mark.parametrize("name", ["clerk", "supervisor", "finance", "keeper", "dealer"])
def test_only_the_administrator_writes_users(busy_firm: Firm, name: str) -> None:
    person = busy_firm.person(name)
    row = new_row(name="evil", role="admin", password=SECRET)
    assert person.post("users", person.body(row)).status_code == 403
    assert session(busy_firm, "evil", SECRET) == 401


@pytest.mark.parametrize(
    "values",
    [
        {"name": "x1", "role": "emperor"},
        {"name": "x2", "role": None},
        {"name": None, "role": "clerk"},
        {"name": "x3", "role": "dealer"},
        {"name": "x4", "role": "dealer", "customer": "C999"},
    ],
)
def test_a_person_needs_a_name_a_known_role_and_a_dealer_a_customer(busy_firm: Firm, values: Json) -> None:
    assert busy_firm.admin.push(new_row(**values, password=SECRET), view="users").outcomes == ["rejected"]


def test_roles_have_their_fixed_names(firm: Firm) -> None:
    staff = ("clerk", "sales_supervisor", "production_manager", "finance", "warehouse", "manager", "admin")
    people = [new_row(name=f"p-{role}", role=role, password=SECRET) for role in staff]
    people.append(new_row(name="p-dealer", role="dealer", customer="C010", password=SECRET))
    assert set(firm.admin.push(*people, view="users").outcomes) == {"created"}


def test_the_api_describes_itself(firm: Firm) -> None:
    document = firm.clerk.get("/openapi.json")
    assert document["openapi"].startswith("3.1")
    assert any("/views/" in path and path.endswith("/sync") for path in document["paths"])
    assert firm.app.test_client().get("/docs").status_code == 200
    assert firm.app.test_client().get("/healthz").status_code == 200
    assert firm.app.test_client().get("/readyz").status_code == 200


def test_a_token_ends_with_its_time_and_with_signing_out(firm: Firm) -> None:
    assert firm.later(days=29).clerk.post("orders", {"cursor": None}).status_code == 200
    assert firm.later(days=31).clerk.post("orders", {"cursor": None}).status_code == 401
    clerk = firm.clerk
    assert clerk.call("DELETE", "/session").status_code in {200, 204}
    assert clerk.post("orders", {"cursor": None}).status_code == 401
