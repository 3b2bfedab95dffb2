"""The demo, as anybody runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from addin.demo import ALL_OUTCOMES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_step_of_the_demo_comes_out_as_expected(tmp_path: Path) -> None:
    environment = {**os.environ, "SHEETLINE_DATA": str(tmp_path), "PYTHONPATH": str(ROOT), "FORCE_COLOR": "1"}
    command = [sys.executable, "-m", "addin.demo"]
    done = subprocess.run(
        command, env=environment, check=False, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    assert "\x1b[32m" in done.stdout
    assert [path.name for path in tmp_path.glob("demo/*/订单录入.xlsx")] == ["订单录入.xlsx"]
    assert len(ALL_OUTCOMES) == 7
