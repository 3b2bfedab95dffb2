"""An event becomes one notice a person, in the transaction of the change, and nothing is told twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.session import reading, writing
from server.notices.contract import Kind
from server.notices.service.posting import post
from tests.server.notices.firm import FACTS, MORNING, NIGHT, NOON, decided, event

if TYPE_CHECKING:
    from tests.server.notices.firm import Firm


def test_everybody_of_the_role_gets_one_notice_also_who_is_named_beside_it(firm: Firm) -> None:
    firm.post(event(users=("ZHOU", "boss")))
    assert [row.person for row in firm.notices()] == ["boss", "li", "zhou"]
    assert len(firm.outbox()) == 3


def test_the_same_event_told_again_tells_nobody_again(firm: Firm) -> None:
    firm.post(event())
    firm.post(event())
    firm.post(event(), event())
    assert [row.person for row in firm.notices()] == ["li", "zhou"]
    assert len(firm.outbox()) == 2
    assert len(firm.outbox("group")) == 1


def test_who_joins_later_is_told_when_the_event_is_told_again(firm: Firm) -> None:
    firm.post(event())
    firm.post(event(users=("boss",)))
    assert [row.person for row in firm.notices()] == ["boss", "li", "zhou"]
    assert len(firm.outbox()) == 3


def test_who_is_switched_off_or_unknown_is_told_nothing(firm: Firm) -> None:
    (row,) = [row for row in firm.push_users() if row["values"]["name"] == "li"]
    firm.push(firm.token("admin"), {"key": row["key"], "rev": row["rev"], "values": {"active": "false"}})
    firm.post(event(users=("nobody",)))
    assert [row.person for row in firm.notices()] == ["zhou"]


def test_a_change_that_is_taken_back_tells_nobody(firm: Firm) -> None:
    with pytest.raises(ZeroDivisionError):
        firm.post_and(lambda: 1 / 0, event())
    assert firm.notices() == []
    assert firm.outbox() == []


def test_the_notice_says_what_it_is_about(firm: Firm) -> None:
    firm.post(event())
    told = firm.notices()[0]
    assert (told.title, told.order_no) == ("待您审批", "SO26110001")
    assert told.body == "销售主管初审，订单 SO26110001，客户 苏州明辉，金额 ¥2,820.00"


@pytest.mark.parametrize(
    ("urgent", "rule", "due"), [(False, "是", MORNING), (True, "否", MORNING), (True, "是", NIGHT)]
)
def test_at_night_nothing_is_sent_before_morning_but_the_urgent_when_the_rule_says_so(
    firm: Firm, *, urgent: bool, rule: str, due: dt.datetime
) -> None:
    firm.set_rule("加急不受免打扰限制", rule)
    firm.now = NIGHT
    firm.post(event(urgent=urgent))
    assert {row.due_at for row in firm.outbox()} == {due}
    assert len(firm.inbox("zhou")) == 1


def test_nothing_is_sent_before_the_moment_the_event_names(firm: Firm) -> None:
    later = NOON + dt.timedelta(hours=1)
    firm.post(event(not_before=later))
    assert {row.due_at for row in firm.outbox()} == {later}


def test_a_decision_settles_what_was_told_before_and_takes_it_out_of_the_outbox(firm: Firm) -> None:
    firm.post(event(), event(subject="d2"))
    firm.post(decided())
    settled = {(row.person, row.subject): row.settled for row in firm.notices()}
    assert settled == {
        ("li", "d1"): "李伟 同意",
        ("zhou", "d1"): "李伟 同意",
        ("li", "d2"): None,
        ("zhou", "d2"): None,
    }
    assert firm.states() == ["void", "void", "waiting", "waiting"]


def test_what_is_asked_and_settled_in_one_set_is_not_sent_at_all(firm: Firm) -> None:
    firm.post(event(), decided(by="规则", decision="自动通过"))
    assert {row.settled for row in firm.notices()} == {"规则 自动通过"}
    assert firm.outbox() == []


def test_what_is_withdrawn_and_asked_anew_in_one_set_stays_asked(firm: Firm) -> None:
    firm.post(event())
    firm.post(event(Kind.WITHDRAWN), event(dedupe="again"))
    assert sorted(str(row.settled) for row in firm.notices()) == ["None", "None", "无需审批", "无需审批"]


def test_handing_on_settles_it_for_those_it_waited_for(firm: Firm) -> None:
    firm.post(event())
    firm.post(event(Kind.HANDED_ON, users=("boss",), facts={**FACTS, "by": "周敏", "comment": "您定"}))
    assert {row.person: row.settled for row in firm.notices()} == {
        "boss": None,
        "li": "周敏 已转交",
        "zhou": "周敏 已转交",
    }
    assert firm.notices()[0].body.startswith("周敏 转交：您定")


def test_statements_do_not_grow_with_events(firm: Firm) -> None:
    counts = []
    for size in (2, 60):
        events = [event(subject=f"{size}-{number}") for number in range(size)]
        events += [
            decided(subject=f"{size}-{number}", dedupe=f"done {size}-{number}") for number in range(size // 2)
        ]
        ran: list[str] = []
        with writing(firm.engine) as conn:
            sa.event.listen(conn, "before_cursor_execute", lambda *given, ran=ran: ran.append(given[2]))
            post(conn, events, NOON)
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_everybody_sees_the_own_notices_alone_and_can_mark_them_read(firm: Firm) -> None:
    firm.post(event())
    (mine,) = firm.inbox("zhou")
    (theirs,) = firm.inbox("li")
    assert firm.inbox("clerk") == []
    assert (mine["values"]["state"], mine["values"]["sent"], mine["values"]["read"]) == (
        "待处理",
        "待发",
        "false",
    )
    token = firm.token("zhou")
    edits = [{"key": row["key"], "rev": 1, "values": {"read": "true"}} for row in (mine, theirs)]
    results = firm.push(token, *edits, view="notices")
    assert [result["outcome"] for result in results] == ["updated", "rejected"]
    assert [row.read for row in firm.notices()] == [False, True]
    (back,) = firm.push(token, {"key": mine["key"], "rev": 2, "values": {"read": None}}, view="notices")
    assert back["outcome"] == "updated"
    assert [row.read for row in firm.notices()] == [False, False]


def test_nobody_writes_a_notice_on_a_sheet(firm: Firm) -> None:
    firm.post(event())
    (mine,) = firm.inbox("zhou")
    token = firm.token("zhou")
    (changed,) = firm.push(token, {"key": mine["key"], "rev": 1, "values": {"body": "假的"}}, view="notices")
    (made,) = firm.push(token, {"key": firm.new_key(), "values": {"read": "true"}}, view="notices")
    assert [problem["code"] for problem in changed["problems"]] == ["not_writable"]
    assert (made["outcome"], made["problems"][0]["code"]) == ("rejected", "unknown_row")
    with reading(firm.engine) as conn:
        assert conn.execute(sa.text("SELECT count(*) FROM notices")).scalar_one() == 2
