"""The largest request there may be, in a process of its own: 93 megabytes of it are the program."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_ten_thousand_rows_in_one_request_stay_under_320_megabytes(database_url: str) -> None:
    asked = [sys.executable, "-m", "tests.benchmarks.memory", database_url]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.splitlines()[-1]) < 320
