"""Taking a submission back (sync.md, section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.protocol.api import codes, edit_of, new_id, new_row, undone
from tests.e2e.protocol.seeds import WORKDAY, line, today
from tests.e2e.protocol.test_stock import reserved

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm


def test_a_created_order_becomes_cancelled(firm: Firm) -> None:
    made = firm.clerk.push(line())
    answer = undone(firm.clerk.undo(made.body["submission"]))
    assert answer.outcomes == ["updated"]
    assert answer.only["values"]["status"] == "已作废"
    assert firm.clerk.stored(made.only["key"])["values"]["stage"] in {"cancelled", "已作废"}


def test_an_undo_answers_one_result_a_row_in_the_order_sent(firm: Firm) -> None:
    made = firm.clerk.push(line(), line(quantity="x"), line(product="BOX-10"))
    answer = undone(firm.clerk.undo(made.body["submission"]))
    assert [row["key"] for row in answer.results] == [made.results[0]["key"], made.results[2]["key"]]
    assert answer.body.keys() == made.body.keys()


def test_an_edit_is_taken_back_to_what_stood_before(firm: Firm) -> None:
    made = firm.clerk.push(line(remark="甲")).only
    edited = firm.clerk.push(edit_of(made, remark="乙", quantity="20"))
    answer = undone(firm.clerk.undo(edited.body["submission"]))
    assert (answer.only["outcome"], answer.only["rev"]) == ("updated", 3)
    assert (answer.only["values"]["remark"], answer.only["values"]["quantity"]) == ("甲", "10")
    values = firm.clerk.stored(made["key"])["values"]
    assert (values["remark"], values["quantity"], values["status"]) == ("甲", "10", "待审核")


def test_repeating_an_undo_returns_the_first_answer(firm: Firm) -> None:
    made = firm.clerk.push(line(remark="甲")).only
    edited = firm.clerk.push(edit_of(made, remark="乙"))
    first = firm.clerk.undo(edited.body["submission"])
    firm.clerk.push(edit_of(made, remark="丙"))
    again = firm.clerk.undo(edited.body["submission"])
    assert again.data == first.data


def test_all_requests_of_a_submission_are_taken_back(firm: Firm) -> None:
    submission = new_id()
    one = firm.clerk.push(line(), submission=submission).only
    two = firm.clerk.push(line(product="BOX-10"), submission=submission).only
    assert undone(firm.clerk.undo(submission)).outcomes == ["updated", "updated"]
    statuses = {firm.clerk.stored(row["key"])["values"]["status"] for row in (one, two)}
    assert statuses == {"已作废"}


def test_what_someone_changed_since_is_never_touched(firm: Firm) -> None:
    made = firm.clerk.push(line(remark="甲")).only
    edited = firm.clerk.push(edit_of(made, remark="乙"))
    firm.colleague.push(edit_of(edited.only, remark="丙"))
    answer = undone(firm.clerk.undo(edited.body["submission"]))
    assert answer.outcomes == ["rejected"]
    assert codes(answer.only) == {("remark", "changed_since")}
    assert firm.clerk.stored(made["key"])["values"]["remark"] == "丙"


def test_another_field_changed_since_does_not_stop_an_undo(firm: Firm) -> None:
    made = firm.clerk.push(line(remark="甲")).only
    edited = firm.clerk.push(edit_of(made, remark="乙"))
    firm.colleague.push(edit_of(edited.only, quantity="20"))
    answer = undone(firm.clerk.undo(edited.body["submission"]))
    assert answer.outcomes == ["updated"]
    values = firm.clerk.stored(made["key"])["values"]
    assert (values["remark"], values["quantity"]) == ("甲", "20")


def test_a_created_order_that_someone_edited_since_stands(firm: Firm) -> None:
    made = firm.clerk.push(line())
    firm.colleague.push(edit_of(made.only, quantity="20"))
    answer = undone(firm.clerk.undo(made.body["submission"]))
    assert {code for _, code in codes(answer.only)} == {"changed_since"}
    assert firm.clerk.stored(made.only["key"])["values"]["status"] == "待审核"


def test_only_the_author_or_an_administrator_undoes(firm: Firm) -> None:
    made = firm.clerk.push(line())
    submission = made.body["submission"]
    for name in ("colleague", "supervisor", "dealer"):
        assert firm.person(name).undo(submission).status_code in {403, 404}
    assert firm.clerk.stored(made.only["key"])["values"]["status"] == "待审核"
    assert undone(firm.admin.undo(submission)).outcomes == ["updated"]


def test_an_unknown_submission_is_404(firm: Firm) -> None:
    assert firm.clerk.undo(new_id()).status_code == 404


def test_a_cancelled_row_can_be_corrected_and_sent_again_as_new(firm: Firm) -> None:
    made = firm.clerk.push(line(customer_po="PO-1"))
    firm.clerk.undo(made.body["submission"])
    again = firm.clerk.push(line(customer_po="PO-1", quantity="20")).only
    assert again["outcome"] == "created"
    assert again["problems"] == []


def test_an_order_field_taken_back_is_taken_back_on_every_line(firm: Firm) -> None:
    rows = [line(customer_po="PO-1", phone=None), line(customer_po="PO-1", phone=None, product="BOX-10")]
    one, two = firm.clerk.push(*rows).results
    edited = firm.clerk.push(edit_of(one, phone="13700000001"))
    undone(firm.clerk.undo(edited.body["submission"]))
    assert {firm.clerk.stored(row["key"])["values"]["phone"] for row in (one, two)} == {"13800000001"}


def test_a_cancelled_line_comes_back(firm: Firm) -> None:
    made = firm.clerk.push(line()).only
    cancelled = firm.clerk.push(edit_of(made, action="作废"))
    answer = undone(firm.clerk.undo(cancelled.body["submission"]))
    assert answer.only["outcome"] in {"updated", "rejected"}
    expected = "待审核" if answer.only["outcome"] == "updated" else "已作废"
    assert firm.clerk.stored(made["key"])["values"]["status"] == expected


def test_master_data_is_taken_back_too(firm: Firm) -> None:
    made = firm.admin.push(new_row(code="C900", name="九百", payment_terms="月结30天"), view="customers")
    edited = firm.admin.push(edit_of(made.only, name="玖佰"), view="customers")
    assert undone(firm.admin.undo(edited.body["submission"])).outcomes == ["updated"]
    assert firm.admin.stored(made.only["key"], "customers")["values"]["name"] == "九百"
    assert undone(firm.admin.undo(made.body["submission"])).outcomes in (["updated"], ["rejected"])


def test_a_created_customer_taken_back_is_gone_and_its_code_free(firm: Firm) -> None:
    made = firm.admin.push(new_row(code="C900", name="九百", payment_terms="月结30天"), view="customers")
    assert undone(firm.admin.undo(made.body["submission"])).outcomes == ["updated"]
    assert made.only["key"] not in firm.admin.pull("customers", scope="all").changes
    assert {code for _, code in codes(firm.clerk.push(line(customer="九百")).only)} == {"unknown_customer"}
    assert firm.admin.push(new_row(code="C900", name="九百"), view="customers").outcomes == ["created"]


def test_old_values_come_back_without_being_judged_again(firm: Firm) -> None:
    made = firm.clerk.push(line(requested_on=today().isoformat())).only
    edited = firm.clerk.push(edit_of(made, requested_on=WORKDAY))
    later = firm.later(days=3)
    assert undone(later.clerk.undo(edited.body["submission"])).outcomes == ["updated"]
    assert firm.clerk.stored(made["key"])["values"]["requested_on"] == today().isoformat()


def test_nothing_more_is_written_in_a_submission_taken_back(firm: Firm) -> None:
    submission = new_id()
    firm.clerk.push(line(), submission=submission)
    firm.clerk.undo(submission)
    row = line()
    assert firm.clerk.post("orders", firm.clerk.body(row, submission=submission)).status_code == 409
    assert row["key"] not in firm.admin.pull().changes


def test_a_quantity_taken_back_takes_its_reservation_back(firm: Firm) -> None:
    made = firm.clerk.push(line(quantity="10")).only
    edited = firm.clerk.push(edit_of(made, quantity="20"))
    assert reserved(firm, "LED-9W") == "20"
    undone(firm.clerk.undo(edited.body["submission"]))
    assert reserved(firm, "LED-9W") == "10"
