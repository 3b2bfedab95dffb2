"""Rows whose keys a book forgot, witnesses, and a restored server (sync.md, sections 1 and 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import codes, edit_of, new_id
from tests.e2e.protocol.seeds import WORKDAY, line

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Row
    from tests.e2e.protocol.conftest import Firm


def again(row: Row) -> Row:
    """Return the row under a fresh key, as a book sends it that forgot the first one."""
    return {"key": new_id(), "values": dict(row["values"])}


def test_a_row_this_book_created_and_forgot_is_that_row(firm: Firm) -> None:
    row = line(remark="甲")
    made = firm.clerk
    first = made.push(row).only
    found = made.push(again(row), last_submission=None).only
    assert found["outcome"] == "unchanged"
    assert found["is"] == row["key"]
    assert found["rev"] == 1
    assert found["values"]["order_no"] == first["values"]["order_no"]
    assert len(made.pull(scope="all").changes) == 1


def test_the_sheet_goes_on_with_the_first_key(busy_firm: Firm) -> None:
    clerk, row = busy_firm.clerk, line(remark="甲")
    clerk.push(row)
    found = clerk.push(again(row)).only
    edited = clerk.push(edit_of(found | {"key": found["is"]}, remark="乙")).only
    assert (edited["outcome"], edited["rev"]) == ("updated", 2)


def test_equal_values_in_another_spelling_are_that_row_too(firm: Firm) -> None:
    clerk, row = firm.clerk, line(quantity="20", customer_po="PO-1")
    clerk.push(row)
    spelled = again(row)
    spelled["values"] |= {"quantity": "２０.0", "customer_po": " ＰＯ-1"}
    assert clerk.push(spelled).only["is"] == row["key"]


def test_a_row_whose_answers_the_book_saved_is_not_lost(busy_firm: Firm) -> None:
    clerk, row = busy_firm.clerk, line()
    saved = clerk.push(row).body["submission"]
    found = clerk.push(again(row), last_submission=saved).only
    assert "is" not in found
    assert found["outcome"] in {"created", "held"}


def test_rows_received_after_the_saved_submission_are_lost(busy_firm: Firm) -> None:
    clerk = busy_firm.clerk
    saved = clerk.push(line(product="BOX-10")).body["submission"]
    row = line()
    clerk.push(row)
    assert clerk.push(again(row), last_submission=saved).only["is"] == row["key"]


def test_another_book_lost_nothing(busy_firm: Firm) -> None:
    row = line()
    busy_firm.clerk.push(row)
    assert "is" not in busy_firm.clerk.push(again(row)).only


def test_a_row_of_this_submission_is_no_lost_one(busy_firm: Firm) -> None:
    clerk, row, submission = busy_firm.clerk, line(), new_id()
    clerk.push(row, submission=submission)
    assert "is" not in clerk.push(again(row), submission=submission).only


def test_a_row_under_a_key_in_this_request_is_no_lost_one(busy_firm: Firm) -> None:
    clerk, row = busy_firm.clerk, line()
    clerk.push(row)
    same, copy = clerk.push(row, again(row)).results
    assert same["outcome"] == "unchanged"
    assert "is" not in copy


def test_lost_rows_are_matched_one_to_one(busy_firm: Firm) -> None:
    clerk, row = busy_firm.clerk, line()
    twins = [again(row), again(row)]
    clerk.push(*twins)
    answer = clerk.push(again(row), again(row), again(row))
    assert {result.get("is") for result in answer.results[:2]} == {twin["key"] for twin in twins}
    assert "is" not in answer.results[2]


def test_other_values_are_another_row(busy_firm: Firm) -> None:
    clerk, row = busy_firm.clerk, line(remark="甲")
    clerk.push(row)
    other = again(row)
    other["values"]["remark"] = "乙"
    assert "is" not in clerk.push(other).only


def test_what_was_sent_first_counts_not_what_is_stored(busy_firm: Firm) -> None:
    clerk, row = busy_firm.clerk, line(customer="明辉", unit_price=None)
    made = clerk.push(row).only
    busy_firm.colleague.push(edit_of(made, remark="后来写的"))
    found = clerk.push(again(row)).only
    assert (found["outcome"], found["is"], found["rev"]) == ("unchanged", row["key"], 2)
    assert found["values"]["remark"] == "后来写的"


def test_a_dry_run_finds_lost_rows_too(busy_firm: Firm) -> None:
    clerk, row = busy_firm.clerk, line()
    clerk.push(row)
    assert clerk.push(again(row), dry_run=True).only["is"] == row["key"]


@pytest.mark.parametrize("wrong", [{"order_no": "SO99999999"}, {"line_no": "7"}])
def test_a_witness_that_differs_from_what_is_stored_is_wrong_row(
    busy_firm: Firm, wrong: dict[str, str]
) -> None:
    made = busy_firm.clerk.push(line(remark="甲")).only
    row = edit_of(made, remark="乙")
    row["witness"] |= wrong
    refused = busy_firm.clerk.push(row).only
    assert refused["outcome"] == "rejected"
    assert {code for _, code in codes(refused)} == {"wrong_row"}
    assert busy_firm.clerk.stored(made["key"])["values"]["remark"] == "甲"


def test_a_blank_witness_is_an_ordinary_edit(busy_firm: Firm) -> None:
    draft = busy_firm.clerk.push(line(action="暂存")).only
    row = edit_of(draft, remark="乙", action="暂存") | {"witness": {"order_no": None, "line_no": None}}
    assert busy_firm.clerk.push(row).outcomes == ["updated"]


def test_the_customer_of_an_accepted_row_never_changes(firm: Firm) -> None:
    made = firm.clerk.push(line()).only
    refused = firm.clerk.push(edit_of(made, customer="C002")).only
    assert refused["outcome"] == "rejected"
    assert {code for _, code in codes(refused)} == {"wrong_row"}
    assert firm.clerk.push(edit_of(made, customer="明辉")).outcomes == ["unchanged"]


def test_the_product_of_an_order_in_review_may_change(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line()).only
    changed = busy_firm.clerk.push(edit_of(made, product="BOX-10", unit_price="5")).only
    assert changed["outcome"] == "updated"
    assert changed["values"]["product_name"] == "端子盒"


def test_without_restore_an_unknown_key_with_a_revision_is_unknown_row(busy_firm: Firm) -> None:
    row = line() | {"rev": 4, "witness": {"order_no": "SO20010001", "line_no": "1"}}
    refused = busy_firm.clerk.push(row).only
    assert codes(refused) == {(None, "unknown_row")}
    assert refused["outcome"] == "rejected"


def test_with_restore_it_is_created_again_with_a_new_number_and_a_warning(busy_firm: Firm) -> None:
    row = line(requested_on=WORKDAY) | {"rev": 4, "witness": {"order_no": "SO20010001", "line_no": "1"}}
    made = busy_firm.clerk.push(row, restore=True).only
    assert (made["outcome"], made["rev"]) == ("created", 1)
    assert {code for _, code in codes(made)} == {"restored"}
    assert made["values"]["order_no"] not in {None, "SO20010001"}


def test_with_restore_known_rows_and_malformed_keys_are_as_ever(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line()).only
    answer = busy_firm.clerk.push(
        edit_of(made, quantity="20"), {"key": "nonsense", "rev": 2, "values": line()["values"]}, restore=True
    )
    assert answer.outcomes == ["updated", "rejected"]
