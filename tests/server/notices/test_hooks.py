"""A button pressed on a card is one decision of the person who pressed it, however often it is told."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest

from server.errors import ForbiddenError, UnavailableError
from tests.emulators.wecom_calls import Call, Caller
from tests.server.notices.desk import PATH
from tests.server.notices.outside import AES_KEY, TOKEN

if TYPE_CHECKING:
    from tests.server.notices.desk import Desk

ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def refused(desk: Desk, name: str) -> list[str]:
    """Return what somebody was told about decisions of his that did not count."""
    return [
        row.body for row in desk.outside.firm.notices() if row.kind == "ruling_refused" and row.person == name
    ]


def test_approving_on_a_card_decides_and_shows_it_on_every_card(desk: Desk) -> None:
    card = desk.card("ZhouMin")
    assert desk.press(card, "同意") == "已同意"
    assert desk.rulings() == [("d1", "zhou", "同意", None)]
    desk.outside.deliver()
    shown = {message.member: message.button for message in desk.outside.wecom.arrived}
    assert shown == {"ZhouMin": "周敏 同意", "LiWei": "周敏 同意"}


def test_rejecting_on_a_card_takes_the_reason_that_was_chosen(desk: Desk) -> None:
    assert desk.press(desk.card("ZhouMin"), "驳回", reason="date") == "已驳回"
    assert desk.rulings() == [("d1", "zhou", "驳回", "交期做不到")]


@ONE
@pytest.mark.parametrize("reason", [None, "else"])
def test_rejecting_without_a_reason_decides_nothing_and_says_so(desk: Desk, reason: str | None) -> None:
    card = desk.card("ZhouMin")
    assert desk.press(card, "驳回", reason=reason) is None
    assert desk.rulings() == []
    assert refused(desk, "zhou") == ["没有驳回：请先在卡片上选驳回原因，或者打开页面填写原因"]
    desk.outside.pass_seconds(5)
    assert desk.press(card, "驳回", reason="price") == "已驳回"


def test_the_same_press_told_again_is_answered_the_same_and_decided_once(desk: Desk) -> None:
    call = desk.caller.press(desk.card("ZhouMin"), "同意", at=desk.at)
    answers = [desk.caller.shown(desk.send(call).data) for _ in range(3)]
    assert answers == ["已同意"] * 3
    assert len(desk.rulings()) == 1
    assert refused(desk, "zhou") == []


def test_the_same_press_told_three_times_at_once_is_decided_once(desk: Desk) -> None:
    call = desk.caller.press(desk.card("ZhouMin"), "同意", at=desk.at)
    answers: list[str | None] = []
    tellers = [
        threading.Thread(target=lambda: answers.append(desk.caller.shown(desk.send(call).data)))
        for _ in range(3)
    ]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    assert answers == ["已同意"] * 3
    assert len(desk.rulings()) == 1


def test_of_two_who_press_the_first_decides_and_the_other_is_shown_who(desk: Desk) -> None:
    desk.card("ZhouMin")
    (zhou,), (li,) = desk.outside.wecom.of("ZhouMin"), desk.outside.wecom.of("LiWei")
    assert desk.press(li, "同意") == "已同意"
    assert desk.press(zhou, "驳回", reason="price") == "李伟 同意"
    assert desk.rulings() == [("d1", "li", "同意", None)]
    assert refused(desk, "zhou") == []


@ONE
def test_a_press_that_comes_late_after_it_was_decided_elsewhere_shows_how(desk: Desk) -> None:
    card = desk.card("ZhouMin")
    call = desk.caller.press(card, "同意", at=desk.at)
    desk.press(desk.outside.wecom.of("LiWei")[0], "驳回", reason="owed")
    desk.outside.pass_seconds(540)
    assert desk.caller.shown(desk.send(call).data) == "李伟 驳回"
    assert len(desk.rulings()) == 1


def test_a_press_whose_decision_failed_is_told_again_and_decided_then(desk: Desk) -> None:
    call = desk.caller.press(desk.card("ZhouMin"), "同意", at=desk.at)
    desk.fails = 1
    assert desk.send(call).status_code == 500
    assert desk.rulings() == []
    assert desk.caller.shown(desk.send(call).data) == "已同意"
    assert desk.rulings() == [("d1", "zhou", "同意", None)]


@ONE
def test_what_the_use_case_refuses_as_a_whole_is_told_and_what_it_cannot_do_now_is_done_when_told_again(
    desk: Desk,
) -> None:
    card = desk.card("ZhouMin")
    desk.raises = [ForbiddenError("不许")]
    assert desk.press(card, "同意") is None
    assert refused(desk, "zhou") == ["不许"]
    desk.outside.pass_seconds(5)
    call = desk.caller.press(card, "同意", at=desk.at)
    desk.raises = [UnavailableError()]
    assert desk.send(call).status_code == 503
    assert desk.caller.shown(desk.send(call).data) == "已同意"


@ONE
def test_who_may_not_decide_on_the_sheet_may_not_on_a_card(desk: Desk) -> None:
    card = desk.card("Boss", users=("boss",), roles=())
    assert desk.press(card, "同意") is None
    assert desk.rulings() == []
    assert refused(desk, "boss") == ["您的角色不能审批"]


@ONE
def test_a_member_who_is_no_user_decides_nothing(desk: Desk) -> None:
    card = desk.card("ZhouMin")
    call = desk.caller.event("Stranger", "approve:1", task=card.card["task_id"], at=desk.at)
    assert "没有对应的用户" in str(desk.caller.shown(desk.send(call).data))
    assert desk.rulings() == []


@ONE
@pytest.mark.parametrize(("task", "key"), [("nothing", "approve:1"), (None, "pay:1"), (None, "approve:x")])
def test_a_card_or_button_that_is_none_of_ours_decides_nothing(
    desk: Desk, task: str | None, key: str
) -> None:
    card = desk.card("ZhouMin")
    call = desk.caller.event("ZhouMin", key, task=task or card.card["task_id"], at=desk.at)
    assert desk.caller.shown(desk.send(call).data) == "卡片已失效"
    assert desk.rulings() == []


@ONE
@pytest.mark.parametrize(
    "changed",
    [
        {"msg_signature": "0" * 40},
        {"nonce": "1"},
        {"timestamp": "1793692801"},
        {"msg_signature": ""},
        {"timestamp": ""},
    ],
    ids=str,
)
def test_a_call_with_a_wrong_signature_decides_nothing(desk: Desk, changed: dict[str, str]) -> None:
    call = desk.caller.press(desk.card("ZhouMin"), "同意", at=desk.at)
    assert desk.send(call, **changed).status_code == 403
    assert desk.rulings() == []


@ONE
@pytest.mark.parametrize("seconds", [-601, 601])
def test_a_call_signed_too_long_ago_or_ahead_of_our_clock_is_not_taken(desk: Desk, seconds: int) -> None:
    call = desk.caller.press(desk.card("ZhouMin"), "同意", at=desk.at + seconds)
    assert desk.send(call).status_code == 403
    assert desk.rulings() == []


@ONE
def test_a_call_for_another_firm_is_refused_although_its_signature_is_right(desk: Desk) -> None:
    call = desk.caller.call("<xml><Event>template_card_event</Event></xml>", at=desk.at, corp="ww0")
    assert desk.send(call).status_code == 403


@ONE
@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]><xml><Event>&a;</Event></xml>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>',
        "<xml>" + "<a>" * 50 + "</a>" * 50 + "</xml>",
        "<xml>" + "<a></a>" * 500 + "</xml>",
        "<xml><Event>template_card_event</Event></xml>",
        "<xml",
        "",
    ],
)
def test_xml_that_is_none_of_ours_is_refused_sealed_or_not(desk: Desk, text: str) -> None:
    assert desk.send(desk.caller.call(text, at=desk.at)).status_code == 400
    assert desk.send(Call(desk.caller.call("x", at=desk.at).query, text.encode())).status_code == 400


@ONE
def test_an_event_of_another_kind_is_taken_and_changes_nothing(desk: Desk) -> None:
    call = desk.caller.call("<xml><MsgType>event</MsgType><Event>enter_agent</Event></xml>", at=desk.at)
    answer = desk.send(call)
    assert (answer.status_code, answer.data) == (200, b"")


@ONE
def test_a_body_larger_than_any_call_is_refused_unread(desk: Desk) -> None:
    call = desk.caller.call("x" * 70_000, at=desk.at)
    assert desk.send(call).status_code == 413


@ONE
@pytest.mark.parametrize("plus", ["+", "%2B"])
def test_the_check_of_the_address_is_answered_with_the_text_alone(desk: Desk, plus: str) -> None:
    query = desk.caller.check("4821907731550264913", at=desk.at)
    while "+" not in query["echostr"]:
        query = desk.caller.check("4821907731550264913", at=desk.at)
    asked = "&".join(f"{name}={text.replace('+', plus)}" for name, text in query.items())
    answer = desk.app.test_client().get(f"{PATH}?{asked}")
    assert (answer.status_code, answer.data) == (200, b"4821907731550264913")
    forged = Caller("other", AES_KEY, desk.caller.corp).check("1", at=desk.at)
    assert desk.app.test_client().get(PATH, query_string=forged).status_code == 403


@ONE
def test_a_card_told_of_by_a_press_of_yesterday_is_still_changed_with_the_newest_code(desk: Desk) -> None:
    card = desk.card("Boss", users=("boss",), roles=())
    desk.press(card, "同意")
    first = desk.outside.firm.outbox()[0].code
    desk.outside.firm.now += dt.timedelta(seconds=30)
    desk.press(card, "同意")
    assert desk.outside.firm.outbox()[0].code != first
    assert TOKEN not in str(desk.outside.firm.outbox())
