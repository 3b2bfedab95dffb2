"""What is in the outbox reaches people once, whatever the other side and our own workers do."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest

from server.db.session import writing
from server.notices.service.delivering import claim, deliver
from tests.server.notices.firm import FACTS, MORNING, NIGHT, decided, event

if TYPE_CHECKING:
    from tests.server.notices.outside import Outside

SEND, ROBOT = "message/send", "webhook/send"


def members(outside: Outside) -> list[str]:
    """Return who got a message, in order."""
    return sorted(message.member for message in outside.wecom.arrived)


def test_everybody_asked_gets_a_card_once_and_the_group_is_told_once(outside: Outside) -> None:
    outside.firm.post(event())
    outside.deliver()
    outside.deliver()
    assert members(outside) == ["LiWei", "ZhouMin"]
    assert len(outside.wecom.group) == 1
    assert outside.firm.states() == ["sent", "sent"]
    (card,) = [message.card for message in outside.wecom.of("ZhouMin")]
    assert [button["text"] for button in card["button_list"]] == ["同意", "驳回", "查看"]
    assert card["button_list"][2]["url"] == "https://orders.example.cn/orders/SO26110001"


@pytest.mark.parametrize("sliding", [True, False])
def test_a_group_gets_at_most_twenty_messages_a_minute_the_excess_as_one_digest(
    outside: Outside, *, sliding: bool
) -> None:
    outside.wecom.sliding = sliding
    outside.firm.post(
        *[
            event(subject=f"d{number}", roles=(), facts={**FACTS, "order_no": f"SO{number}"})
            for number in range(50)
        ]
    )
    outside.deliver()
    assert len(outside.wecom.group) == 20
    assert outside.wecom.group[-1].startswith("**还有 31 条消息**")
    assert ROBOT in outside.wecom.calls
    outside.firm.post(event(subject="later", roles=()))
    outside.pass_seconds(30)
    outside.deliver()
    assert len(outside.wecom.group) == 20
    outside.pass_seconds(36)
    outside.deliver()
    assert len(outside.wecom.group) == 21
    assert set(outside.firm.states("group")) == {"sent"}


def test_at_night_nothing_leaves_and_in_the_morning_everything_does(outside: Outside) -> None:
    outside.firm.post(event())
    outside.firm.now = NIGHT  # the worker had not come to it before
    outside.deliver()
    assert members(outside) == []
    outside.firm.now = MORNING - dt.timedelta(seconds=1)
    outside.deliver()
    assert members(outside) == []
    outside.firm.now = MORNING
    outside.deliver()
    assert members(outside) == ["LiWei", "ZhouMin"]


def test_what_is_decided_before_it_was_sent_is_not_sent(outside: Outside) -> None:
    outside.firm.post(event())
    outside.firm.post(decided())
    outside.deliver()
    assert members(outside) == []


def test_cards_that_were_sent_show_who_decided_and_lose_their_buttons(outside: Outside) -> None:
    outside.firm.post(event())
    outside.deliver()
    outside.firm.post(decided(by="李伟"))
    outside.deliver()
    outside.deliver()
    assert {message.member: message.button for message in outside.wecom.arrived} == {
        "LiWei": "李伟 同意",
        "ZhouMin": "李伟 同意",
    }
    assert outside.wecom.calls.count("message/update_template_card") == 2


def test_what_is_decided_while_its_card_is_on_the_way_is_shown_on_it(outside: Outside) -> None:
    outside.firm.post(event(users=("zhou",), roles=()))
    outside.on_way(lambda: outside.firm.post(decided()))
    outside.deliver()
    outside.deliver()
    assert [message.button for message in outside.wecom.of("ZhouMin")] == ["李伟 同意"]


def test_two_workers_at_once_send_everything_once(outside: Outside) -> None:
    outside.firm.post(*[event(subject=f"d{number}") for number in range(12)])
    workers = [threading.Thread(target=outside.deliver) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    tasks = [message.card["task_id"] for message in outside.wecom.arrived]
    assert len(tasks) == len(set(tasks)) == 24
    assert len(outside.wecom.group) == 12


def test_what_a_worker_that_died_had_claimed_is_sent_once_where_that_is_safe_and_shown_where_not(
    outside: Outside,
) -> None:
    outside.firm.post(event(users=("zhou",), roles=()))
    with writing(outside.firm.engine) as conn:
        claim(conn, outside.ways, now=outside.firm.now)
    outside.pass_seconds(299)
    outside.deliver()
    assert members(outside) == []
    outside.pass_seconds(2)
    outside.deliver()
    outside.pass_seconds(120)
    outside.deliver()
    assert members(outside) == ["ZhouMin"]
    assert outside.firm.states("group") == ["dead"]


def test_a_worker_that_wakes_after_its_lease_changes_nothing_of_what_another_did(outside: Outside) -> None:
    outside.firm.post(event(users=("zhou",), roles=()))
    accounted: list[Any] = []

    def sleep_on() -> None:
        outside.pass_seconds(400)
        deliver(outside.firm.engine, outside.ways, lambda: outside.firm.now)
        outside.pass_seconds(120)
        deliver(outside.firm.engine, outside.ways, lambda: outside.firm.now)
        accounted.extend(outside.firm.outbox())

    outside.on_way(sleep_on)
    outside.deliver()
    assert members(outside) == ["ZhouMin"]
    assert accounted[0].state == "sent"
    assert outside.firm.outbox() == accounted
