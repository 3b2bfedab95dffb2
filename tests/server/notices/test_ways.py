"""Each way to reach people: what the other side refuses, delays or loses, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.notices.contract import Kind
from tests.emulators.wecom import Failure
from tests.server.notices.firm import FACTS, NOON, event
from tests.server.notices.test_delivering import members

if TYPE_CHECKING:
    from tests.server.notices.outside import Outside

SEND, ROBOT = "message/send", "webhook/send"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Nothing here differs between the databases."""


def test_who_is_not_in_wecom_gets_mail_and_who_has_neither_keeps_it_in_the_inbox(outside: Outside) -> None:
    outside.firm.post(event(users=("admin", "clerk"), roles=()))
    outside.deliver()
    (mail,) = outside.mail.messages
    assert (mail["To"], mail["Subject"]) == ("admin@example.com", "待您审批 SO26110001")
    assert outside.firm.states() == ["kept", "sent"]
    assert outside.firm.inbox("clerk")[0]["values"]["sent"] == "仅消息表"


def test_a_member_who_is_unknown_there_gets_mail_and_the_others_their_card(outside: Outside) -> None:
    outside.wecom.members = {"ZhouMin"}
    outside.firm.post(event())
    outside.deliver()
    assert members(outside) == ["ZhouMin"]
    assert [mail["To"] for mail in outside.mail.messages] == ["li@example.com"]
    assert outside.firm.states() == ["sent", "sent"]


def test_who_was_switched_off_since_is_sent_nothing_more(outside: Outside) -> None:
    outside.firm.post(event(users=("zhou",), roles=()))
    (row,) = [row for row in outside.firm.push_users() if row["values"]["name"] == "zhou"]
    edit = {"key": row["key"], "rev": row["rev"], "values": {"active": "false"}}
    outside.firm.push(outside.firm.token("admin"), edit)
    outside.deliver()
    assert members(outside) == []
    assert outside.firm.states() == ["void"]


def test_an_answer_that_is_ok_but_names_the_member_as_unknown_is_no_success(outside: Outside) -> None:
    outside.wecom.fail(SEND, Failure(answer={"errcode": 0, "errmsg": "ok", "invaliduser": "LiWei"}))
    outside.firm.post(event(users=("li",), roles=()))
    outside.deliver()
    assert [mail["To"] for mail in outside.mail.messages] == ["li@example.com"]


def test_what_reaches_nobody_is_told_to_administrators_and_seen_by_who_missed_it(outside: Outside) -> None:
    outside.wecom.members = set()
    outside.firm.post(event(users=("zhou",), roles=()))
    outside.deliver()
    outside.deliver()
    assert outside.firm.states() == ["dead", "sent"]
    (told,) = [row for row in outside.firm.notices() if row.kind == Kind.NOT_DELIVERED]
    assert (told.person, told.body) == ("admin", "zhou：企业微信 81013 user & party & tag all invalid")
    assert outside.firm.inbox("zhou")[0]["values"]["sent"].startswith("企业微信没有送达：企业微信 81013")


@pytest.mark.parametrize("code", [40014, 42001])
def test_a_token_that_is_refused_is_fetched_anew_and_nothing_is_lost_or_sent_twice(
    outside: Outside, code: int
) -> None:
    outside.firm.post(event(users=("zhou",), roles=()))
    outside.deliver()
    outside.wecom.fail(SEND, Failure(code=code))
    outside.firm.post(event(users=("zhou",), roles=(), subject="d2"))
    outside.deliver()
    assert members(outside) == ["ZhouMin", "ZhouMin"]
    assert outside.wecom.calls.count("gettoken") == 2


def test_a_token_that_ran_out_or_was_revoked_is_fetched_anew(outside: Outside) -> None:
    for subject in ("first", "revoked", "over"):
        if subject == "revoked":
            outside.wecom.revoke()
        if subject == "over":
            outside.pass_seconds(7_300)
        outside.firm.post(event(users=("zhou",), roles=(), subject=subject))
        outside.deliver()
    assert members(outside) == ["ZhouMin"] * 3
    assert outside.wecom.calls.count("gettoken") == 3


def test_one_token_serves_all_messages_of_its_life(outside: Outside) -> None:
    outside.firm.post(*[event(subject=f"d{number}") for number in range(5)])
    outside.deliver()
    assert outside.wecom.calls.count("gettoken") == 1


def test_what_is_told_of_many_orders_at_once_has_no_button_and_leads_to_the_list(outside: Outside) -> None:
    facts = {"order_no": "SO1、SO2、SO3 等 30 张", "amount": "99", "step": "销售主管初审"}
    outside.firm.post(event(Kind.DECISIONS_WANTED, users=("zhou",), facts=facts, rev=None))
    outside.firm.post(event(users=("zhou",), roles=(), rev=None, facts=FACTS))
    outside.deliver()
    many, one = outside.wecom.of("ZhouMin")
    assert (many.body["msgtype"], one.body["msgtype"]) == ("textcard", "textcard")
    assert many.body["textcard"]["url"] == "https://orders.example.cn/todo"
    assert "SO1、SO2、SO3 等 30 张" in many.text


def test_after_a_rate_limit_the_way_rests_for_a_minute_and_everything_arrives_once(outside: Outside) -> None:
    outside.wecom.fail(SEND, Failure(code=45009))
    outside.firm.post(event())
    outside.deliver()
    tried = outside.wecom.calls.count(SEND)
    outside.pass_seconds(59)
    outside.deliver()
    assert outside.wecom.calls.count(SEND) == tried
    outside.pass_seconds(10)
    outside.deliver()
    assert members(outside) == ["LiWei", "ZhouMin"]


def test_who_says_when_to_come_again_is_left_alone_until_then(outside: Outside) -> None:
    outside.wecom.fail(SEND, Failure(status=503, retry_after="300"))
    outside.firm.post(event(users=("zhou",), roles=()))
    outside.deliver()
    outside.pass_seconds(299)
    outside.deliver()
    assert members(outside) == []
    outside.pass_seconds(2)
    outside.deliver()
    assert members(outside) == ["ZhouMin"]


def test_failures_are_tried_again_later_each_time_and_at_last_given_up(outside: Outside) -> None:
    outside.wecom.fail(SEND, *[Failure(code=-1)] * 8)
    outside.firm.post(event(users=("zhou",), roles=()))
    gaps, last = [], NOON
    for _ in range(8):
        outside.deliver()
        (waiting,) = outside.firm.outbox()[:1]
        gaps.append((waiting.due_at - last).total_seconds() / 60)
        last = outside.firm.now = max(waiting.due_at, outside.firm.now)
    assert gaps == [1, 2, 4, 8, 16, 32, 60, 0]
    outside.deliver()
    assert members(outside) == []
    assert "dead" in outside.firm.states()


def test_a_line_that_breaks_after_an_application_message_was_sent_does_not_double_it(
    outside: Outside,
) -> None:
    outside.wecom.fail(SEND, Failure(cut="after"))
    outside.firm.post(event(users=("zhou",), roles=()))
    outside.deliver()
    outside.pass_seconds(61)
    outside.deliver()
    assert members(outside) == ["ZhouMin"]
    assert outside.firm.states() == ["sent"]


@pytest.mark.parametrize(("cut", "told"), [("before", 0), ("after", 1)])
def test_what_a_robot_may_have_said_is_not_said_again_but_shown_as_uncertain(
    outside: Outside, cut: str, told: int
) -> None:
    outside.wecom.fail(ROBOT, Failure(cut=cut))
    outside.firm.post(event())
    outside.deliver()
    outside.pass_seconds(600)
    outside.deliver()
    assert len(outside.wecom.group) == told
    assert outside.firm.states("group") == ["dead"]
    assert [row.person for row in outside.firm.notices() if row.kind == Kind.NOT_DELIVERED] == ["admin"]


def test_a_robot_that_was_not_reached_is_told_later(outside: Outside) -> None:
    outside.wecom.fail(ROBOT, Failure(code=45009))
    outside.firm.post(event())
    outside.deliver()
    outside.pass_seconds(70)
    outside.deliver()
    assert len(outside.wecom.group) == 1


def test_a_wrong_secret_shuts_the_way_is_told_once_a_day_and_heals(outside: Outside) -> None:
    outside.wecom.fail("gettoken", *[Failure(code=40001)] * 2)
    outside.firm.post(event(users=("zhou",), roles=()))
    outside.deliver()
    outside.pass_seconds(61)
    outside.deliver()
    told = [row for row in outside.firm.notices() if row.kind == Kind.NOT_DELIVERED]
    assert [row.body for row in told] == ["wecom：企业微信 40001 as planned"]
    outside.pass_seconds(130)
    outside.deliver()
    assert members(outside) == ["ZhouMin"]


def test_mail_says_what_it_is_about_and_never_carries_a_header_from_a_name(outside: Outside) -> None:
    facts = {**FACTS, "order_no": "SO1\r\nBcc: all@example.com"}
    outside.firm.post(event(users=("admin",), roles=(), facts=facts))
    outside.deliver()
    (mail,) = outside.mail.messages
    assert mail["Bcc"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "苏州明辉" in mail.get_content()


def test_mail_is_refused_tried_again_and_given_up_as_the_server_says(outside: Outside) -> None:
    outside.mail.answers = {"RCPT": ["451 later", "550 no such user"]}
    outside.firm.post(event(users=("admin",), roles=()))
    outside.deliver()
    outside.pass_seconds(61)
    outside.deliver()
    outside.deliver()
    assert [mail["Subject"] for mail in outside.mail.messages] == ["消息没有送达"]
    assert outside.firm.states() == ["dead", "sent"]
