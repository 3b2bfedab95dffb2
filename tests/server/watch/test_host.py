"""The figures of several processes are told as one, whichever is asked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from server.watch.figures import LOST_RACES
from server.watch.host import FOLDER_VARIABLE, exposition, gather_in

if TYPE_CHECKING:
    from pathlib import Path

LOST = re.compile(r"^sheetline_lost_races_total (\S+)$", re.MULTILINE)
SIBLING = """
from pathlib import Path
from server.watch import host
from server.watch.figures import LOST_RACES, REQUEST_SECONDS
LOST_RACES.inc({lost})
REQUEST_SECONDS.labels("/sibling").observe(0.01)
host._write(host._own_file(Path({folder!r})), host.msgspec.json.encode(host._own()))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gather figures in an own folder."""
    monkeypatch.setenv(FOLDER_VARIABLE, "")
    gather_in(tmp_path / "figures")
    return tmp_path / "figures"


def lost() -> float:
    found = LOST.search(exposition().decode())
    assert found
    return float(found[1])


def sibling(folder: Path, *, lost: int) -> None:
    """Let another process count, keep its figures, and end."""
    code = SIBLING.format(folder=str(folder), lost=lost)
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": "."})


def test_what_other_processes_counted_is_added_also_after_they_ended(folder: Path) -> None:
    before = lost()
    sibling(folder, lost=3)
    sibling(folder, lost=4)
    LOST_RACES.inc()
    assert lost() == before + 8
    text = exposition().decode()
    assert 'sheetline_request_seconds_count{route="/sibling"} 2.0' in text
    assert 'sheetline_request_seconds_bucket{le="0.02",route="/sibling"} 2.0' in text
    assert 'sheetline_request_seconds_bucket{le="0.005",route="/sibling"} 0.0' in text


def test_figures_of_an_earlier_run_are_gone_at_the_next_start(folder: Path) -> None:
    before = lost()
    sibling(folder, lost=3)
    gather_in(folder)
    assert lost() == before


def test_a_file_that_is_no_figures_costs_figures_and_no_answer(folder: Path) -> None:
    before = lost()
    (folder / "1.figures").write_bytes(b"[[")
    assert lost() == before
