"""Who begins earlier and commits later is never passed by a cursor: placed races on PostgreSQL."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from server.db.commits import horizon, stamp
from server.db.session import reading, writing
from server.orders.models import LINES
from tests.e2e.protocol.api import edit_of, undone
from tests.e2e.protocol.seeds import line
from tests.races.following import Follower, Sight
from tests.races.placed import Held, before, between, blocked, held, stranger

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm

pytestmark = pytest.mark.parametrize("firm", ["postgresql"], indirect=True)  # SQLite has one writer at a time


def follower(firm: Firm, **options: str) -> Follower:
    return Follower(firm.admin, {"scope": "all", **options})


def place(reader: Follower) -> int:
    return int((reader.cursor or "").partition(".")[0])


def stamps(firm: Firm) -> dict[str, int]:
    with reading(firm.engine) as conn:
        return {row.key: row.stamp for row in conn.execute(sa.select(LINES.c.key, LINES.c.stamp))}


def push(firm: Firm, row: Any, who: str = "clerk") -> Any:
    """Push one row and return its result, None when the press failed."""
    person = firm.person(who)
    response = person.post("orders", person.body(row))
    return response.get_json()["results"][0] if response.status_code == 200 else None


def test_who_drew_first_and_commits_last_is_not_missed(firm: Firm) -> None:
    reader, slow, quick = follower(firm), line(), line(product="BOX-10")
    with held(firm.engine, lambda: push(firm, slow)) as first:
        assert push(firm, quick, "colleague")["outcome"] == "created"
        reader.pull()
        assert reader.rows == {}
        behind = place(reader)
        assert first.end()["outcome"] == "created"
    reader.pull()
    drawn = stamps(firm)
    assert behind <= drawn[slow["key"]] < drawn[quick["key"]] < place(reader)
    assert reader.rows.keys() == {slow["key"], quick["key"]}


def test_an_edit_that_commits_late_replaces_the_row_the_reader_holds(firm: Firm) -> None:
    reader, made = follower(firm), push(firm, line())
    reader.pull()
    with held(firm.engine, lambda: push(firm, edit_of(made, quantity="20"))) as late:
        for _ in range(3):
            push(firm, line(product="BOX-10"), "colleague")
        reader.pull()
        assert reader.rows.keys() == {made["key"]}
        assert reader.rows[made["key"]]["rev"] == 1
        late.end()
    reader.pull()
    assert (reader.rows[made["key"]]["rev"], len(reader.rows)) == (2, 4)
    assert Sight(reader, ()).faults(firm.engine) == {}


def test_a_push_of_the_readers_own_holds_its_cursor_back_as_well(firm: Firm) -> None:
    reader, slow = follower(firm), line()
    with held(firm.engine, lambda: push(firm, slow)) as first:
        answer = firm.admin.push(line(product="BOX-10"), scope="all", cursor=None)
        reader.take(answer.body)
        assert slow["key"] not in reader.rows
        first.end()
    reader.pull()
    assert slow["key"] in reader.rows
    assert Sight(reader, ()).faults(firm.engine) == {}


def test_the_rows_a_cancelled_transaction_would_have_written_are_nobodys(firm: Firm) -> None:
    reader, doomed, quick = follower(firm), line(), line(product="BOX-10")
    with held(firm.engine, lambda: push(firm, doomed), fails=True) as first:
        push(firm, quick, "colleague")
        reader.pull()
        assert reader.rows == {}
        assert first.end() is None
    reader.pull()
    assert reader.rows.keys() == {quick["key"]}
    assert push(firm, doomed)["outcome"] == "created"
    reader.pull()
    assert Sight(reader, ()).faults(firm.engine) == {}


def test_an_undo_that_commits_late_is_not_missed(firm: Firm) -> None:
    reader = follower(firm)
    made = firm.clerk.push(line())
    reader.pull()
    with held(firm.engine, lambda: firm.clerk.undo(made.body["submission"])) as late:
        push(firm, line(product="BOX-10"), "colleague")
        reader.pull()
        assert reader.rows[made.only["key"]]["values"]["stage"] == "review"
        undone(late.end())
    reader.pull()
    assert reader.rows[made.only["key"]]["values"]["stage"] == "cancelled"
    assert Sight(reader, ()).faults(firm.engine) == {}


def test_a_row_that_leaves_the_scope_in_a_late_commit_is_named(firm: Firm) -> None:
    made = push(firm, line(ordered_at="2026-05-05T02:00:00Z"))
    reader = follower(firm, since="2026-03-01")
    reader.pull()
    with held(firm.engine, lambda: push(firm, edit_of(made, ordered_at="2026-01-05T02:00:00Z"))) as late:
        push(firm, line(ordered_at="2026-05-06T02:00:00Z", product="BOX-10"), "colleague")
        reader.pull()
        assert (set(reader.rows), reader.gone) == ({made["key"]}, 0)
        late.end()
    reader.pull()
    assert (made["key"] in reader.rows, len(reader.rows), reader.gone) == (False, 1, 1)


def test_a_row_that_left_and_was_changed_again_behind_a_running_transaction_is_named(firm: Firm) -> None:
    made = push(firm, line(ordered_at="2026-05-05T02:00:00Z"))
    reader = follower(firm, since="2026-03-01")
    reader.pull()
    moved = push(firm, edit_of(made, ordered_at="2026-01-05T02:00:00Z"))
    with held(firm.engine, lambda: push(firm, line(product="BOX-10"))) as late:
        push(firm, edit_of(made | {"rev": moved["rev"]}, remark="甲"), "colleague")
        reader.pull()
        late.end()
    reader.pull()
    assert (made["key"] in reader.rows, reader.gone) == (False, 1)


def test_a_row_that_left_and_was_changed_again_under_an_earlier_stamp_is_named(firm: Firm) -> None:
    """Who drew first waits with its edit until the row has left; somebody in between is still at work."""
    made = push(firm, line(ordered_at="2026-05-05T02:00:00Z"))
    reader = follower(firm, since="2026-03-01")
    reader.pull()
    with ExitStack() as stack:
        late: list[Held] = []

        def leave() -> None:
            late.append(stack.enter_context(held(firm.engine, lambda: push(firm, line(product="BOX-10")))))
            assert push(firm, edit_of(made, ordered_at="2026-01-05T02:00:00Z"))["outcome"] == "updated"

        with before(firm.engine, "FROM revisions", leave) as left:
            assert push(firm, edit_of(made, remark="甲"), "colleague")["outcome"] == "merged"
        assert left.is_set()
        reader.pull()
        late[0].end()
    reader.pull()
    assert (made["key"] in reader.rows, reader.gone) == (False, 1)


def test_a_long_transaction_of_somebody_else_delays_and_loses_nothing(firm: Firm) -> None:
    reader, row = follower(firm), line()
    with stranger(firm.config.database_url) as unrelated:
        held_at = stamp(unrelated)
        answer = push(firm, row)
        reader.pull()
        assert (answer["outcome"], reader.rows, place(reader) <= held_at) == ("created", {}, True)
        reader.pull()
        assert reader.rows == {}
    reader.pull()
    assert reader.rows.keys() == {row["key"]}


def test_a_long_reader_delays_nobody(firm: Firm) -> None:
    reader, row = follower(firm), line()
    with stranger(firm.config.database_url) as unrelated:
        unrelated.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        unrelated.exec_driver_sql("SELECT count(*) FROM order_lines")
        push(firm, row)
        reader.pull()
    assert reader.rows.keys() == {row["key"]}


def test_who_waits_for_a_row_commits_late_and_is_not_missed(firm: Firm) -> None:
    """The second edit draws its stamp, waits for the first in the middle, and commits behind others."""
    reader, made = follower(firm), push(firm, line())
    edits = [edit_of(made, remark="甲"), edit_of(made, quantity="20")]
    with (
        held(firm.engine, lambda: push(firm, edits[0])) as first,
        blocked(firm.engine, lambda: push(firm, edits[1], "supervisor")) as waiting,
    ):
        push(firm, line(product="BOX-10"), "colleague")
        reader.pull()
        assert reader.rows.keys() == {made["key"]}
        assert first.end()["outcome"] == "updated"
        assert waiting.result(30)["outcome"] == "merged"
    reader.pull()
    assert reader.rows[made["key"]]["rev"] == 3
    assert Sight(reader, ()).faults(firm.engine) == {}


def test_savepoints_write_under_the_stamp_of_the_whole(firm: Firm) -> None:
    made = push(firm, line())
    with writing(firm.engine) as conn:
        whole = stamp(conn)
        with conn.begin_nested():
            inner = stamp(conn)
            conn.execute(sa.update(LINES).values(stamp=inner, rev=2).where(LINES.c.key == made["key"]))
        with firm.engine.connect() as other:
            assert horizon(other) <= whole
        with conn.begin_nested() as lost:
            conn.execute(sa.update(LINES).values(remark="x").where(LINES.c.key == made["key"]))
            lost.rollback()
        with firm.engine.connect() as other:
            assert horizon(other) <= whole
        assert inner == stamp(conn) == whole
    reader = follower(firm)
    reader.pull()
    assert reader.rows[made["key"]]["rev"] == 2
    assert place(reader) > whole


def test_a_rehearsal_brings_what_others_changed_and_passes_nobody(firm: Firm) -> None:
    """What 预检 and 刷新 send: rows that are taken back, with a pull behind them."""
    made, slow = push(firm, line()), line(product="BOX-10")
    reader = follower(firm)
    reader.pull()
    with held(firm.engine, lambda: push(firm, slow)) as late:
        push(firm, edit_of(made, remark="乙"), "colleague")
        edit = {"key": made["key"], "rev": 1, "values": {"remark": "甲"}}
        answer = firm.admin.push(edit, scope="all", cursor=reader.cursor, dry_run=True)
        assert answer.only["outcome"] == "conflict"
        reader.take(answer.body)
        late.end()
    reader.pull()
    assert (reader.rows[made["key"]]["values"]["remark"], len(reader.rows)) == ("乙", 2)
    assert Sight(reader, ()).faults(firm.engine) == {}


@pytest.mark.parametrize("number", range(12))
def test_a_pull_shows_a_row_as_it_was_at_one_moment(firm: Firm, number: int) -> None:
    """An order ends before any one statement of a pull: it comes as it was or as it is, no mixture."""
    made = push(firm, line(product="SAFE-1", quantity="1000"))
    assert made["outcome"] == "held"
    before, reader, after = (follower(firm) for _ in range(3))
    before.pull()
    with between(firm.engine, number, lambda: push(firm, edit_of(made, action="作废"))) as done:
        reader.pull()
    after.pull()
    states = [told.rows[made["key"]] for told in (before, after)]
    assert reader.rows[made["key"]] in states
    reader.pull()
    assert reader.rows[made["key"]] == states[1] or not done.is_set()
