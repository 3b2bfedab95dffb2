"""Without the programs of PostgreSQL the package that brings them is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_missing_program_is_told_with_the_package_that_brings_it(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHEETLINE_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["admin", "backup"]) == 2
    assert "postgresql-client" in capsys.readouterr().err


def test_an_empty_place_is_told_as_such(
    empty_database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SHEETLINE_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    assert main(["admin", "backup"]) == 2
    assert "没有找到数据库" in capsys.readouterr().err
    assert list((tmp_path / "backups").iterdir()) == []
