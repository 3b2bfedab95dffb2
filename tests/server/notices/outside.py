"""The firm and the world outside it: an emulated 企业微信, a mail server, and a worker that tests run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from server.config import MailSettings, WecomSettings
from server.notices.adapters.mail import MailWay
from server.notices.adapters.wecom_api import WecomApi
from server.notices.adapters.wecom_ways import AppWay, RobotWay
from server.notices.service.delivering import deliver
from server.notices.service.routing import Ways
from tests.emulators.wecom import AGENT, CORP, ROBOT, SECRET

if TYPE_CHECKING:
    from collections.abc import Callable

    from server.notices.rules.letters import CardChange, Letter
    from server.notices.rules.outcomes import Outcome
    from tests.emulators.mail import Mail
    from tests.emulators.wecom import Wecom
    from tests.server.notices.firm import Firm

URL = "https://orders.example.cn"
TOKEN, AES_KEY = "Qh7mT2pXv9", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


@dataclass
class Outside:
    """A firm, whom it reaches, and the clock of all of them."""

    firm: Firm
    wecom: Wecom
    mail: Mail
    api: str
    mail_port: int
    ways: Ways = field(init=False)

    def __post_init__(self) -> None:
        app = AppWay(WecomApi(self.settings, clock=lambda: self.wecom.now))
        mail = MailSettings("127.0.0.1", self.mail_port, "orders@example.cn", tls="none")
        self.ways = Ways((app, MailWay(mail), RobotWay(self.settings)), URL)

    @property
    def settings(self) -> WecomSettings:
        return WecomSettings(CORP, AGENT, SECRET, TOKEN, AES_KEY, ROBOT, self.api)

    def deliver(self) -> int:
        """Run the worker once."""
        return deliver(self.firm.engine, self.ways, lambda: self.firm.now)

    def pass_seconds(self, seconds: float) -> None:
        """Move all clocks."""
        self.firm.now += dt.timedelta(seconds=seconds)
        self.wecom.now += seconds

    def on_way(self, happens: Callable[[], object]) -> None:
        """Let something happen once, while the next message is on its way."""
        pending = [happens]
        app, *others = self.ways.ways
        self.ways = replace(self.ways, ways=(_Disturbed(app, pending), *others))  # type: ignore[arg-type]


@dataclass
class _Disturbed:
    """A way on which something else happens after the first message."""

    way: AppWay
    pending: list[Callable[[], object]]
    name: str = "wecom"
    repeatable: bool = True

    def send(self, letter: Letter) -> Outcome:
        pending, self.pending = self.pending, []
        outcome = self.way.send(letter)
        for happens in pending:
            happens()
        return outcome

    def change(self, change: CardChange) -> Outcome:
        return self.way.change(change)
