"""What becomes of a row: outcomes and the merge by field (sync.md, section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import codes, edit_of
from tests.e2e.protocol.seeds import WORKDAY, line

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Json
    from tests.e2e.protocol.conftest import Firm


@pytest.fixture
def made(busy_firm: Firm) -> Json:
    """Return the answer to a row just created."""
    result: Json = busy_firm.clerk.push(line(remark="放门卫")).only
    return result


def test_a_created_row_has_revision_1_and_its_numbers(made: Json) -> None:
    assert made["outcome"] == "created"
    assert made["rev"] == 1
    assert made["values"]["order_no"].startswith("SO")
    assert made["values"]["line_no"] == "1"
    assert made["values"]["status"] == "待审核"
    assert made["conflicts"] == []


def test_an_edit_is_updated_and_counts_one_revision(busy_firm: Firm, made: Json) -> None:
    edited = busy_firm.clerk.push(edit_of(made, quantity="20")).only
    assert (edited["outcome"], edited["rev"]) == ("updated", 2)
    assert busy_firm.clerk.stored(made["key"])["rev"] == 2


def test_values_already_stored_are_unchanged(busy_firm: Firm, made: Json) -> None:
    again = busy_firm.clerk.push(edit_of(made, quantity="10", remark="放门卫")).only
    assert (again["outcome"], again["rev"]) == ("unchanged", 1)


def test_values_already_stored_are_not_validated_again(firm: Firm) -> None:
    made = firm.clerk.push(line()).only
    led = next(
        row for row in firm.admin.pull("products").changes.values() if row["values"]["code"] == "LED-9W"
    )
    firm.admin.push({"key": led["key"], "rev": led["rev"], "values": {"active": "false"}}, view="products")
    assert firm.clerk.push(edit_of(made, product="LED-9W", quantity="10")).outcomes == ["unchanged"]


def test_a_stored_value_is_never_refused_again(firm: Firm) -> None:
    made = firm.clerk.push(line()).only
    led = next(
        row for row in firm.admin.pull("products").changes.values() if row["values"]["code"] == "LED-9W"
    )
    firm.admin.push({"key": led["key"], "rev": led["rev"], "values": {"active": "false"}}, view="products")
    assert firm.clerk.push(edit_of(made, remark="后门")).outcomes == ["updated"]


def test_a_lost_answer_is_healed_by_sending_the_row_again(firm: Firm) -> None:
    row = line(customer="明辉", unit_price=None, remark="放门卫")
    first = firm.clerk.push(row).only
    again = firm.clerk.push(row).only
    assert (again["outcome"], again["rev"]) == ("unchanged", 1)
    assert again["values"]["order_no"] == first["values"]["order_no"]
    assert again["values"]["line_no"] == first["values"]["line_no"]
    assert len(firm.clerk.pull(scope="all").changes) == 1


def test_changes_of_different_fields_merge_and_both_stand(busy_firm: Firm, made: Json) -> None:
    busy_firm.colleague.push(edit_of(made, remark="后门"))
    mine = busy_firm.clerk.push(edit_of(made, quantity="20")).only
    assert (mine["outcome"], mine["rev"]) == ("merged", 3)
    values = busy_firm.clerk.stored(made["key"])["values"]
    assert (values["remark"], values["quantity"]) == ("后门", "20")


def test_a_field_changed_by_both_is_a_conflict_and_nothing_of_the_row_is_written(
    busy_firm: Firm, made: Json
) -> None:
    busy_firm.colleague.push(edit_of(made, quantity="30"))
    mine = busy_firm.clerk.push(edit_of(made, quantity="20", remark="后门")).only
    assert (mine["outcome"], mine["rev"]) == ("conflict", 2)
    (conflict,) = mine["conflicts"]
    assert (conflict["field"], conflict["yours"], conflict["theirs"]) == ("quantity", "20", "30")
    assert conflict["by"] == "colleague"
    assert conflict["at"].endswith(("Z", "+00:00"))
    values = busy_firm.clerk.stored(made["key"])["values"]
    assert (values["quantity"], values["remark"]) == ("30", "放门卫")


def test_both_changing_a_field_to_the_same_value_is_no_conflict(busy_firm: Firm, made: Json) -> None:
    busy_firm.colleague.push(edit_of(made, quantity="30"))
    assert busy_firm.clerk.push(edit_of(made, quantity="30")).outcomes == ["unchanged"]


def test_an_edit_that_says_what_stood_at_its_revision_edits_nothing(busy_firm: Firm, made: Json) -> None:
    busy_firm.colleague.push(edit_of(made, quantity="30"))
    mine = busy_firm.clerk.push(edit_of(made, quantity="10", remark="后门")).only
    assert mine["outcome"] == "merged"
    values = busy_firm.clerk.stored(made["key"])["values"]
    assert (values["quantity"], values["remark"]) == ("30", "后门")


def test_clearing_what_another_filled_otherwise_is_a_conflict(busy_firm: Firm, made: Json) -> None:
    busy_firm.colleague.push(edit_of(made, remark="后门"))
    mine = busy_firm.clerk.push(edit_of(made, remark=None)).only
    assert mine["outcome"] == "conflict"
    assert (mine["conflicts"][0]["yours"], mine["conflicts"][0]["theirs"]) == (None, "后门")


def test_mine_sent_again_with_their_revision_wins(busy_firm: Firm, made: Json) -> None:
    busy_firm.colleague.push(edit_of(made, quantity="30"))
    lost = busy_firm.clerk.push(edit_of(made, quantity="20")).only
    won = busy_firm.clerk.push(edit_of(made, quantity="20") | {"rev": lost["rev"]}).only
    assert (won["outcome"], won["rev"]) == ("updated", 3)
    assert busy_firm.clerk.stored(made["key"])["values"]["quantity"] == "20"


def test_the_base_of_a_known_key_without_a_revision_is_revision_1(busy_firm: Firm, made: Json) -> None:
    busy_firm.colleague.push(edit_of(made, quantity="30"))
    unedited = {"key": made["key"], "values": {"quantity": "10"}}
    assert busy_firm.clerk.push(unedited).outcomes == ["unchanged"]
    edited = busy_firm.clerk.push({"key": made["key"], "values": {"quantity": "20"}}).only
    assert edited["outcome"] == "conflict"
    assert edited["conflicts"][0]["theirs"] == "30"


@pytest.mark.parametrize("rev", [0, 7, -1])
def test_a_revision_the_row_never_had_conflicts_on_each_differing_field(
    busy_firm: Firm, made: Json, rev: int
) -> None:
    row = edit_of(made, quantity="20", remark="后门", requested_on=WORKDAY) | {"rev": rev}
    mine = busy_firm.clerk.push(row).only
    assert (mine["outcome"], mine["rev"]) == ("conflict", 1)
    assert {conflict["field"] for conflict in mine["conflicts"]} == {"quantity", "remark"}


def test_a_revision_the_row_never_had_with_the_stored_values_is_unchanged(
    busy_firm: Firm, made: Json
) -> None:
    row = edit_of(made, quantity="10", remark="放门卫") | {"rev": 7}
    assert busy_firm.clerk.push(row).only["outcome"] == "unchanged"


def test_a_conflict_does_not_stop_the_other_lines_of_the_order(firm: Firm) -> None:
    one, two = firm.clerk.push(line(customer_po="PO-1"), line(customer_po="PO-1", product="BOX-10")).results
    firm.colleague.push(edit_of(one, quantity="30"))
    answer = firm.clerk.push(edit_of(one, quantity="20"), edit_of(two, quantity="50"))
    assert answer.outcomes == ["conflict", "updated"]


def test_a_cell_that_resolves_stays_as_typed_and_others_see_the_canonical_name(busy_firm: Firm) -> None:
    row = line(customer="ＭＨ照明", product="led-9w")
    made = busy_firm.clerk.push(row).only
    assert made["outcome"] == "created"
    assert made["values"].get("customer") in {None, "ＭＨ照明"}
    seen = busy_firm.colleague.stored(made["key"])["values"]
    assert (seen["customer"], seen["product"]) == ("苏州明辉照明有限公司", "LED-9W")
    again = busy_firm.clerk.push(edit_of(made, customer="明辉", product="LED-9W｜球泡灯 9W"))
    assert again.outcomes == ["unchanged"]


def test_a_rejected_row_is_not_written(busy_firm: Firm, made: Json) -> None:
    fresh = line(quantity="0")
    wrong = busy_firm.clerk.push(edit_of(made, quantity="0", remark="后门"), fresh)
    assert wrong.outcomes == ["rejected", "rejected"]
    assert busy_firm.clerk.stored(made["key"])["values"]["remark"] == "放门卫"
    assert fresh["key"] not in busy_firm.clerk.pull(scope="all").changes


def test_a_rejected_row_may_be_corrected_and_sent_again_under_its_key(busy_firm: Firm) -> None:
    row = line(quantity="0")
    assert codes(busy_firm.clerk.push(row).only) == {("quantity", "bad_quantity")}
    row["values"]["quantity"] = "10"
    assert busy_firm.clerk.push(row).outcomes == ["created"]


def test_three_revisions_behind_merges_by_field(busy_firm: Firm, made: Json) -> None:
    second = busy_firm.colleague.push(edit_of(made, quantity="30")).only
    third = busy_firm.colleague.push(edit_of(second, quantity="10") | {"witness": None}).only
    assert third["rev"] == 3
    mine = busy_firm.clerk.push(edit_of(made, quantity="20")).only
    assert mine["outcome"] == "merged", "the field stands as it did at the sent revision"
    assert busy_firm.clerk.stored(made["key"])["values"]["quantity"] == "20"


def test_an_order_field_changed_on_both_lines_of_an_order_is_a_conflict(firm: Firm) -> None:
    one, two = firm.clerk.push(line(customer_po="PO-1"), line(customer_po="PO-1", product="BOX-10")).results
    firm.colleague.push(edit_of(one, phone="13700000001"))
    mine = firm.clerk.push(edit_of(two, phone="13700000002")).only
    assert mine["outcome"] == "conflict"
    assert [conflict["field"] for conflict in mine["conflicts"]] == ["phone"]
    assert firm.clerk.stored(one["key"])["values"]["phone"] == "13700000001"


def test_pressed_again_as_saved_before_the_answers(firm: Firm) -> None:
    """Created and held rows are unchanged, rejected ones rejected with the same codes; no order is new."""
    rows = [
        line(customer_po="PO-1"),
        line(customer_po="PO-1", product="SAFE-1", quantity="500"),
        line(customer_po="PO-2", product="没有这个"),
        line(customer_po="PO-2"),
        line(customer=None),
        line(customer="明辉", unit_price=None, action="暂存"),
    ]
    first = firm.clerk.push(*rows)
    assert first.outcomes == ["created", "held", "rejected", "rejected", "rejected", "created"]
    again = firm.clerk.push(*rows)
    assert again.outcomes == ["unchanged", "unchanged", "rejected", "rejected", "rejected", "unchanged"]
    assert [codes(result) for result in again.results[2:5]] == [
        codes(result) for result in first.results[2:5]
    ]
    assert len(firm.admin.pull().changes) == 3


def test_conflicts_name_every_field_changed_by_both(busy_firm: Firm, made: Json) -> None:
    busy_firm.colleague.push(edit_of(made, quantity="30", remark="后门", priority="加急"))
    mine = busy_firm.clerk.push(edit_of(made, quantity="20", remark="前门", ship_to="三号门")).only
    found = {conflict["field"]: (conflict["yours"], conflict["theirs"]) for conflict in mine["conflicts"]}
    assert found == {"quantity": ("20", "30"), "remark": ("前门", "后门")}


def test_merged_rows_are_told_what_the_other_changed(busy_firm: Firm, made: Json) -> None:
    busy_firm.colleague.push(edit_of(made, remark="后门"))
    mine = busy_firm.clerk.push(edit_of(made, quantity="20"), cursor=None)
    told = mine.only["values"].get("remark") or mine.changes.get(made["key"], {}).get("values", {}).get(
        "remark"
    )
    assert told == "后门"
