"""The audit trail on both engines: sealed in commit order, and tampering is named by block."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.audit.service import BLOCKS, ROWS, Entry, record, seal, verify
from server.db.commits import stamp
from server.db.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)


def _change(engine: Engine, *subjects: str) -> None:
    entries = [
        Entry("orders.created", "orders", subject, "s1", {"quantity": [None, "5"]}) for subject in subjects
    ]
    with writing(engine) as conn:
        record(conn, entries, actor="li", at=NOW, stamp=stamp(conn))


def _seal(engine: Engine) -> int:
    with writing(engine) as conn:
        return seal(conn, now=NOW)


@pytest.fixture
def sealed(engine: Engine) -> Engine:
    """Give a trail of three sealed blocks."""
    for subjects in (("a", "b"), ("c",), ("d", "e", "f")):
        _change(engine, *subjects)
        _seal(engine)
    return engine


def test_sealing_takes_every_committed_row_once(engine: Engine) -> None:
    _change(engine, "a", "b")
    assert _seal(engine) == 2
    assert _seal(engine) == 0
    _change(engine, "c")
    assert _seal(engine) == 1


def test_an_untouched_trail_is_intact(sealed: Engine) -> None:
    with reading(sealed) as conn:
        assert verify(conn) is None
        assert conn.execute(sa.select(sa.func.sum(BLOCKS.c.row_count))).scalar_one() == 6


def test_a_row_of_a_running_transaction_is_not_sealed_yet(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        _change(engine, "a")
        assert _seal(engine) == 1  # a running writer cannot exist beside the sealing one
        return
    with writing(engine) as slow:
        record(slow, [Entry("late")], actor="li", at=NOW, stamp=stamp(slow))
        _change(engine, "a")
        assert _seal(engine) == 0
    assert _seal(engine) == 2


@pytest.mark.parametrize(
    "tamper",
    [
        sa.update(ROWS).where(ROWS.c.subject == "c").values(actor="wang"),
        sa.update(ROWS).where(ROWS.c.subject == "c").values(at=NOW - dt.timedelta(hours=1)),
        sa.delete(ROWS).where(ROWS.c.subject == "c"),
        sa.update(BLOCKS).where(BLOCKS.c.number == 2).values(digest="0" * 64),
        sa.delete(BLOCKS).where(BLOCKS.c.number == 2),
    ],
    ids=["changed", "backdated", "removed", "resealed", "block removed"],
)
def test_tampering_names_the_first_broken_block(sealed: Engine, tamper: sa.UpdateBase) -> None:
    with writing(sealed) as conn:
        conn.execute(tamper)
    with reading(sealed) as conn:
        found = verify(conn)
    assert found is not None
    assert found.number == (3 if "DELETE FROM audit_blocks" in str(tamper) else 2)


def test_a_row_smuggled_into_a_sealed_stretch_is_found(sealed: Engine) -> None:
    with writing(sealed) as conn:
        early = conn.execute(sa.select(sa.func.min(ROWS.c.stamp))).scalar_one()
        record(conn, [Entry("orders.approved", "orders", "a")], actor="li", at=NOW, stamp=early)
    with reading(sealed) as conn:
        found = verify(conn)
    assert found is not None
    assert (found.number, found.expected_rows, found.found_rows) == (1, 2, 3)
