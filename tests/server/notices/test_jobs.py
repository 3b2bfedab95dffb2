"""Periodic work: the past is forgotten, a restored backup sends nothing that was sent already."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from server.config import Config, MailSettings, WecomSettings
from server.db.session import reading, writing
from server.notices.adapters.chosen import ways_of
from server.notices.jobs import KEPT, drop_unsent, jobs, purge
from server.notices.store.outbox import count_states
from server.web.edge import system_clock
from server.worker import SHANGHAI, run_job
from tests.server.notices.firm import NOON, event
from tests.server.notices.test_delivering import members

if TYPE_CHECKING:
    from tests.server.notices.outside import Outside

WECOM = WecomSettings("ww0", 1, "secret", robot="key")
MAIL = MailSettings("mail.example.cn", 587, "orders@example.cn")


def test_after_a_restore_nothing_is_sent_that_waited_when_the_backup_was_made(outside: Outside) -> None:
    outside.firm.post(event())
    with writing(outside.firm.engine) as conn:
        drop_unsent(conn, NOON, outside.firm.now)
    outside.deliver()
    assert members(outside) == []
    assert outside.firm.inbox("zhou")[0]["values"]["sent"] == "不再发"
    outside.firm.post(event(subject="d2"))
    outside.deliver()
    assert members(outside) == ["LiWei", "ZhouMin"]


def test_what_was_sent_long_ago_is_forgotten_and_what_waits_is_kept(outside: Outside) -> None:
    outside.firm.post(event(users=("zhou",), roles=()))
    outside.deliver()
    outside.firm.post(event(users=("zhou",), roles=(), subject="d2"))
    with writing(outside.firm.engine) as conn:
        assert purge(conn, NOON + KEPT) == 0
        assert purge(conn, NOON + KEPT + dt.timedelta(seconds=1)) == 2
    assert outside.firm.states() == ["waiting"]
    assert len(outside.firm.notices()) == 2


def test_the_outbox_is_counted_by_state(outside: Outside) -> None:
    outside.firm.post(event())
    with reading(outside.firm.engine) as conn:
        counted = count_states(conn, NOON)
    assert (counted["waiting"], counted["dead"]) == (3, 0)


def test_ways_are_those_that_are_set_up() -> None:
    def names(**settings: object) -> list[str]:
        return [way.name for way in ways_of(Config(Path("unused"), "unused", **settings))]  # type: ignore[arg-type]

    assert names() == []
    assert names(wecom=WECOM, mail=MAIL) == ["wecom", "mail", "robot"]
    assert names(mail=MAIL) == ["mail"]
    assert names(wecom=WecomSettings(robot="key")) == ["robot"]


def test_the_worker_sends_every_minute_and_of_two_workers_one(outside: Outside) -> None:
    away = system_clock().astimezone(SHANGHAI) + dt.timedelta(hours=12)
    outside.firm.set_rule("免打扰时段", f"{away:%H:%M}-{away + dt.timedelta(minutes=1):%H:%M}")
    outside.firm.post(event())
    (deliver, _) = jobs(Config(Path("unused"), "unused", wecom=outside.settings))
    assert deliver.schedule == "* * * * *"
    now = system_clock()
    assert [run_job(outside.firm.engine, deliver, now=now) for _ in range(2)] == [True, False]
    assert members(outside) == ["LiWei", "ZhouMin"]
    assert run_job(outside.firm.engine, deliver, now=now + dt.timedelta(minutes=1))
    assert members(outside) == ["LiWei", "ZhouMin"]
