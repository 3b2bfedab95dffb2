"""Years of old orders come in as they were: nothing is judged or held, and all of it can be taken back."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from server.db.session import reading
from server.integrity.service import check
from server.wiring import REGISTRY
from tests.e2e.protocol.api import Person, edit_of, undone
from tests.e2e.protocol.seeds import WORKDAY, line

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Json
    from tests.e2e.protocol.conftest import Firm

OPEN_FROM = "2035-01-01"
FILE = "a" * 64


def old(number: int = 1, **values: str | None) -> Json:
    """Return a row of an old file."""
    good: dict[str, str | None] = {
        "customer": "C001",
        "product": "LED-9W",
        "quantity": "10",
        "unit_price": "7.5",
        "requested_on": "2023-05-04",
    }
    return {"id": hashlib.sha256(str(number).encode()).hexdigest(), "values": good | values}


def bring(who: Person, *rows: Json, **options: Any) -> Json:
    """Import rows and return the answer."""
    body = {"print": FILE, "open_from": OPEN_FROM, "rows": list(rows), **options}
    answer = who.call("POST", "/imports/history", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def outcomes(answer: Json) -> list[tuple[str, bool]]:
    return [(result["outcome"], result.get("closed", False)) for result in answer["results"]]


def codes(answer: Json) -> list[list[tuple[str | None, str]]]:
    return [
        [(one["field"], one["code"]) for one in result.get("problems", [])] for result in answer["results"]
    ]


def lines(firm: Firm) -> list[dict[str, Any]]:
    """Return the lines there are, as everybody of the house sees them."""
    return [change["values"] for change in firm.admin.pull(scope="all").changes.values()]


def count(firm: Firm, *tables: str) -> list[int]:
    with reading(firm.engine) as conn:
        return [conn.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]  # noqa: S608


def sound(firm: Firm) -> list[Any]:
    with reading(firm.engine) as conn:
        return list(check(conn, REGISTRY.views))


def test_what_is_over_comes_in_closed_marked_and_numbered_in_a_series_of_its_own(firm: Firm) -> None:
    answer = bring(
        firm.clerk, old(1, customer_po="A-1", **{"own:备注二": "老客户"}), old(2, customer_po="A-1"), old(3)
    )
    assert outcomes(answer) == [("imported", True)] * 3
    first, second, third = sorted(lines(firm), key=lambda row: (row["order_no"], row["line_no"]))
    assert (first["stage"], first["channel"], first["amount"], first["holds"]) == (
        "settled",
        "历史导入",
        "75",
        None,
    )
    assert first["order_no"].startswith("HIS")
    assert (second["order_no"], second["line_no"]) == (first["order_no"], "2")
    assert third["order_no"] != first["order_no"]
    assert sound(firm) == []


def test_nothing_is_reserved_asked_told_or_suspected_for_imported_orders(firm: Firm) -> None:
    tables = (
        "reservations",
        "commitments",
        "order_holds",
        "approval_steps",
        "duplicate_links",
        "notices",
        "ledger",
    )
    before = count(firm, *tables)
    same = {"phone": "13812345678", "customer_po": "P-1", "ordered_at": "2023-05-01T02:00:00Z"}
    still = {"requested_on": WORKDAY, "quantity": "100001"}
    answer = bring(
        firm.person("supervisor"), old(1, **same), old(2, **same), old(3, **still), old(4, **same, **still)
    )
    assert outcomes(answer) == [
        ("imported", True),
        ("imported", True),
        ("imported", False),
        ("imported", False),
    ]
    assert count(firm, *tables) == before
    assert {row["stage"] for row in lines(firm)} == {"settled", "approved"}
    assert sound(firm) == []


def test_only_some_may_bring_in_orders_that_are_open(firm: Firm) -> None:
    still = old(1, requested_on=WORKDAY)
    assert codes(bring(firm.clerk, still)) == [[("requested_on", "still_open")]]
    answer = bring(firm.person("supervisor"), still)
    (row,) = lines(firm)
    assert outcomes(answer) == [("imported", False)]
    assert (row["stage"], row["order_no"][:2], row["channel"], row["holds"]) == (
        "approved",
        "SO",
        "历史导入",
        None,
    )


@pytest.mark.parametrize(
    ("name", "status"), [("dealer", 403), ("finance", 403), ("keeper", 403), ("clerk", 200)]
)
def test_who_does_not_enter_orders_of_the_house_imports_none(firm: Firm, name: str, status: int) -> None:
    body = {"print": FILE, "open_from": OPEN_FROM, "rows": [old(customer="C010")]}
    assert firm.person(name).call("POST", "/imports/history", json=body).status_code == status


def test_rows_that_are_wrong_are_told_all_at_once_and_the_others_come_in(firm: Firm) -> None:
    answer = bring(
        firm.person("supervisor"),
        old(1, customer="没有的客户", product="NOPE", quantity="0"),
        old(2, requested_on=None),
        old(3, product="OLD-1", unit_price=None, payment_terms="现金", customer="C005"),
        old(4, requested_on=WORKDAY, payment_terms="现金", product="NONE-1", unit_price=None),
        old(5, quantity="一些"),
        old(6, **{"own:": "x"}),
        old(7, customer="C005", requested_on=WORKDAY),
    )
    assert codes(answer) == [
        [("customer", "unknown_customer"), ("product", "unknown_product"), ("quantity", "bad_quantity")],
        [("requested_on", "required")],
        [],
        [("payment_terms", "bad_terms")],
        [("quantity", "bad_quantity")],
        [("own:", "bad_value")],
        [("customer", "unknown_customer")],
    ]
    (kept,) = lines(firm)
    assert (kept["product"], kept["unit_price"], kept["payment_terms"]) == ("OLD-1", None, "现金")
    assert sound(firm) == []


def test_an_open_order_takes_the_price_of_its_customer_and_needs_one(firm: Firm) -> None:
    rows = [
        old(number, requested_on=WORKDAY, unit_price=None, product=code)
        for number, code in ((1, "LED-9W"), (2, "NONE-1"))
    ]
    answer = bring(firm.person("supervisor"), *rows)
    assert codes(answer) == [[], [("unit_price", "required")]]
    assert [row["unit_price"] for row in lines(firm)] == ["10"]


def test_a_row_without_a_day_of_delivery_goes_by_the_day_it_was_ordered_on(firm: Firm) -> None:
    answer = bring(firm.clerk, old(1, requested_on=None, ordered_at="2023-05-01T02:00:00Z"))
    assert outcomes(answer) == [("imported", True)]
    assert [(row["requested_on"], row["ordered_at"]) for row in lines(firm)] == [
        (None, "2023-05-01T02:00:00Z")
    ]


def test_rows_that_come_again_are_there_and_the_file_is_one_submission(firm: Firm) -> None:
    first = bring(firm.clerk, old(1), old(2))
    again = bring(firm.clerk, old(2), old(3), old(1, quantity="99"))
    assert outcomes(again) == [("there", False), ("imported", True), ("there", False)]
    assert again["submission"] == first["submission"]
    assert sorted(row["quantity"] for row in lines(firm)) == ["10", "10", "10"]


def test_an_import_is_taken_back_as_one_and_can_then_be_made_again(firm: Firm) -> None:
    first = bring(firm.clerk, old(1, **{"own:备注二": "甲"}), old(2))
    bring(firm.clerk, old(3))
    answer = undone(firm.clerk.undo(first["submission"]))
    assert answer.outcomes == ["updated"] * 3
    assert {row["stage"] for row in lines(firm)} == {"cancelled"}
    again = bring(firm.clerk, old(1), old(2))
    assert outcomes(again) == [("imported", True)] * 2
    assert again["submission"] != first["submission"]
    assert sound(firm) == []


def test_a_rehearsal_tells_the_same_and_writes_nothing(firm: Firm) -> None:
    rows = [old(1), old(2, customer="没有的客户"), old(3, requested_on=WORKDAY)]
    before = count(firm, "orders", "order_lines", "revisions", "submissions", "audit_rows")
    rehearsed = bring(firm.clerk, *rows, dry_run=True)
    assert count(firm, "orders", "order_lines", "revisions", "submissions", "audit_rows") == before
    made = bring(firm.clerk, *rows)
    assert (rehearsed["submission"], rehearsed["results"]) == (None, made["results"])


def test_closed_history_is_no_exposure_and_asks_for_no_stock_when_it_is_edited(firm: Firm) -> None:
    bring(firm.clerk, old(1, quantity="200000"))
    ((key, change),) = firm.admin.pull(scope="all").changes.items()
    edited = firm.clerk.push(edit_of({"key": key, **change}, remark="查过了", tags="已对账"))
    assert (edited.outcomes, edited.only["values"]["stage"]) == (["updated"], "settled")
    assert count(firm, "reservations", "order_holds") == [0, 0]
    assert sound(firm) == []
    credit = firm.clerk.push(line(customer="C001"))
    assert credit.outcomes == ["created"]


def test_two_people_import_the_same_file_each_for_themselves(firm: Firm) -> None:
    mine, theirs = bring(firm.clerk, old(1)), bring(firm.colleague, old(1))
    assert outcomes(mine) == outcomes(theirs) == [("imported", True)]
    assert mine["submission"] != theirs["submission"]
    assert firm.colleague.undo(mine["submission"]).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"print": "a"},
        {"open_from": "2035-1-1"},
        {"rows": [old(1), old(1)]},
        {"rows": [{"id": "x", "values": {}}]},
        {"more": 1},
    ],
)
def test_a_request_that_is_none_is_refused(firm: Firm, change: Json) -> None:
    body = {"print": FILE, "open_from": OPEN_FROM, "rows": [old(1)], **change}
    assert firm.clerk.call("POST", "/imports/history", json=body).status_code == 422
