"""Whoever lets a decision lie is reminded at its limit, the superior at twice it: once, in working hours."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from server.db.session import writing
from server.notices.contract import OpenStep
from server.notices.jobs import stalls
from tests.server.notices.firm import FACTS
from tests.server.notices.firm import decided as decided_event

if TYPE_CHECKING:
    from tests.server.notices.firm import Firm
    from tests.server.notices.outside import Outside

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
MINUTE = dt.timedelta(minutes=1)


def at(text: str) -> dt.datetime:
    """Return a moment of Shanghai."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def step(since: str, **changed: Any) -> OpenStep:
    """Return a decision that waits for zhou, whose superior is boss."""
    usual: dict[str, Any] = {
        "key": "d1",
        "since": at(since),
        "limit_hours": 4,
        "users": ("zhou",),
        "superiors": ("boss",),
        "facts": {**FACTS, "history": "小陈 11-24 录入；周敏 未处理"},
    }
    return OpenStep(**{**usual, **changed})


def run(firm: Firm, moment: dt.datetime, *steps: OpenStep) -> list[tuple[str, str]]:
    """Run the clock, and return who has been told what so far."""
    firm.now = moment
    with writing(firm.engine) as conn:
        stalls(lambda _conn, _now: steps).run(conn, moment)
    return sorted((row.person, row.kind) for row in firm.notices())


# Segments of a working day: 8–12 and 13–17. 2026-11-24 is a Tuesday; 2026-10-01 to 07 are free by law,
# Saturday 2026-10-10 is worked in exchange.
@pytest.mark.parametrize(
    ("since", "reminded", "escalated"),
    [
        ("2026-11-24T08:00", "2026-11-24T12:00", "2026-11-24T17:00"),
        ("2026-11-24T10:30", "2026-11-24T15:30", "2026-11-25T10:30"),
        ("2026-11-24T12:30", "2026-11-24T17:00", "2026-11-25T12:00"),
        ("2026-11-24T16:59", "2026-11-25T11:59", "2026-11-25T16:59"),
        ("2026-11-24T23:00", "2026-11-25T12:00", "2026-11-25T17:00"),
        ("2026-11-27T15:00", "2026-11-30T10:00", "2026-11-30T15:00"),  # over a weekend
        ("2026-09-30T16:00", "2026-10-08T11:00", "2026-10-08T16:00"),  # over the holidays
        ("2026-10-09T16:00", "2026-10-10T11:00", "2026-10-10T16:00"),  # into a Saturday that is worked
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reminder_comes_exactly_at_the_limit_and_the_superior_exactly_at_twice_that(
    firm: Firm, since: str, reminded: str, escalated: str
) -> None:
    waits = step(since)
    assert run(firm, at(reminded) - MINUTE, waits) == []
    assert run(firm, at(reminded), waits) == [("zhou", "reminder")]
    assert run(firm, at(escalated) - MINUTE, waits) == [("zhou", "reminder")]
    assert run(firm, at(escalated), waits) == [("boss", "escalated"), ("zhou", "reminder")]


def test_each_is_told_once_however_often_the_clock_runs(firm: Firm) -> None:
    waits = step("2026-11-24T08:00")
    for hour in range(10):
        told = run(firm, at("2026-11-24T17:00") + dt.timedelta(hours=hour), waits)
    assert told == [("boss", "escalated"), ("zhou", "reminder")]
    assert len(firm.outbox()) == 2


def test_a_step_that_was_opened_anew_has_a_clock_of_its_own(firm: Firm) -> None:
    run(firm, at("2026-11-24T12:00"), step("2026-11-24T08:00"))
    told = run(firm, at("2026-11-25T12:00"), step("2026-11-25T08:00"))
    assert told == [("zhou", "reminder")] * 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_limits_differ_by_step_and_none_means_none(firm: Firm) -> None:
    quick, never = (
        step("2026-11-24T08:00", limit_hours=0.5),
        step("2026-11-24T08:00", key="d2", limit_hours=0),
    )
    assert run(firm, at("2026-11-24T08:29"), quick, never) == []
    assert run(firm, at("2026-11-24T08:30"), quick, never) == [("zhou", "reminder")]
    assert run(firm, at("2026-11-24T09:00"), quick, never) == [("boss", "escalated"), ("zhou", "reminder")]
    assert "已等 0.5 个工作小时" in firm.notices()[1].body


def test_the_superior_hears_whom_it_waits_for_and_what_was_done_so_far(firm: Firm) -> None:
    run(firm, at("2026-11-24T17:00"), step("2026-11-24T08:00"))
    body = firm.notices()[0].body
    assert body.startswith("zhou 已 8 个工作小时没有处理。小陈 11-24 录入；周敏 未处理，订单 SO26110001")


def test_what_ran_out_while_the_worker_slept_is_sent_in_the_morning(outside: Outside) -> None:
    run(outside.firm, at("2026-11-24T23:30"), step("2026-11-24T08:00"))
    outside.deliver()
    assert outside.wecom.arrived == []
    outside.firm.now = at("2026-11-25T08:00")
    outside.deliver()
    assert sorted(message.member for message in outside.wecom.arrived) == ["Boss", "ZhouMin"]


def test_a_decision_settles_reminder_and_escalation_too(firm: Firm) -> None:
    run(firm, at("2026-11-24T17:00"), step("2026-11-24T08:00"))
    firm.post(decided_event())
    assert {row.settled for row in firm.notices()} == {"李伟 同意"}
    assert firm.states() == ["void", "void"]
