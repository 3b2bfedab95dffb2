"""Tags are words of the house about a line: written at every stage, and they move no order anywhere."""

from __future__ import annotations

import sqlalchemy as sa

from server.db.session import writing
from tests.server.orders.office import COLLEAGUE, Office, Press, codes, line, row


def test_tags_are_a_list_that_is_kept_merged_and_taken_back_like_any_field(office: Office) -> None:
    (made,) = office.push(line(tags="加急;客户催； 加急"))
    assert office.shown(made.key)["tags"] == "加急；客户催"
    office.push(row(made.key, 1, quantity="20"), press=Press(actor=COLLEAGUE))
    (merged,) = office.push(row(made.key, 1, tags="缺料"))
    assert (merged.outcome, merged.rev) == ("merged", 3)
    office.undo()
    assert (office.shown(made.key)["tags"], office.shown(made.key)["quantity"]) == ("加急；客户催", "20")


def test_two_people_who_tag_one_line_differently_are_told(office: Office) -> None:
    (made,) = office.push(line())
    office.push(row(made.key, 1, tags="缺料"), press=Press(actor=COLLEAGUE))
    (mine,) = office.push(row(made.key, 1, tags="加急"))
    assert mine.outcome == "conflict"
    assert [(clash.field, clash.yours, clash.theirs) for clash in mine.conflicts] == [
        ("tags", "加急", "缺料")
    ]


def test_a_line_that_ended_can_still_be_tagged_but_nothing_else_of_it_be_changed(office: Office) -> None:
    (made,) = office.push(line())
    office.push(row(made.key, 1, action="作废"))
    tagged, *_ = office.push(row(made.key, 2, tags="客户取消"))
    assert (tagged.outcome, tagged.values["stage"], tagged.problems) == ("updated", "cancelled", [])
    (both,) = office.push(row(made.key, 3, tags="又来了", remark="再做"))
    assert (both.outcome, codes(both)) == ("rejected", [("remark", "locked_by_stage")])


def test_tagging_a_line_that_was_sent_back_does_not_send_the_order_again(office: Office) -> None:
    (made,) = office.push(line())
    with writing(office.engine) as conn:
        conn.execute(sa.text("UPDATE orders SET stage = 'rejected'"))
    (tagged,) = office.push(row(made.key, 1, tags="价格不对"))
    assert (tagged.outcome, tagged.values["stage"]) == ("updated", "rejected")
    (mended,) = office.push(row(made.key, 2, tags="已改", unit_price="9"))
    assert mended.values["stage"] == "review"


def test_tagging_a_draft_does_not_enter_it(office: Office) -> None:
    (saved,) = office.push(line(action="暂存"))
    (tagged,) = office.push(row(saved.key, 1, tags="等客户确认"))
    assert (tagged.outcome, tagged.values["stage"], tagged.values["order_no"]) == ("updated", "draft", None)


def test_tags_that_are_too_long_are_refused(office: Office) -> None:
    (long,) = office.push(line(tags="长" * 201))
    assert codes(long) == [("tags", "too_long")]
