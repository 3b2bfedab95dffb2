"""A house with people of every role on a new database: orders are entered, and decided over views."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from server.accounts import views as accounts_views
from server.approvals import store
from server.approvals import views as approvals_views
from server.approvals.models import STEPS
from server.approvals.ports import Ports
from server.approvals.service.following import follow, phases
from server.approvals.service.seeding import seed
from server.db.session import reading, writing
from server.masterdata import service as masterdata
from server.masterdata.views import VIEWS
from server.orders.models import ORDERS
from server.orders.service import hold_released
from server.orders.service.followers import Follower
from server.orders.views import OrdersView
from server.stock.views import views as stock_views
from server.views.access import Registry
from server.views.contract import Actor, Rights
from server.views.service import Asked, rehearse, sync
from server.views.transactions import in_writing
from server.views.undo import undo
from sync.protocol.messages import RowIn, SyncRequest, SyncResponse
from sync.rows.keys import new_key
from tests.server.orders.office import ADMIN, MASTER_DATA, NOW, Office, Press, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from server.notices.contract import Event
    from sync.protocol.messages import Change, RowResult

PEOPLE = (
    ("lina", "李娜", "clerk", "zhou"),
    ("zhou", "周敏", "sales_supervisor", "boss"),
    ("wu", "吴刚", "sales_supervisor", "boss"),
    ("sun", "孙建", "production_manager", "boss"),
    ("zhao", "赵丽", "finance", "boss"),
    ("boss", "刘强", "manager", None),
)
BY_NAME = {name: Actor(name, role) for name, _, role, _ in PEOPLE}
CLERK = BY_NAME["lina"]
ROUTE = ("zhou", "sun", "zhao")


@dataclass
class Board:
    """The house: an order office, its people, and the events that were told."""

    office: Office
    clock: list[dt.datetime]
    events: list[Event] = field(default_factory=list)

    @property
    def engine(self) -> Engine:
        return self.office.engine

    def enter(self, *rows: RowIn, by: str = "lina") -> list[RowResult]:
        """Send order lines as somebody, a minute after what was before."""
        self.later(minutes=1)
        return self.office.push(*rows, press=Press(actor=BY_NAME[by], at=self.clock[0]))

    def order(self, by: str = "lina", **values: str | None) -> str:
        """Enter an order of one line and return its key."""
        (result,) = self.enter(line(**values), by=by)
        assert result.outcome in {"created", "held"}, result.problems
        return result.key

    def edit(self, key: str, by: str = "lina", **values: str | None) -> RowResult:
        """Edit a line as it is stored."""
        (result,) = self.enter(RowIn(key, values, self.rev("order_lines", key)), by=by)
        return result

    def rev(self, table: str, key: str) -> int:
        """Return the stored revision of a row."""
        with reading(self.engine) as conn:
            statement = sa.text(f"SELECT rev FROM {table} WHERE key = :key")  # noqa: S608
            return int(conn.execute(statement, {"key": key}).scalar_one())

    def sync(self, view: str, rows: list[RowIn], *, by: str, **options: Any) -> SyncResponse:
        """Send rows of a view as somebody, a minute after what was before."""
        self.later(minutes=1)
        access = self.office.registry.open(view, BY_NAME.get(by, ADMIN))
        self.office.last = options.setdefault("submission", new_key())
        request = SyncRequest(request_id=new_key(), rows=rows, **options)
        asked = Asked(request, access, self.clock[0])
        answer = in_writing(self.engine, lambda conn: sync(conn, asked))
        return msgspec.json.decode(answer, type=SyncResponse)

    def rehearse(self, view: str, rows: list[RowIn]) -> list[RowResult]:
        """Return what a press of the administrator would answer."""
        request = SyncRequest(request_id=new_key(), rows=rows, dry_run=True)
        asked = Asked(request, self.office.registry.open(view, ADMIN), self.clock[0])
        with self.engine.connect() as conn, conn.begin() as transaction:
            made = rehearse(conn, asked)
            transaction.rollback()
        return made.results

    def decide(self, step: str, by: str, rev: int | None = None, **values: str | None) -> RowResult:
        """Decide a step: agreed unless told otherwise; from the revision that is stored."""
        said = {"decision": "同意", **values}
        row = RowIn(step, said, rev or self.rev("approval_steps", step))
        (result,) = self.sync("todo", [row], by=by).results
        return result

    def undo(self, by: str) -> SyncResponse:
        """Take back the last submission."""
        with writing(self.engine) as conn:
            actor = BY_NAME[by]
            answer = undo(conn, self.office.registry, self.office.last, actor=actor, now=self.clock[0])
        return msgspec.json.decode(answer, type=SyncResponse)

    def todo(self, who: str) -> list[Change]:
        """Return what somebody may decide now."""
        answer = self.sync("todo", [], by=who, cursor=None)
        return list(answer.changes)

    def steps(self, order: str) -> list[tuple[str, str]]:
        """Return step and state of all steps of an order, as they were opened."""
        with reading(self.engine) as conn:
            return [(step.step[:2], step.state) for step in store.load_steps(conn, STEPS.c.order == order)]

    def open(self, order: str) -> str:
        """Return the key of the step that waits."""
        with reading(self.engine) as conn:
            chosen = sa.select(STEPS.c.key).where(STEPS.c.order == order, STEPS.c.state == "open")
            return str(conn.execute(chosen).scalar_one())

    def stage(self, order: str) -> str:
        """Return the stage of an order."""
        with reading(self.engine) as conn:
            return str(conn.execute(sa.select(ORDERS.c.stage).where(ORDERS.c.key == order)).scalar_one())

    def reserved(self) -> int:
        """Return what is reserved in all; counters and reservations must agree."""
        return int(self.office.reserved())

    def pass_steps(self, order: str, *names: str) -> None:
        """Let people approve one after the other."""
        for name in names:
            result = self.decide(self.open(order), name)
            assert result.outcome == "updated", result.problems

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.clock[0] += dt.timedelta(**span)


def open_board(engine: Engine, *, ports: Ports | None = None) -> Board:
    """Found the house: master data of the order office, its people, the default route; no stock."""
    clock = [NOW]
    events: list[Event] = []

    def sink(conn: Connection, told: Sequence[Event], now: dt.datetime) -> None:
        events.extend(told)

    given = replace(ports or Ports(), clock=lambda: clock[0], sink=sink)
    follower = Follower(partial(follow, ports=given), phases)
    views = (
        OrdersView(follower=follower),
        *VIEWS,
        *stock_views(on_released=partial(hold_released, follower=follower)),
        accounts_views.view(known_customers=masterdata.customers_by_code),
        *approvals_views.views(ports=given, follower=follower),
    )
    registry = Registry({view.spec.name: view for view in views}, lambda *_: Rights(read=True, write=True))
    office = Office(engine, registry)
    with writing(engine) as conn:
        masterdata.seed(conn)
        seed(conn)
    for view, rows in MASTER_DATA.items():
        office._admin(view, *(RowIn(new_key(), dict(row)) for row in rows))
    people = [
        {"name": name, "display_name": shown, "role": role, "superior": superior}
        for name, shown, role, superior in PEOPLE
    ]
    office._admin("users", *(RowIn(new_key(), dict(row)) for row in people))
    return Board(office, clock, events)
