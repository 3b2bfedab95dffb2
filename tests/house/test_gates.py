"""The gates that need no running tests hold, so that continuous integration sees them too."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house import gates
from tests.house.tree import ROOT


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", gates.STATIC)
def test_the_gate_holds(name: str) -> None:
    ended = subprocess.run(
        [sys.executable, *gates.STATIC[name]], cwd=ROOT, check=False, capture_output=True, encoding="utf-8"
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_gate_is_run_and_those_that_failed_are_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    commands = {"first": ("-c", "exit(3)"), "second": ("-c", "print('ran')"), "third": ("-c", "exit(1)")}
    monkeypatch.setattr(gates, "GATES", commands)
    assert gates.main([]) == 1
    printed = capfd.readouterr().out
    assert "ran" in printed
    assert "未通过：first、third" in printed


def test_a_gate_may_be_chosen_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "GATES", {"good": ("-c", ""), "bad": ("-c", "exit(1)")})
    assert gates.main(["good"]) == 0


def test_an_unknown_gate_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert gates.main(["speed"]) == 2
    assert "format, lint" in capsys.readouterr().err
