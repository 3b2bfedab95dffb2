"""The same request twice, and a request that only asks (sync.md, section 4)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import edit_of, new_id, new_row, values_of
from tests.e2e.protocol.seeds import line
from tests.e2e.protocol.test_stock import reserved, safe

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Json
    from tests.e2e.protocol.conftest import Firm

UNFORESEEN = {"order_no", "line_no", "changed_at", "changed_by"}


def test_the_same_request_gets_the_stored_answer_byte_for_byte(firm: Firm) -> None:
    body = firm.clerk.body(line(), line(quantity="x"), cursor=None)
    first = firm.clerk.sync("orders", body)
    firm.colleague.push(edit_of(first.results[0], quantity="20"))
    again = firm.clerk.sync("orders", body)
    assert again.raw == first.raw
    assert reserved(firm, "LED-9W") == "20"


def test_the_body_is_compared_as_json_values(busy_firm: Firm) -> None:
    body = busy_firm.clerk.body(line())
    first = busy_firm.clerk.sync("orders", body)
    turned = json.dumps(dict(reversed(body.items())), indent=3, ensure_ascii=False).encode()
    again = busy_firm.clerk.call("POST", "/views/orders/sync", data=turned, content_type="application/json")
    assert again.data == first.raw


def test_the_same_request_id_with_another_body_is_409(busy_firm: Firm) -> None:
    body = busy_firm.clerk.body(line())
    busy_firm.clerk.sync("orders", body)
    other = line()
    answer = busy_firm.clerk.post("orders", body | {"rows": [other]})
    assert answer.status_code == 409
    assert answer.content_type == "application/problem+json"
    assert other["key"] not in busy_firm.clerk.pull(scope="all").changes


def test_a_request_id_counts_for_one_user_and_one_view(firm: Firm) -> None:
    used = new_id()
    assert firm.admin.push(line(), request_id=used).outcomes == ["created"]
    assert firm.clerk.push(line(product="BOX-10"), request_id=used).outcomes == ["created"]
    assert firm.admin.push(new_row(code="C900", name="九百"), view="customers", request_id=used).outcomes == [
        "created"
    ]


def test_two_of_the_same_request_at_once_make_one_order_and_one_answer(firm: Firm) -> None:
    clerk = firm.clerk
    body = clerk.body(line())
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: clerk.post("orders", body), range(4)))
    served = {answer.data for answer in answers if answer.status_code == 200}
    waiting = [answer for answer in answers if answer.status_code != 200]
    assert len(served) == 1
    assert all(answer.status_code == 503 and answer.headers["Retry-After"] for answer in waiting)
    assert len(clerk.pull(scope="all").changes) == 1


def test_failed_requests_are_not_stored(busy_firm: Firm) -> None:
    body = busy_firm.clerk.body(new_row(code="C900", name="九百"))
    assert busy_firm.clerk.post("customers", body).status_code == 403
    used = body["request_id"]
    assert busy_firm.clerk.post(
        "orders", busy_firm.clerk.body(line(), request_id=used, scope="moon")
    ).status_code in {
        400,
        422,
    }
    assert busy_firm.clerk.push(line(), request_id=used).outcomes == ["created"]


def test_dry_runs_are_not_stored(busy_firm: Firm) -> None:
    used, row = new_id(), line()
    assert busy_firm.clerk.push(row, request_id=used, dry_run=True).outcomes == ["created"]
    assert busy_firm.clerk.push(row, request_id=used).outcomes == ["created"]


def foretold(result: Json) -> Json:
    """Return a result without what a dry run leaves out, and without the second at which it was sent."""
    left_out = UNFORESEEN | {"ordered_at"}
    values = {name: text for name, text in result["values"].items() if name not in left_out}
    return {name: part for name, part in result.items() if name != "rev"} | {"values": values}


def test_a_dry_run_answers_what_the_push_would_answer_now(firm: Firm) -> None:
    one, two = firm.clerk.push(line(remark="甲"), safe("10")).results
    firm.colleague.push(edit_of(one, quantity="30", remark="丙"))
    firm.colleague.push(edit_of(two, remark="丁"))
    rows = [
        edit_of(one, quantity="20"),
        edit_of(two, quantity="20"),
        line(customer="明辉", unit_price="99", customer_po="PO-1", order_mark="甲"),
        safe("500", customer_po="PO-2"),
        line(quantity="x"),
        {"key": "nonsense", "values": {}},
    ]
    dry = firm.clerk.push(*rows, dry_run=True)
    wet = firm.clerk.push(*rows)
    assert dry.outcomes == wet.outcomes == ["conflict", "merged", "created", "held", "rejected", "rejected"]
    assert [foretold(result) for result in dry.results] == [foretold(result) for result in wet.results]


def test_a_dry_run_names_no_numbers_revisions_and_changers(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line()).only
    dry = busy_firm.clerk.push(line(quantity="20"), edit_of(made, quantity="30"), dry_run=True)
    for result in dry.results:
        assert result.get("rev") is None
        assert not UNFORESEEN & result["values"].keys()


def test_a_dry_run_writes_nothing(firm: Firm) -> None:
    made = firm.clerk.push(line()).only
    fresh = safe("10")
    firm.clerk.push(fresh, edit_of(made, quantity="30", action="作废"), dry_run=True)
    assert set(firm.clerk.pull(scope="all").changes) == {made["key"]}
    assert firm.clerk.stored(made["key"])["values"]["quantity"] == "10"
    assert reserved(firm, "SAFE-1") == "0"


def test_a_dry_run_is_no_submission(firm: Firm) -> None:
    submission = new_id()
    firm.clerk.push(line(), submission=submission, dry_run=True)
    assert firm.clerk.undo(submission).status_code == 404


@pytest.mark.parametrize("quantities", [("50", "40"), ("40", "50")])
def test_a_dry_run_names_the_row_where_stock_runs_out(firm: Firm, quantities: tuple[str, str]) -> None:
    rows = [safe(quantity) for quantity in quantities]
    dry, wet = firm.clerk.push(*rows, dry_run=True), firm.clerk.push(*rows)
    assert dry.outcomes == wet.outcomes == ["created", "held"]
    assert values_of(dry, "status") == values_of(wet, "status")
