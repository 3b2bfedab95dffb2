"""The form of a request, its limits, and errors of a whole request (sync.md, sections 3 and 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import PREFIX, Person, codes, new_id, new_row
from tests.e2e.protocol.seeds import PASSWORD, line

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm

TOO_MUCH = 32 * 1024 * 1024 + 1


def test_optional_names_may_be_absent_and_the_request_is_then_its_own_submission(firm: Firm) -> None:
    client = firm.clerk.at(None)
    made = client.sync("orders", {"request_id": new_id(), "rows": [line()]})
    assert made.only["outcome"] == "created"
    assert client.undo(made.body["submission"]).status_code == 200
    assert client.stored(made.only["key"])["values"]["status"] == "已作废"


def test_an_absent_cursor_means_no_pull(busy_firm: Firm) -> None:
    busy_firm.clerk.push(line())
    answer = busy_firm.clerk.push(line(quantity="20"))
    assert answer.body["changes"] == []
    assert answer.body["removed"] == []


def test_a_cursor_null_means_from_the_beginning_of_the_scope(busy_firm: Firm) -> None:
    clerk = busy_firm.clerk
    first = clerk.push(line()).only["key"]
    answer = clerk.push(line(quantity="20"), cursor=None)
    assert first in answer.changes
    assert answer.body["cursor"]


def test_without_rows_it_is_a_pure_pull_and_nothing_is_stored(busy_firm: Firm) -> None:
    used = new_id()
    assert busy_firm.clerk.pull(request_id=used).results == []
    assert busy_firm.clerk.pull().results == []
    assert busy_firm.clerk.push(line(), request_id=used).outcomes == ["created"]


def test_an_answer_names_server_and_epoch(busy_firm: Firm) -> None:
    first, second = busy_firm.clerk.pull().body, busy_firm.colleague.pull("products").body
    assert first["server"]
    assert isinstance(first["epoch"], int)
    assert (first["server"], first["epoch"]) == (second["server"], second["epoch"])


def test_results_come_one_a_row_in_the_order_sent(busy_firm: Firm) -> None:
    rows = [line(quantity="10"), line(quantity="x"), line(quantity="20"), {"key": "nonsense", "values": {}}]
    answer = busy_firm.clerk.push(*rows)
    assert [result["key"] for result in answer.results] == [row["key"] for row in rows]
    assert answer.outcomes == ["created", "rejected", "created", "rejected"]


def test_an_answer_has_every_named_part(busy_firm: Firm) -> None:
    submission = new_id()
    body = busy_firm.clerk.push(line(), submission=submission, cursor=None).body
    assert body["submission"] == submission
    parts = {"cursor", "has_more", "complete", "server", "epoch", "results", "changes", "removed", "choices"}
    assert parts <= body.keys()
    assert body["results"][0].keys() >= {"key", "outcome", "rev", "values", "problems", "conflicts"}


def test_at_most_ten_thousand_rows_and_more_is_422(firm: Firm) -> None:
    rows = [{"key": f"row {place}", "values": {}} for place in range(10_001)]
    assert firm.clerk.post("orders", firm.clerk.body(*rows)).status_code == 422
    assert set(firm.clerk.push(*rows[:-1]).outcomes) == {"rejected"}


def test_more_than_32_megabytes_is_413_from_the_length_alone(busy_firm: Firm) -> None:
    answer = busy_firm.clerk.call(
        "POST", "/views/orders/sync", data=b"{}", environ_overrides={"CONTENT_LENGTH": str(TOO_MUCH)}
    )
    assert answer.status_code == 413
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"rows": [', {400}),
        ("", {400}),
        ("[]", {400, 422}),
        ('{"rows": 5}', {400, 422}),
        ('{"cursor": null, "scope": "moon"}', {400, 422}),
        ('{"rows": [{"key": "a", "values": {"quantity": 5}}]}', {400, 422}),
    ],
)
def test_a_malformed_request_is_told_so_in_a_problem_document(
    busy_firm: Firm, body: str, status: set[int]
) -> None:
    answer = busy_firm.clerk.call(
        "POST", "/views/orders/sync", data=body.encode(), content_type="application/json"
    )
    assert answer.status_code in status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == answer.status_code
    assert answer.get_json()["title"]


def test_without_a_good_token_it_is_401(busy_firm: Firm) -> None:
    for token in (None, "nonsense"):
        answer = Person(busy_firm.app, token).post("orders", {"cursor": None})
        assert answer.status_code == 401
        assert answer.content_type == "application/problem+json"


def test_an_unknown_view_is_404(busy_firm: Firm) -> None:
    assert busy_firm.clerk.post("nothing", {"cursor": None}).status_code == 404
    assert busy_firm.clerk.call("GET", "/views/nothing").status_code == 404
    assert busy_firm.clerk.call("GET", "/nothing").status_code == 404


def test_writing_a_view_the_role_only_reads_is_403_and_writes_nothing(firm: Firm) -> None:
    row = new_row(code="C900", name="新客户")
    answer = firm.clerk.post("customers", firm.clerk.body(row))
    assert answer.status_code == 403
    assert answer.content_type == "application/problem+json"
    assert row["key"] not in firm.admin.pull("customers", scope="all").changes


@pytest.mark.parametrize(
    ("name", "view", "row"),
    [
        ("supervisor", "customers", {"code": "C900", "name": "新客户"}),
        ("keeper", "stock", {"product": "TWIN-A", "warehouse": "W1", "on_hand": "5"}),
        (
            "keeper",
            "supplies",
            {"product": "TWIN-A", "warehouse": "W1", "quantity": "5", "due_on": "2035-01-05"},
        ),
        (
            "admin",
            "supplies",
            {"product": "TWIN-A", "warehouse": "W1", "quantity": "5", "due_on": "2035-01-05"},
        ),
    ],
)
def test_stock_and_supplies_are_written_by_the_warehouse_customers_by_supervisors(
    busy_firm: Firm, name: str, view: str, row: dict[str, str]
) -> None:
    assert busy_firm.person(name).push(new_row(**row), view=view).outcomes == ["created"]


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("keeper", "customers"),
        ("supervisor", "stock"),
        ("clerk", "products"),
        ("finance", "supplies"),
        ("clerk", "users"),
    ],
)
def test_nobody_else_writes_master_data(busy_firm: Firm, name: str, view: str) -> None:
    person = busy_firm.person(name)
    assert person.post(view, person.body(new_row(code="X"))).status_code == 403


def test_a_row_problem_is_never_an_http_error(busy_firm: Firm) -> None:
    answer = busy_firm.clerk.post(
        "orders", busy_firm.clerk.body({"key": "", "values": {}}, line(customer="谁"))
    )
    assert answer.status_code == 200


def test_a_malformed_key_and_an_unknown_key_with_a_revision_are_both_unknown_row(busy_firm: Firm) -> None:
    malformed = {"key": "not-a-key", "values": line()["values"]}
    unknown = line() | {"rev": 3}
    answer = busy_firm.clerk.push(malformed, unknown)
    assert [codes(result) for result in answer.results] == [{(None, "unknown_row")}] * 2
    assert answer.outcomes == ["rejected"] * 2


def test_a_wrong_password_is_401_and_many_of_them_are_429_with_retry_after(firm: Firm) -> None:
    http = firm.app.test_client()
    attempts = [
        http.post(f"{PREFIX}/session", json={"name": "finance", "password": f"wrong {place}"})
        for place in range(12)
    ]
    assert attempts[0].status_code == 401
    assert attempts[-1].status_code == 429
    assert int(attempts[-1].headers["Retry-After"]) > 0


def test_signing_in_answers_a_token_and_its_end(busy_firm: Firm) -> None:
    made = busy_firm.app.test_client().post(f"{PREFIX}/session", json={"name": "clerk", "password": PASSWORD})
    assert made.get_json().keys() >= {"token", "expires_at"}
    assert Person(busy_firm.app, made.get_json()["token"]).post("orders", {"cursor": None}).status_code == 200
