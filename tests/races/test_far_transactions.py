"""What else transactions of PostgreSQL can do: pass four thousand million, or be prepared and left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from server.db.commits import stamp
from server.db.engine import make_engine
from server.db.migrate import upgrade
from server.db.session import writing
from tests.races.cluster import Cluster, cluster
from tests.races.placed import held
from tests.server.views.desk import Desk, desk_of, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

pytestmark = pytest.mark.slow
BORDER = 2**32


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """Run a cluster, its database migrated."""
    with cluster() as made:
        upgrade(made.url)
        yield made


@pytest.fixture
def engine(own_cluster: Cluster) -> Iterator[sa.Engine]:
    opened = make_engine(own_cluster.url)
    yield opened
    opened.dispose()


def keys(answer: dict[str, Any]) -> set[str]:
    return {change["key"] for change in answer["changes"]}


def test_a_cursor_goes_on_where_transaction_ids_begin_anew(own_cluster: Cluster) -> None:
    """The ids on disk have 32 bits and start again; those of commit order have 64 and do not."""
    before = make_engine(own_cluster.url)
    old = note(title="早")
    desk_of(before).push(old)
    cursor = desk_of(before).pull()["cursor"]
    before.dispose()
    own_cluster.go_to(BORDER - 20)
    engine = make_engine(own_cluster.url)
    desk = desk_of(engine)
    assert keys(desk.pull()) >= {old["key"]}
    seen: set[str] = set()
    sent = [note(title=f"第{number}") for number in range(12)]
    for number, row in enumerate(sent):
        if number == 4:
            cursor = _late(desk, engine, cursor, seen)
        desk.push(row)
        answer = desk.pull(cursor)
        cursor, seen = answer["cursor"], seen | keys(answer)
    with writing(engine) as conn:
        assert stamp(conn) > BORDER
    engine.dispose()
    assert seen >= {row["key"] for row in sent}
    assert len(seen) == len(sent) + 1


def _late(desk: Desk, engine: sa.Engine, cursor: str, seen: set[str]) -> str:
    """Let one begin before the border and commit behind it."""
    slow = note(title="慢")
    with held(engine, lambda: desk.as_("李强").push(slow)) as late:
        while _next(engine) < BORDER + 3:
            with writing(engine) as conn:
                stamp(conn)
        answer = desk.pull(cursor)
        assert slow["key"] not in keys(answer)
        late.end()
    seen |= keys(answer)
    again = desk.pull(answer["cursor"])
    assert slow["key"] in keys(again)
    seen |= keys(again)
    return str(again["cursor"])


def _next(engine: sa.Engine) -> int:
    with engine.connect() as conn:
        return int(conn.exec_driver_sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").scalar_one())


@pytest.mark.parametrize(("end", "came"), [("COMMIT", True), ("ROLLBACK", False)])
def test_a_prepared_transaction_left_alone_delays_and_loses_nothing(
    engine: sa.Engine, end: str, *, came: bool
) -> None:
    """Nobody of ours prepares; one of a stranger's outlives even its connection."""
    desk = desk_of(engine)
    first = note(title="早")
    desk.push(first)
    cursor = desk.pull()["cursor"]
    with engine.connect() as conn:
        twophase = conn.begin_twophase(f"left {end}")
        drawn = stamp(conn)
        edit = "UPDATE notes SET body = 'x', rev = 2, stamp = %(stamp)s WHERE key = %(key)s"
        conn.exec_driver_sql(edit, {"stamp": drawn, "key": first["key"]})
        twophase.prepare()
        conn.invalidate()  # whoever prepared it is gone
    second = note(title="晚")
    desk.push(second)
    answer = desk.pull(cursor)
    assert keys(answer) == set()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql(f"{end} PREPARED 'left {end}'")
    later = desk.pull(answer["cursor"])
    assert keys(later) == ({first["key"], second["key"]} if came else {second["key"]})
