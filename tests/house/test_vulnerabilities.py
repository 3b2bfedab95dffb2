"""The gate on known vulnerabilities: fails when there is one, says so when it could not ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.house.vulnerabilities import LOCK, locked, main

if TYPE_CHECKING:
    import pytest


def test_every_package_of_the_lock_is_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[tuple[str, str]] = []

    def ask(name: str, version: str) -> dict[str, Any]:
        asked.append((name, version))
        return {"vulnerabilities": [{"id": "PYSEC-0", "withdrawn": "2026-01-01T00:00:00Z"}]}

    assert main(ask=ask) == 0
    assert asked == locked(LOCK.read_text("utf-8"))
    assert "flask" in dict(asked)
    assert "No known vulnerability" in capsys.readouterr().out


def test_a_known_vulnerability_fails_and_says_what_mends_it(capsys: pytest.CaptureFixture[str]) -> None:
    def ask(name: str, version: str) -> dict[str, Any]:
        return {"vulnerabilities": [{"id": "PYSEC-1", "fixed_in": ["9.9"]}]} if name == "flask" else {}

    assert main(ask=ask) == 1
    assert "PYSEC-1, mended in 9.9" in capsys.readouterr().out


def test_without_a_network_it_says_that_nothing_was_checked(capsys: pytest.CaptureFixture[str]) -> None:
    def ask(name: str, version: str) -> dict[str, Any]:
        raise OSError("no network")

    assert main(ask=ask) == 0
    assert "NOT CHECKED" in capsys.readouterr().out
