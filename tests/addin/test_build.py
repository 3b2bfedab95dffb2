"""What `start.py build` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import build
from addin.hosts.file import FileHost

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_templates_are_made_named_and_may_be_pressed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main([str(tmp_path / "dist")]) == 0
    made = sorted((tmp_path / "dist").glob("*.xlsx"))
    assert {path.name for path in made} == {"主数据.xlsx", "审批待办.xlsx", "订单录入.xlsx"}
    assert (tmp_path / "dist" / "sheetline.oxt").is_file()
    assert (tmp_path / "dist" / "sheetline.xlam").is_file()
    assert all(str(path) in capsys.readouterr().out for path in made[:1])
    assert all(FileHost(path).snapshot([]).sheets for path in made)
