"""The story of a row over HTTP: who changed what, stock, holds; and what a dealer is not told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from server.views import telling
from server.wiring import REGISTRY, TELLERS
from tests.e2e.protocol.api import edit_of, new_id, new_row
from tests.e2e.protocol.seeds import WORKDAY, line

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Person
    from tests.e2e.protocol.conftest import Firm


def told(who: Person, key: str, view: str = "orders") -> dict[str, Any]:
    story: dict[str, Any] = who.get(f"/views/{view}/rows/{key}/history")
    return story


def section(story: dict[str, Any], english: str) -> list[list[str | None]]:
    (found,) = [one["rows"] for one in story["sections"] if one["english"] == english]
    assert all(len(row) == len(one["columns"]) for one in story["sections"] for row in one["rows"])
    return list(found)


def test_a_row_tells_who_changed_which_field_from_what_to_what_and_at_which_book(firm: Firm) -> None:
    clerk, colleague = firm.clerk, firm.colleague
    made = clerk.push(line(quantity="10")).only
    colleague.push(edit_of(made, quantity="12", remark="加急"))
    story = told(firm.clerk, made["key"])
    first, second = story["history"]
    assert (first["how"], first["by"], first["book"], first["rev"]) == ("created", "clerk", clerk.book, 1)
    assert (second["how"], second["by"], second["book"]) == ("updated", "colleague", colleague.book)
    changed = {one["field"]: (one["before"], one["after"]) for one in second["changes"]}
    assert (changed["quantity"], changed["remark"]) == (("10", "12"), (None, "加急"))
    assert (story["values"]["quantity"], story["rev"], story["earlier"]) == ("12", 2, 0)
    assert story["values"]["available"]


def test_staff_see_stock_by_warehouse_and_the_supply_that_comes(firm: Firm) -> None:
    firm.admin.push(new_row(product="ROAM-1", warehouse="W2", quantity="7", due_on=WORKDAY), view="supplies")
    made = firm.clerk.push(line(product="ROAM-1", quantity="4")).only
    story = told(firm.clerk, made["key"])
    assert section(story, "Stock by warehouse") == [
        ["W1｜东仓", "5", "4", "1"],
        ["W2｜西仓", "50", "0", "50"],
    ]
    assert section(story, "Coming supply") == [["W2｜西仓", WORKDAY, "7"]]


def test_a_hold_is_told_with_what_releases_it(firm: Firm) -> None:
    made = firm.clerk.push(line(product="SAFE-1", quantity="5000")).only
    ((name, since, release),) = section(told(firm.clerk, made["key"]), "Holds")
    assert (name, str(since)[-1]) == ("待确认", "Z")
    assert "同意等货" in str(release)


def test_a_dealer_is_told_of_own_rows_without_a_name_of_the_house(firm: Firm) -> None:
    dealer = firm.dealer
    made = dealer.push(line(customer="C010", quantity="10")).only
    firm.clerk.push(edit_of(made, quantity="11"))
    story = told(dealer, made["key"])
    assert [(one["by"], bool(one["book"])) for one in story["history"]] == [("dealer", True), (None, False)]
    assert "clerk" not in str(story)
    fields = {change["field"] for one in story["history"] for change in one["changes"]}
    assert "quantity" in fields
    assert "changed_by" not in fields | story["values"].keys()
    assert not [one for one in story["sections"] if one["english"] in {"Stock by warehouse", "Coming supply"}]


@pytest.mark.parametrize("who", ["dealer", "clerk"])
def test_a_row_nobody_may_see_and_one_that_never_was_are_answered_alike(firm: Firm, who: str) -> None:
    key = firm.rival.push(line(customer="C011")).only["key"] if who == "dealer" else new_id()
    there = firm.person(who).call("GET", f"/views/orders/rows/{key}/history")
    never = firm.person(who).call("GET", f"/views/orders/rows/{new_id()}/history")
    odd = firm.person(who).call("GET", "/views/orders/rows/x/history")
    assert {there.status_code, never.status_code, odd.status_code} == {404}
    assert {each.get_json()["title"] for each in (there, never, odd)} == {"没有这一行"}


def test_master_data_has_a_history_too_and_no_password_in_it(firm: Firm) -> None:
    key = firm.admin.push(new_row(name="new", role="clerk", password="conformance-New-1"), view="users").only[
        "key"
    ]
    story = told(firm.admin, key, view="users")
    assert [one["how"] for one in story["history"]] == ["created"]
    assert "conformance-New-1" not in str(story)
    assert "password" not in str(story)
    assert firm.clerk.call("GET", f"/views/users/rows/{key}/history").status_code == 403


def test_a_long_history_is_cut_and_says_so(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_REVISIONS", 2)
    result = firm.clerk.push(line()).only
    for number in range(3):
        result = firm.clerk.push(edit_of(result, remark=str(number))).only
    story = told(firm.clerk, result["key"])
    assert ([one["rev"] for one in story["history"]], story["earlier"]) == ([3, 4], 2)


def test_the_story_of_an_order_with_many_changes_takes_as_many_statements_as_one_with_few(firm: Firm) -> None:
    few = firm.clerk.push(line()).only
    many = firm.clerk.push(line()).only
    result = many
    for number in range(12):
        result = firm.clerk.push(edit_of(result, remark=str(number))).only
    counted = []
    for key in (few["key"], many["key"]):
        statements: list[str] = []
        sa.event.listen(firm.engine, "before_cursor_execute", lambda *a, s=statements: s.append(a[2]))
        told(firm.clerk, key)
        counted.append(len(statements))
    assert counted[0] > 5
    assert counted[1] - counted[0] == 0


def test_what_features_add_is_listed_by_view_and_asks_for_views_that_exist() -> None:
    assert set(TELLERS) <= set(REGISTRY.views)
    needs = {view for tellers in TELLERS.values() for teller in tellers for view in teller.needs}
    assert needs <= set(REGISTRY.views)
