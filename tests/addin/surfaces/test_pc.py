"""What a clerk's PC with Excel gets."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from addin import build
from addin.surfaces import pc
from server.setup import pages

if TYPE_CHECKING:
    from pathlib import Path

RUN = """import sys
sys.path.insert(0, sys.argv[1])
import addin.excel.press as press
assert press.__file__.startswith(sys.argv[1]), press.__file__
heavy = {"openpyxl", "sqlalchemy", "flask", "lxml", "server", "addin.actions"} & set(sys.modules)
assert not heavy, heavy
"""
FIT = (
    "python.exe",
    "python311._pth",
    *(f"Lib/site-packages/{name}/__init__.py" for name in ("xlwings", "msgspec", "keyring", "win32com")),
)


def python_zip(folder: Path, *, without: str = "", paths: str = "python311.zip\n.\nimport site\n") -> Path:
    path = folder / "python.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in FIT:
            if not without or without not in name:
                archive.writestr(name, paths if name.endswith("_pth") else "")
    return path


def test_the_app_runs_by_itself_and_brings_no_rules(tmp_path: Path) -> None:
    _, path = pc.build_pc(tmp_path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "pc")
        assert not [
            name for name in archive.namelist() if "/actions/" in name or name.startswith("app/server")
        ]
    command = [sys.executable, "-P", "-c", RUN, str(tmp_path / "pc" / "app")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env={"PATH": ""}
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_same_sources_give_the_same_package(tmp_path: Path) -> None:
    one, two = pc.build_pc(tmp_path / "a")[1], pc.build_pc(tmp_path / "b")[1]
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert archive.read("sheetline.xlam") == (tmp_path / "a" / "sheetline.xlam").read_bytes()


def test_builder_and_server_call_the_packages_the_same() -> None:
    assert (pc.APP_ZIP, pc.PYTHON_ZIP) == (pages.APP_ZIP, pages.PYTHON_ZIP)


def test_a_fit_python_is_put_beside(tmp_path: Path) -> None:
    given = python_zip(tmp_path)
    made = pc.build_pc(tmp_path / "dist", windows_python=given)
    assert made[-1].read_bytes() == given.read_bytes()
    assert not pages.Files(tmp_path / "dist").missing()


@pytest.mark.parametrize("what", ["python.exe", "xlwings", "msgspec", "keyring", "win32com"])
def test_an_unfit_python_is_refused_by_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    given = python_zip(tmp_path, without=what)
    assert build.main([str(tmp_path / "dist"), "--windows-python", str(given)]) == build.UNFIT
    assert what in capsys.readouterr().err
    assert not (tmp_path / "dist" / pc.PYTHON_ZIP).exists()


def test_a_python_that_would_not_see_its_libraries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(pc.UnfitPythonError, match="import site"):
        pc.require_fit(python_zip(tmp_path, paths="python311.zip\n.\n#import site\n"))


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("x")
    for path in (tmp_path / "x.zip", tmp_path / "none.zip"):
        with pytest.raises(pc.UnfitPythonError):
            pc.require_fit(path)
