"""The number of statements does not grow with the rows."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import event

from sync.rows.keys import new_key
from tests.server.views.desk import note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server.views.desk import Desk, Json

FEW, MANY = 10, 1_000
MOST = 24


@contextmanager
def counting(desk: Desk) -> Iterator[list[str]]:
    """Collect the statements that the engine runs."""
    found: list[str] = []

    def collect(*arguments: object) -> None:
        found.append(str(arguments[2]))

    event.listen(desk.engine, "before_cursor_execute", collect)
    yield found
    event.remove(desk.engine, "before_cursor_execute", collect)


def test_a_push_of_new_rows_runs_a_fixed_number_of_statements(desk: Desk) -> None:
    desk = desk.as_("王芳", new_key())
    desk.push(note(title="早"))
    few = _count(desk, [note(title=f"甲{number}") for number in range(FEW)])
    many = _count(desk, [note(title=f"乙{number}") for number in range(MANY)])
    assert few == many <= MOST


def test_a_push_of_edits_lost_rows_and_conflicts_runs_a_fixed_number_of_statements(desk: Desk) -> None:
    desk = desk.as_("王芳", new_key())
    few = _count(desk, _mixed(desk, FEW))
    many = _count(desk, _mixed(desk, MANY))
    assert few == many <= MOST


def test_a_dry_run_runs_a_fixed_number_of_statements(desk: Desk) -> None:
    few = _count(desk, [note(title="甲") for _ in range(FEW)], dry_run=True)
    many = _count(desk, [note(title="甲") for _ in range(MANY)], dry_run=True)
    assert few == many <= MOST


def test_a_pull_runs_a_fixed_number_of_statements(desk: Desk) -> None:
    counts = []
    for size in (FEW, MANY):
        desk.push(*(note(title="甲") for _ in range(size)))
        counts.append(_count(desk, []))
    assert counts[0] == counts[1] <= MOST


def test_an_undo_runs_a_fixed_number_of_statements(desk: Desk) -> None:
    counts = []
    for size in (FEW, MANY):
        submission = desk.sync(*(note(title="甲") for _ in range(size)))["submission"]
        with counting(desk) as statements:
            desk.undo(submission)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= MOST


def _mixed(desk: Desk, size: int) -> list[Json]:
    """Return rows to edit, to merge, in conflict, to be found again and new ones, as many of each."""
    edited, merged, clashing, lost = (
        [note(title=f"{name}{size}-{number}") for number in range(size)] for name in "编合冲失"
    )
    desk.push(*edited, *merged, *clashing)
    desk.push(*lost)
    desk.push(*(note(row["key"], 1, body="别人") for row in (*merged, *clashing)))
    return [
        *(note(row["key"], 1, weight="1") for row in (*edited, *merged)),
        *(note(row["key"], 1, body="自己") for row in clashing),
        *(note(**row["values"]) for row in lost),
        *(note(title=f"新{size}-{number}") for number in range(size)),
    ]


def _count(desk: Desk, rows: list[Json], **options: bool) -> int:
    with counting(desk) as statements:
        desk.sync(*rows, cursor=None, **options)
    return len(statements)
