"""People who are told something, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.db.keys import new_key
from server.db.session import reading, writing
from server.notices.contract import Event, Kind
from server.notices.models import DELIVERIES, NOTICES
from server.notices.service.posting import post
from tests.server.accounts.people import House

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOON = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
"""A Tuesday, noon in Shanghai."""
NIGHT = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
"""The same day, 23:00."""
MORNING = dt.datetime(2026, 11, 25, 0, 0, tzinfo=dt.UTC)
"""The next day, 8:00: quiet hours are over."""
FACTS = {"order_no": "SO26110001", "customer": "苏州明辉", "amount": "2820.00", "step": "销售主管初审"}


def event(kind: Kind = Kind.DECISION_WANTED, **changed: Any) -> Event:
    """Return an event about the decision `d1`, wanted of all supervisors."""
    usual: dict[str, Any] = {
        "kind": kind,
        "subject": "d1",
        "dedupe": f"{kind}/{changed.get('subject', 'd1')}",
        "roles": ("sales_supervisor",) if kind is Kind.DECISION_WANTED else (),
        "facts": FACTS,
        "rev": 1,
    }
    return Event(**{**usual, **changed})


def decided(by: str = "李伟", decision: str = "同意", **changed: Any) -> Event:
    """Return the event that somebody decided `d1`."""
    return event(Kind.DECIDED, facts={**FACTS, "by": by, "decision": decision}, **changed)


@dataclass
class Firm(House):
    """A server, its people, and its tables."""

    now: dt.datetime = NOON

    def post(self, *events: Event) -> None:
        """Tell of events in one transaction."""
        with writing(self.engine) as conn:
            post(conn, events, self.now)

    def post_and(self, then: Callable[[], object], *events: Event) -> None:
        """Tell of events, and do something else in the same transaction."""
        with writing(self.engine) as conn:
            post(conn, events, self.now)
            then()

    def push_users(self) -> list[dict[str, Any]]:
        """Return the rows of the sheet of users."""
        return self._pull("users", "admin")

    def set_rule(self, name: str, value: str) -> None:
        """Change a rule on its sheet."""
        (row,) = [row for row in self._pull("rules", "admin") if row["values"]["name"] == name]
        edit = {"key": row["key"], "rev": row["rev"], "values": {"value": value}}
        (result,) = self.push(self.token("admin"), edit, view="rules")
        assert result["outcome"] in {"updated", "unchanged"}

    @staticmethod
    def new_key() -> str:
        """Return a key that no row has."""
        return new_key()

    def notices(self) -> Sequence[Any]:
        """Return all notices, by person."""
        return self._all(sa.select(NOTICES).order_by(NOTICES.c.person, NOTICES.c.at, NOTICES.c.key))

    def outbox(self, purpose: str = "tell") -> Sequence[Any]:
        """Return what is in the outbox for a purpose, in the order it came in."""
        chosen = sa.select(DELIVERIES).where(DELIVERIES.c.purpose == purpose)
        return self._all(chosen.order_by(DELIVERIES.c.due_at, DELIVERIES.c.key))

    def states(self, purpose: str = "tell") -> list[str]:
        """Return how the outbox stands for a purpose, sorted."""
        return sorted(row.state for row in self.outbox(purpose))

    def inbox(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of the inbox as somebody sees it."""
        return self._pull("notices", name)

    def _pull(self, view: str, name: str) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.token(name)}"}
        answer = self.client.post(f"/api/v1/views/{view}/sync", json={"cursor": None}, headers=headers)
        assert answer.status_code == 200, answer.text
        return list(answer.get_json()["changes"])

    def _all(self, chosen: sa.Select[Any]) -> Sequence[Any]:
        with reading(self.engine) as conn:
            return conn.execute(chosen).all()
