"""Commit order: a reader that stops below the horizon never leaves a row behind."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.commits import horizon, stamp
from server.db.session import reading, writing
from tests.server.db.things import THINGS, make_things

if TYPE_CHECKING:
    from sqlalchemy import Engine


class ChangedMindError(Exception):
    """Raised by a test in the middle of its transaction."""


def stamped(engine: Engine) -> int:
    """Run a writing transaction and return its stamp."""
    with writing(engine) as conn:
        return stamp(conn)


def test_later_transactions_have_greater_stamps(engine: Engine) -> None:
    stamps = [stamped(engine) for _ in range(5)]
    assert stamps == sorted(set(stamps))


def test_everything_committed_lies_below_the_horizon(engine: Engine) -> None:
    last = stamped(engine)
    with reading(engine) as conn:
        assert horizon(conn) > last


def test_the_horizon_does_not_pass_a_transaction_that_is_still_running(engine: Engine) -> None:
    with writing(engine) as running:
        drawn = stamp(running)
        with reading(engine) as conn:
            assert horizon(conn) <= drawn
    with reading(engine) as conn:
        assert horizon(conn) > drawn


def test_a_transaction_taken_back_leaves_no_row_at_a_stamp_that_was_passed(engine: Engine) -> None:
    make_things(engine)
    with suppress(ChangedMindError), writing(engine) as conn:
        conn.execute(sa.insert(THINGS).values(key="a", count=stamp(conn)))
        raise ChangedMindError
    with reading(engine) as conn:
        passed = horizon(conn)
    assert stamped(engine) >= passed


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
def test_a_reader_following_the_horizon_misses_nothing_that_commits_out_of_order(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as slow:
        slow.execute(sa.insert(THINGS).values(key="slow", count=stamp(slow)))
        with writing(engine) as quick:
            quick.execute(sa.insert(THINGS).values(key="quick", count=stamp(quick)))
        seen, cursor = followed(engine, 0)
    rest, _ = followed(engine, cursor)
    assert sorted(seen + rest) == ["quick", "slow"]


def followed(engine: Engine, cursor: int) -> tuple[list[str], int]:
    """Return the keys between the cursor and the horizon, and the next cursor."""
    with reading(engine) as conn:
        end = horizon(conn)
        between = (THINGS.c.count >= cursor) & (THINGS.c.count < end)
        return list(
            conn.execute(sa.select(THINGS.c.key).where(between).order_by(THINGS.c.key)).scalars()
        ), end
