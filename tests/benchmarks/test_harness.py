"""The harness on tiny sizes: each part runs, and tells a met goal from a missed one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.session import reading
from server.orders.models import LINES
from tests.benchmarks import firm, table
from tests.benchmarks.growth import fill
from tests.benchmarks.over_http import over_http
from tests.benchmarks.presses import presses
from tests.benchmarks.profiling import label
from tests.benchmarks.pulls import pulls
from tests.benchmarks.pushes import pushes
from tests.benchmarks.rounds import Side, compare, compared
from tests.load.site import opened

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

SMALL = firm.Size(customers=300, products=20)


def test_sides_take_turns_and_the_first_round_is_not_counted() -> None:
    turns: list[str] = []

    def side(name: str) -> Side:
        return Side(lambda number: f"{name}{number}", turns.append)

    found = compare("turns", side("a"), side("b"), rounds=2)
    assert turns == ["a0", "b0", "a1", "b1", "a2", "b2"]
    assert found.lowest <= found.ratio <= found.highest


def test_a_ratio_is_taken_pair_by_pair_and_measured_against_the_goal() -> None:
    row = compared("halves", [1.0, 2.0, 9.0], [2.0, 1.0, 9.0], most=1.0)
    assert (row.ratio, row.lowest, row.highest, row.met) == (1.0, 0.5, 2.0, True)
    assert not compared("slow", [2.1], [1.0], most=2.0).met
    assert compared("slow, without a goal", [2.1], [1.0]).met


def test_the_last_line_names_what_missed_its_goal_and_the_file_holds_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETLINE_DATA", str(tmp_path))
    rows = [compared("good", [1.0], [1.0], most=2.0), compared("bad", [3.0], [1.0], most=2.0)]
    assert table.verdict(rows) == "1 of 2 goals met; missed: bad"
    assert "MISSED" in table.line(rows[1])
    saved = json.loads(table.save([*rows, "a note"]).read_text("utf-8"))
    assert [row["met"] for row in saved["rows"]] == [True, False]
    assert saved["notes"] == ["a note"]


def test_a_filled_database_has_its_lines_and_a_pull_brings_what_was_changed_after(engine: Engine) -> None:
    firm.found(engine, SMALL)
    fill(engine, range(30), SMALL)
    with reading(engine) as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(LINES)).scalar_one() == 30
    (row,) = pulls("tiny", engine, stored=30, of=SMALL, rounds=2)
    assert row.most == 5
    assert row.seconds > 0 < row.baseline_seconds


def test_a_push_is_compared_at_every_size(engine: Engine) -> None:
    firm.found(engine)
    rows = list(pushes("tiny", engine, rounds=1, sizes=(3, 2)))
    assert [row.name for row in rows] == [f"tiny: push of {size}, product against ideal" for size in (3, 2)]


@pytest.mark.slow
def test_both_servers_take_a_push_over_http(tmp_path: Path) -> None:
    (row,) = over_http("tiny", f"sqlite:///{tmp_path / 'http.sqlite3'}", tmp_path, rounds=1, size=3)
    assert row.seconds > 0 < row.baseline_seconds


@pytest.mark.slow
def test_a_press_is_timed_to_the_written_file_and_its_parts_are_all_of_it(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'press.sqlite3'}", tmp_path, people=1, workers=1) as site:
        row, shares = presses(site, tmp_path, there=3, rounds=1)
    assert not isinstance(row, str)
    assert row.baseline_seconds == 2
    assert isinstance(shares, str)
    assert 95 <= sum(int(share) for share in re.findall(r"(\d+)%", shares)) <= 105


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ('INSERT INTO orders ("key") VALUES (?)', "INSERT INTO orders"),
        ("UPDATE stock SET reserved = 1", "UPDATE stock"),
        (
            "SELECT last + 1 FROM commit_counter",
            "SELECT commit_counter … SELECT last + 1 FROM commit_counter",
        ),
    ],
)
def test_a_statement_goes_by_what_it_does_to_which_table(statement: str, expected: str) -> None:
    assert label(statement) == expected
