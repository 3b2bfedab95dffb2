"""Columns of a user's own reach that user through every door, and nobody else through any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import edit_of, found, new_id, undone
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Json, Person
    from tests.e2e.protocol.conftest import Firm

SECRET = "私房话"


@pytest.fixture
def noted(firm: Firm) -> tuple[Person, Json]:
    """Return the clerk, and a line of the dealer's customer with a text of the clerk's own."""
    clerk = firm.clerk
    made = clerk.push(line(customer="C010", **{"own:我的备注": SECRET})).only
    return clerk, made


def test_the_owner_gets_own_columns_with_every_pull_also_at_a_fresh_book(
    firm: Firm, noted: tuple[Person, Json]
) -> None:
    clerk, made = noted
    for scope, who in (("book", clerk), ("mine", clerk.at(new_id())), ("all", clerk.at(None))):
        assert who.pull(scope=scope).changes[made["key"]]["values"]["own:我的备注"] == SECRET
    story = clerk.get(f"/views/orders/rows/{made['key']}/history")
    assert [one["rows"] for one in story["sections"] if one["title"] == "我的列"] == [[["我的备注", SECRET]]]


@pytest.mark.parametrize("name", ["colleague", "supervisor", "finance", "dealer", "admin"])
def test_nobody_else_ever_gets_them(firm: Firm, noted: tuple[Person, Json], name: str) -> None:
    clerk, made = noted
    other, key = firm.person(name), made["key"]
    raw = [
        other.pull(scope="all").raw,
        other.at(clerk.book).pull(scope="book").raw,
        other.call("GET", f"/views/orders/rows/{key}/history").data,
        other.call("GET", "/views/orders/own", query_string={"text": SECRET[:2]}).data,
        other.call("GET", "/views/orders/choices/customer", query_string={"search": SECRET}).data,
        other.call("GET", "/views/orders").data,
        other.call("GET", "/openapi.json").data,
        other.call("POST", "/views/orders/sync", json=other.body(edit_of(made, quantity="20"))).data,
        other.call(
            "POST", "/views/orders/sync", json=other.body(edit_of(made, quantity="30"), dry_run=True)
        ).data,
        other.call(
            "POST",
            "/views/orders/sync",
            json=other.body({"key": key, "rev": 1, "values": {"quantity": "31", "own:我的备注": "别人的"}}),
        ).data,
    ]
    assert not [one.decode() for one in raw if SECRET in one.decode()]
    assert clerk.pull(scope="all").changes[key]["values"]["own:我的备注"] == SECRET


def test_an_undo_by_an_administrator_tells_of_them_to_their_owner_alone(
    firm: Firm, noted: tuple[Person, Json]
) -> None:
    clerk, made = noted
    pushed = clerk.push(edit_of(made, **{"own:我的备注": "改过"}))
    submission = pushed.body["submission"]
    by_admin, by_owner = undone(firm.admin.undo(submission)), undone(clerk.undo(submission))
    assert (by_admin.outcomes, SECRET in by_admin.raw.decode()) == (["updated"], False)
    assert by_owner.only["values"]["own:我的备注"] == SECRET
    assert SECRET not in undone(firm.admin.undo(submission)).raw.decode()


def test_a_dealer_has_own_columns_too(firm: Firm) -> None:
    made = firm.dealer.push(line(customer="C010", **{"own:我的货号": "DX-1"})).only
    assert firm.dealer.pull(scope="all").changes[made["key"]]["values"]["own:我的货号"] == "DX-1"
    pushed = firm.dealer.push(edit_of(made, **{"own:我的货号": "DX-2"}))
    answer = undone(firm.dealer.undo(pushed.body["submission"]))
    assert answer.only["values"]["own:我的货号"] == "DX-1"
    assert undone(firm.dealer.undo(pushed.body["submission"])).raw == answer.raw


def test_own_changes_disturb_nobodys_pull(firm: Firm, noted: tuple[Person, Json]) -> None:
    clerk, made = noted
    cursor = firm.colleague.pull(scope="all").body["cursor"]
    other = firm.colleague
    cursor = other.pull(scope="all").body["cursor"]
    assert clerk.push(edit_of(made, **{"own:我的备注": "又改"})).outcomes == ["updated"]
    assert other.pull(scope="all", cursor=cursor).changes == {}


def test_the_same_request_again_gets_the_same_bytes(noted: tuple[Person, Json]) -> None:
    clerk, made = noted
    body = clerk.body(edit_of(made, **{"own:我的备注": "再改"}))
    assert clerk.sync("orders", body).raw == clerk.sync("orders", body).raw


def test_other_views_take_no_own_columns_and_say_so(firm: Firm) -> None:
    answer = firm.admin.push(
        {"key": new_id(), "values": {"code": "C300", "name": "新客", "own:x": "y"}}, view="customers"
    )
    assert found(answer.only, "not_writable")["field"] == "own:x"


def test_texts_are_found_again_by_what_they_hold(firm: Firm, noted: tuple[Person, Json]) -> None:
    clerk, made = noted
    clerk.push(*(line(**{"own:折扣": f"100%_ab{number}"}) for number in range(60)))

    def search(text: str) -> list[Json]:
        answer = clerk.call("GET", "/views/orders/own", query_string={"text": text})
        assert answer.status_code == 200
        return list(answer.get_json()["found"])

    number = clerk.stored(made["key"])["values"]["order_no"]
    assert search("房") == [{"key": made["key"], "order_no": number, "name": "我的备注", "text": SECRET}]
    assert [len(search(text)) for text in ("%_AB", "0%_", "0_ab", "a%b", "没有", "", " ")] == [
        50,
        50,
        0,
        0,
        0,
        0,
        0,
    ]


@pytest.mark.parametrize("query", [{"text": "a", "x": "b"}, {"text": ["a", "b"]}, {"x": "a"}])
def test_a_search_that_is_none_is_refused(firm: Firm, query: dict[str, str]) -> None:
    assert firm.clerk.call("GET", "/views/orders/own", query_string=query).status_code == 422


@pytest.mark.parametrize("text", ["长" * 201, "\0", "a\0b", " "])
def test_what_no_column_can_hold_is_not_found(firm: Firm, text: str) -> None:
    answer = firm.clerk.call("GET", "/views/orders/own", query_string={"text": text})
    assert (answer.status_code, answer.get_json()) == (200, {"found": []})
