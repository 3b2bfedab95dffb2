"""The policy: what each role may do, read as a table."""

from __future__ import annotations

import pytest

from server.accounts.policy import POLICY, rights
from server.views.contract import Actor
from server.wiring import REGISTRY
from sync.fields.catalogue import SPEC_BY_NAME
from sync.fields.masterdata import ROLES

WRITERS = {
    "orders": {"clerk", "sales_supervisor", "manager", "dealer", "admin"},
    "customers": {"sales_supervisor", "admin"},
    "stock": {"warehouse", "admin"},
    "supplies": {"warehouse", "admin"},
    "products": {"admin"},
    "prices": {"admin"},
    "warehouses": {"admin"},
    "payment_terms": {"admin"},
    "rules": {"admin"},
    "users": {"admin"},
    "production_units": {"production_manager", "admin"},
    "calendar": {"production_manager", "admin"},
    "transit": {"warehouse", "admin"},
    "ledger": {"finance", "admin"},
    "credit_holds": {"finance", "admin"},
    "notices": set(ROLES) - {"dealer"},
    "todo": set(ROLES) - {"dealer"},
    "duplicates": {"sales_supervisor", "manager", "admin"},
    "shortages": {"clerk", "sales_supervisor", "manager", "admin"},
    "approval_rules": {"manager", "admin"},
}


def actor(role: str) -> Actor:
    """Return somebody of a role."""
    return Actor("somebody", role)


def test_every_role_has_a_line() -> None:
    assert set(POLICY) == set(ROLES)


def test_every_view_has_its_writers_and_nobody_else_writes() -> None:
    assert set(WRITERS) == set(SPEC_BY_NAME)
    found = {view: {role for role in ROLES if rights(actor(role), view).write} for view in SPEC_BY_NAME}
    assert found == WRITERS


def test_who_writes_a_view_reads_it() -> None:
    pairs = [rights(actor(role), view) for role in ROLES for view in SPEC_BY_NAME]
    assert all(found.read for found in pairs if found.write)


def test_a_dealer_reads_nothing_but_orders_products_and_terms() -> None:
    readable = {view for view in SPEC_BY_NAME if rights(actor("dealer"), view).read}
    assert readable == {"orders", "products", "payment_terms"}


def test_of_all_roles_dealers_alone_are_outside_whether_or_not_their_customer_is_known() -> None:
    assert [role for role in ROLES if actor(role).outside] == ["dealer"]
    assert Actor("somebody", "dealer", customer="C001").outside


def test_a_dealer_sees_no_floor_price_and_no_stock_policy() -> None:
    hidden = rights(actor("dealer"), "products").hidden
    assert {"floor_price", "safety_stock"} <= hidden
    assert hidden <= set(SPEC_BY_NAME["products"].by_key())


@pytest.mark.parametrize("role", ["", "king", "Admin"])
def test_an_unknown_role_may_nothing(role: str) -> None:
    assert not any(rights(actor(role), view).read for view in SPEC_BY_NAME)


def test_a_role_may_nothing_with_a_view_that_is_not_listed() -> None:
    assert not rights(actor("clerk"), "payroll").read


def test_every_view_of_the_server_is_in_the_catalogue() -> None:
    assert set(REGISTRY.views) <= set(SPEC_BY_NAME)
