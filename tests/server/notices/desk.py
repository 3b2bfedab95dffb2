"""A stand-in for approvals behind the port `Decide`: first decision wins, for supervisors alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask

from server.accounts.service import authenticate
from server.accounts.store import load_user
from server.db.session import reading
from server.notices.api import make_hooks
from server.notices.contract import Event, Kind, Ruling, Verdict
from server.notices.service.posting import post
from server.web import problems
from server.web.edge import EXTENSION, Edge
from tests.emulators.wecom_calls import Caller
from tests.server.notices.firm import event
from tests.server.notices.outside import AES_KEY, TOKEN

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection
    from werkzeug.test import TestResponse

    from tests.emulators.wecom import Arrived
    from tests.emulators.wecom_calls import Call
    from tests.server.notices.outside import Outside

PATH = "/api/v1/hooks/wecom"


@dataclass
class Desk:
    """The route, what calls it, and the decisions that were made."""

    outside: Outside

    def __post_init__(self) -> None:
        firm = self.outside.firm
        with firm.engine.begin() as conn:
            conn.execute(
                sa.text(
                    'CREATE TABLE rulings ("key" text PRIMARY KEY, person text, decision text, comment text)'
                )
            )
        self.caller = Caller(TOKEN, AES_KEY, self.outside.settings.corp)
        self.fails = 0
        self.raises: list[Exception] = []
        app = Flask(__name__)
        app.extensions[EXTENSION] = Edge(firm.engine, authenticate, clock=lambda: firm.now)
        problems.install(app)
        app.register_blueprint(make_hooks(self.outside.settings, self.decide))
        self.app = app

    def decide(self, conn: Connection, ruling: Ruling, now: dt.datetime) -> Verdict:
        """Decide as approvals do."""
        if self.raises:
            raise self.raises.pop()
        user = load_user(conn, ruling.user)
        if user is None or user.role != "sales_supervisor":
            return Verdict(counts=False, sentence="您的角色不能审批")
        known = conn.execute(
            sa.text('SELECT person FROM rulings WHERE "key" = :key'), {"key": ruling.key}
        ).scalar()
        if known:
            return Verdict(counts=False, sentence=f"{known} 已处理")
        row = {
            "key": ruling.key,
            "person": user.name,
            "decision": str(ruling.decision),
            "comment": ruling.comment,
        }
        conn.execute(sa.text("INSERT INTO rulings VALUES (:key, :person, :decision, :comment)"), row)
        facts = {"by": user.display_name or user.name, "decision": str(ruling.decision)}
        done = Event(kind=Kind.DECIDED, subject=ruling.key, dedupe=f"decided/{ruling.key}", facts=facts)
        post(conn, [done], now)
        if self.fails:
            self.fails -= 1
            raise OSError("the database went away")
        return Verdict(counts=True)

    @property
    def at(self) -> int:
        """Return the moment as 企业微信 writes it."""
        return int(self.outside.firm.now.timestamp())

    def send(self, call: Call, **changed: str) -> TestResponse:
        """Send a call, perhaps with something in its query changed."""
        return self.app.test_client().post(PATH, query_string=call.query | changed, data=call.body)

    def press(self, card: Arrived, button: str, *, reason: str | None = None) -> str | None:
        """Press a button, and return what it shows then."""
        answer = self.send(self.caller.press(card, button, at=self.at, reason=reason))
        assert answer.status_code == 200, answer.text
        return self.caller.shown(answer.data)

    def card(self, member: str, **about: Any) -> Arrived:
        """Return the card that a member gets about a decision."""
        self.outside.firm.post(event(**about))
        self.outside.deliver()
        return self.outside.wecom.of(member)[-1]

    def rulings(self) -> list[tuple[str | None, ...]]:
        """Return the decisions that were made."""
        with reading(self.outside.firm.engine) as conn:
            return [tuple(row) for row in conn.execute(sa.text("SELECT * FROM rulings ORDER BY 1"))]
