"""From the clerk's row to decisions on cards: approvals, outbox and 企业微信 as the server joins them."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from server import wiring
from server.app import create_app
from server.config import WecomSettings
from server.db.session import reading, writing
from server.integrity.service import check
from server.notices.adapters.chosen import ways_of
from server.notices.service.delivering import deliver
from server.notices.service.routing import Ways
from server.web.edge import system_clock
from tests.e2e.protocol.api import edit_of
from tests.e2e.protocol.seeds import SHANGHAI
from tests.emulators.wecom import AGENT, CORP, ROBOT, SECRET, Wecom
from tests.emulators.wecom import serving as serve_wecom
from tests.emulators.wecom_calls import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.config import Config
    from tests.e2e.protocol.conftest import Firm
    from tests.server.desk.browsing import Office

TOKEN, AES_KEY = "Qh7mT2pXv9", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
MEMBERS = {
    "supervisor": "ZhouMin",
    "maker": "WangJun",
    "finance": "QianLi",
    "boss": "Boss",
    "clerk": "XiaoChen",
}


@dataclass
class Connected:
    """The office with everybody in 企业微信."""

    office: Office
    wecom: Wecom
    config: Config
    runs: int = 0
    days: int = 1

    def __post_init__(self) -> None:
        self.app = create_app(self.config, self.office.firm.engine)
        self.ways = Ways(ways_of(self.config), self.config.url)
        self.caller = Caller(TOKEN, AES_KEY, CORP)

    def deliver(self) -> None:
        """Run the worker around noon of a day to come: whenever tests run, these are no quiet hours."""
        self.runs += 1
        self.wecom.now += 120
        day = dt.datetime.now(SHANGHAI).date() + dt.timedelta(days=self.days)
        at = dt.datetime.combine(day, dt.time(12), SHANGHAI) + dt.timedelta(minutes=2 * self.runs)
        deliver(self.office.firm.engine, self.ways, lambda: at)

    def press(self, name: str, button: str, *, reason: str | None = None) -> str | None:
        """Press a button on the newest card of somebody."""
        self.deliver()
        card = [message for message in self.wecom.of(MEMBERS[name]) if message.card][-1]
        call = self.caller.press(card, button, at=int(system_clock().timestamp()), reason=reason)
        client = self.app.test_client()
        answer = client.post("/api/v1/hooks/wecom", query_string=call.query, data=call.body)
        assert answer.status_code == 200, answer.text
        return self.caller.shown(answer.data)

    def texts(self, name: str) -> str:
        """Return all that somebody got."""
        self.deliver()
        return "\n".join(message.text for message in self.wecom.of(MEMBERS[name]))


@pytest.fixture
def connected(office: Office) -> Iterator[Connected]:
    """Return the office with everybody in an emulated 企业微信."""
    firm: Firm = office.firm
    for row in firm.admin.pull("users").changes.values():
        member = MEMBERS.get(row["values"]["name"])
        if member:
            firm.admin.push(
                {"key": row["key"], "rev": row["rev"], "values": {"wecom_id": member}}, view="users"
            )
    wecom = Wecom(members=set(MEMBERS.values()))
    with contextmanager(serve_wecom)(wecom) as api:
        settings = WecomSettings(CORP, AGENT, SECRET, TOKEN, AES_KEY, ROBOT, api)
        yield Connected(office, wecom, replace(firm.config, wecom=settings, url="https://orders.example.cn"))


def test_an_order_is_approved_on_three_cards_and_its_clerk_hears_of_it(connected: Connected) -> None:
    made = connected.office.order()
    for name in ("supervisor", "maker", "finance"):
        assert connected.press(name, "同意") == "已同意"
    assert connected.office.status(made) == "已审核"
    assert "订单已审核" in connected.texts("clerk")
    buttons = {message.member: message.button for message in connected.wecom.arrived if message.card}
    assert buttons == {"ZhouMin": "supervisor 同意", "WangJun": "生产王 同意", "QianLi": "finance 同意"}
    with reading(connected.office.firm.engine) as conn:
        assert list(check(conn, wiring.REGISTRY.views)) == []


@pytest.mark.parametrize("firm", ["sqlite"], indirect=True)
def test_a_rejection_on_a_card_reaches_the_clerk_with_its_reason(connected: Connected) -> None:
    made = connected.office.order()
    assert connected.press("supervisor", "驳回", reason="terms") == "已驳回"
    assert connected.office.status(made) == "已驳回"
    assert "付款方式不合适" in connected.texts("clerk")


@pytest.mark.parametrize("firm", ["sqlite"], indirect=True)
def test_a_card_about_an_order_that_was_changed_since_decides_nothing(connected: Connected) -> None:
    made = connected.office.order()
    connected.deliver()
    connected.office.firm.clerk.push(edit_of(made, quantity="999"))
    connected.press("supervisor", "同意")
    assert connected.office.status(made) == "待审核"
    assert "没有办成" in connected.texts("supervisor")


@pytest.mark.parametrize("firm", ["sqlite"], indirect=True)
def test_what_was_decided_on_the_sheet_takes_the_buttons_off_the_card(connected: Connected) -> None:
    connected.office.order()
    connected.deliver()
    visitor = connected.office.at("supervisor")
    visitor.send(visitor.form("approve"))
    assert connected.press("supervisor", "驳回", reason="price") == "supervisor 同意"


def test_who_lets_a_decision_lie_is_reminded_and_the_superior_may_decide(connected: Connected) -> None:
    made = connected.office.order()
    (stalls,) = [job for job in wiring.JOBS if job.name == "notices.stalls"]
    with writing(connected.office.firm.engine) as conn:
        stalls.run(conn, system_clock() + dt.timedelta(days=21))
    connected.days = 23
    assert "审批超时提醒" in connected.texts("supervisor")
    assert "下属审批超时" in connected.texts("boss")
    assert made["values"]["order_no"] in connected.texts("boss")
