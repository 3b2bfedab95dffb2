"""The column 操作: commands that run once (sync.md, section 4; domain.md, Life of an order)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.protocol.api import codes, edit_of
from tests.e2e.protocol.seeds import line, today
from tests.e2e.protocol.test_stock import reserved, safe, supply

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm


def test_a_draft_has_no_number_and_reserves_nothing(firm: Firm) -> None:
    made = firm.clerk.push(safe("10", action="暂存")).only
    assert (made["outcome"], made["rev"]) == ("created", 1)
    assert made["values"]["status"] == "草稿"
    assert made["values"].get("order_no") is None
    assert reserved(firm, "SAFE-1") == "0"


def test_a_draft_may_lack_what_an_order_needs_but_what_is_known_is_checked(busy_firm: Firm) -> None:
    answer = busy_firm.clerk.push(
        line(quantity=None, requested_on=None, action="暂存"), line(customer="谁", action="暂存")
    )
    assert answer.outcomes == ["created", "rejected"]
    assert codes(answer.results[1]) == {("customer", "unknown_customer")}


def test_a_draft_more_than_the_stock_is_not_held(firm: Firm) -> None:
    assert firm.clerk.push(safe("5000", action="暂存")).outcomes == ["created"]


def test_a_draft_becomes_an_order_at_the_next_edit_without_the_command(firm: Firm) -> None:
    draft = firm.clerk.push(safe("10", action="暂存")).only
    made = firm.clerk.push(
        edit_of(draft, quantity="20") | {"witness": {"order_no": None, "line_no": None}}
    ).only
    assert made["outcome"] == "updated"
    assert made["values"]["order_no"].startswith("SO")
    assert made["values"]["status"] == "待审核"
    assert reserved(firm, "SAFE-1") == "20"


def test_an_incomplete_draft_is_not_submitted(busy_firm: Firm) -> None:
    draft = busy_firm.clerk.push(line(quantity=None, action="暂存")).only
    refused = busy_firm.clerk.push(edit_of(draft, remark="请尽快")).only
    assert codes(refused) == {("quantity", "required")}


def test_a_draft_edited_with_the_command_stays_one(firm: Firm) -> None:
    draft = firm.clerk.push(safe("10", action="暂存")).only
    kept = firm.clerk.push(edit_of(draft, quantity="20", action="暂存")).only
    assert (kept["outcome"], kept["values"]["status"]) == ("updated", "草稿")


def test_cancelling_the_last_line_cancels_the_order(firm: Firm) -> None:
    one, two = firm.clerk.push(line(customer_po="PO-1"), line(customer_po="PO-1", product="BOX-10")).results
    firm.clerk.push(edit_of(one, action="作废"))
    assert firm.clerk.stored(two["key"])["values"]["status"] == "待审核"
    second = firm.clerk.push(
        {"key": two["key"], "rev": firm.clerk.stored(two["key"])["rev"], "values": {"action": "作废"}}
    )
    assert second.only["values"]["status"] == "已作废"
    assert {row["values"]["status"] for row in firm.clerk.pull(scope="all").changes.values()} == {"已作废"}
    assert (reserved(firm, "LED-9W"), reserved(firm, "BOX-10")) == ("0", "0")


def test_an_action_is_no_value_it_is_not_shown(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line()).only
    cancelled = busy_firm.clerk.push(edit_of(made, action="作废")).only
    assert cancelled["outcome"] == "updated"
    assert cancelled["values"].get("action") is None
    assert busy_firm.clerk.stored(made["key"])["values"].get("action") is None


def test_an_action_runs_at_most_once_for_a_key_and_revision(firm: Firm) -> None:
    made = firm.clerk.push(safe("200")).only
    command = edit_of(made, action="同意等货")
    first = firm.clerk.push(command).only
    again = firm.clerk.push(command).only
    assert first["outcome"] == "updated"
    assert (again["outcome"], again["rev"]) == ("unchanged", first["rev"])


def test_the_command_of_a_new_row_runs_once_however_often_it_is_sent(firm: Firm) -> None:
    row = safe("10", action="暂存")
    first = firm.clerk.push(row).only
    again = firm.clerk.push(row).only
    assert (first["outcome"], again["outcome"], again["values"]["status"]) == ("created", "unchanged", "草稿")


def test_an_action_is_not_merged_and_runs_beside_others_changes(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line()).only
    busy_firm.colleague.push(edit_of(made, remark="后门"))
    cancelled = busy_firm.clerk.push(edit_of(made, action="作废")).only
    assert cancelled["outcome"] in {"updated", "merged"}
    assert cancelled["values"]["status"] == "已作废"
    assert busy_firm.clerk.stored(made["key"])["values"]["remark"] == "后门"


def test_an_unknown_action_is_rejected(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line()).only
    refused = busy_firm.clerk.push(edit_of(made, action="飞起来")).only
    assert refused["outcome"] == "rejected"
    assert {field for field, _ in codes(refused)} == {"action"}


def test_waiting_takes_the_promise_and_releases_the_hold(firm: Firm) -> None:
    due = supply(firm, "SAFE-1", "500", days=6)
    made = firm.clerk.push(safe("200")).only
    waiting = firm.clerk.push(edit_of(made, action="同意等货")).only
    assert waiting["outcome"] == "updated"
    assert waiting["values"]["promised_on"] == due
    assert (waiting["values"]["status"], waiting["values"]["holds"]) == ("待审核", None)


def test_shipping_a_part_reserves_what_is_there(firm: Firm) -> None:
    supply(firm, "SAFE-1", "500", days=6)
    made = firm.clerk.push(safe("200")).only
    assert reserved(firm, "SAFE-1") == "0"
    parted = firm.clerk.push(edit_of(made, action="拆单发货")).only
    assert (parted["outcome"], parted["values"]["status"]) == ("updated", "待审核")
    assert reserved(firm, "SAFE-1") == "80"


def test_a_cancelled_line_takes_no_more_edits_that_reserve(firm: Firm) -> None:
    made = firm.clerk.push(safe("10")).only
    cancelled = firm.clerk.push(edit_of(made, action="作废")).only
    firm.clerk.push(edit_of(cancelled, quantity="20"))
    assert reserved(firm, "SAFE-1") == "0"
    assert firm.clerk.stored(made["key"])["values"]["status"] == "已作废"


def test_a_draft_whose_answer_was_lost_stays_one_when_it_is_edited(firm: Firm) -> None:
    row = safe("10", action="暂存")
    firm.clerk.push(row)
    row["values"] |= {"quantity": "20"}
    again = firm.clerk.push(row).only
    assert again["values"]["status"] == "草稿"
    assert firm.clerk.stored(row["key"])["values"]["quantity"] == "20"


def test_an_edited_draft_whose_answer_was_lost_stays_one_too(firm: Firm) -> None:
    draft = firm.clerk.push(safe("10", action="暂存")).only
    firm.clerk.push(edit_of(draft, quantity="20", action="暂存"))
    again = firm.clerk.push(edit_of(draft, quantity="20", remark="后门", action="暂存")).only
    assert again["values"]["status"] == "草稿"
    assert firm.clerk.stored(draft["key"])["values"]["remark"] == "后门"


def test_a_new_row_cannot_be_cancelled(busy_firm: Firm) -> None:
    refused = busy_firm.clerk.push(line(action="作废")).only
    assert refused["outcome"] == "rejected"


def test_a_cancelled_line_is_locked(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line()).only
    cancelled = busy_firm.clerk.push(edit_of(made, action="作废")).only
    refused = busy_firm.clerk.push(edit_of(cancelled, quantity="20")).only
    assert codes(refused) == {("quantity", "locked_by_stage")}


def test_a_command_in_conflict_does_not_run(busy_firm: Firm) -> None:
    made = busy_firm.clerk.push(line()).only
    busy_firm.colleague.push(edit_of(made, quantity="30"))
    mine = busy_firm.clerk.push(edit_of(made, quantity="20", action="作废")).only
    assert mine["outcome"] == "conflict"
    assert busy_firm.clerk.stored(made["key"])["values"]["status"] == "待审核"


def test_cancelling_needs_no_valid_values(firm: Firm) -> None:
    made = firm.clerk.push(line(requested_on=today().isoformat())).only
    cancelled = firm.later(days=3).clerk.push(edit_of(made, action="作废")).only
    assert (cancelled["outcome"], cancelled["values"]["status"]) == ("updated", "已作废")
