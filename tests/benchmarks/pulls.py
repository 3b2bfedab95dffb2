"""A pull of 200 changed rows against the bare select of the same columns, whatever is stored besides."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from server.db.session import reading
from server.db.sites import server_identity
from server.orders.models import LINES
from server.views import service
from server.views.contract import Position, Scope
from server.views.cursor import binding, write_cursor
from server.views.service import Asked
from sync.protocol.messages import SyncRequest
from tests.benchmarks import firm
from tests.benchmarks.ideal.opening import script
from tests.benchmarks.rounds import Side, compare
from tests.benchmarks.sides import product_side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from tests.benchmarks.firm import Size
    from tests.benchmarks.rounds import Compared

CHANGED, MOST = 200, 5.0


def pulls(name: str, engine: Engine, *, stored: int, of: Size, rounds: int) -> Iterator[Compared]:
    """Yield the comparison on a database with so many lines; the goal holds at any size."""
    with reading(engine) as conn:
        before = conn.execute(sa.select(sa.func.max(LINES.c.stamp))).scalar_one()
    pushed = product_side(engine, size=CHANGED, of=of, series="pulled")
    pushed.run(pushed.prepare(stored))
    asked = _asked(engine, before)

    def pull(_: None) -> bytes:
        with reading(engine) as conn:
            return service.look(conn, asked)

    with script(engine.url) as ideal:
        if len(msgspec.json.decode(pull(None))["changes"]) != CHANGED:
            raise RuntimeError("the pull brings other rows than were changed")
        yield compare(
            f"{name}: pull of {CHANGED} of {stored:,}, against the bare select",
            Side(lambda _: None, pull),
            Side(lambda _: before, ideal.changed),
            rounds=rounds,
            most=MOST,
        )


def _asked(engine: Engine, stamp: int) -> Asked:
    """Return the request of a program that has seen everything up to a place in commit order."""
    access = firm.REGISTRY.open("orders", firm.CLERK)
    with reading(engine) as conn:
        server, epoch = server_identity(conn)
    bound = binding(
        access.name, actor=access.actor, scope=Scope("all", None, None), server=server, epoch=epoch
    )
    cursor = write_cursor(Position(stamp + 1, ""), bound)
    return Asked(SyncRequest(scope="all", cursor=cursor), access, dt.datetime.now(dt.UTC))
