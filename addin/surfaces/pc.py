"""What a clerk's PC with Excel needs, packed: the add-in, the press it runs, and a private Python put in."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

from addin.surfaces.xlam import build_addin

APP_ZIP, PYTHON_ZIP = "sheetline-excel.zip", "sheetline-python.zip"
ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    *("addin/__init__.py", "addin/signin.py", "addin/excel/*.py"),
    *("addin/bridge/__init__.py", "addin/bridge/messages.py"),
    *("addin/hosts/__init__.py", "addin/hosts/port.py", "addin/hosts/runs.py", "addin/hosts/excel*.py"),
    *("addin/hosts/areas.py", "addin/hosts/paints.py", "addin/hosts/roles.py"),
    *("sync/__init__.py", "sync/client/*.py", "sync/fields/*.py"),
    *("sync/rows/__init__.py", "sync/rows/letters.py"),
    *("workbooks/__init__.py", "workbooks/layout.py", "workbooks/refusals.py"),
)
"""The modules a press imports on the PC: no action, no rule, no workbook library."""
LIBRARIES = ("xlwings", "msgspec", "keyring", "win32com")
_FROZEN_AT = (2020, 1, 1, 0, 0, 0)
_PATHS = re.compile(r"python3\d+\._pth")


class UnfitPythonError(ValueError):
    """The zip holds no Python that a press could run in; says what is missing, in both languages."""


def build_pc(folder: Path, *, windows_python: Path | None = None) -> list[Path]:
    """Write the packages for `/setup` and return their paths. Raises UnfitPythonError.

    `windows_python`: a zip of a Python for Windows with the libraries of LIBRARIES, by the administrator.
    """
    addin = build_addin(folder)
    path = folder / APP_ZIP
    with zipfile.ZipFile(path, "w") as archive:
        _write(archive, addin.name, addin.read_bytes())
        _write(archive, "LICENSE", (ROOT / "LICENSE").read_bytes())
        for source in sorted(found for pattern in SOURCES for found in ROOT.glob(pattern)):
            _write(archive, f"app/{source.relative_to(ROOT).as_posix()}", source.read_bytes())
    if windows_python is None:
        return [addin, path]
    require_fit(windows_python)
    return [addin, path, Path(shutil.copyfile(windows_python, folder / PYTHON_ZIP))]


def require_fit(path: Path) -> None:
    """Raise UnfitPythonError unless a press could run in the Python of this zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            missing = _missing(archive)
    except (OSError, zipfile.BadZipFile) as error:
        raise UnfitPythonError(f"{path} 不是 zip 文件。{path} is no zip file.") from error
    if missing:
        raise UnfitPythonError(f"{path} 里缺少 is missing: {', '.join(missing)}")


def _missing(archive: zipfile.ZipFile) -> list[str]:
    names = archive.namelist()
    packages = {name.split("/")[2].lower() for name in names if name.lower().startswith("lib/site-packages/")}
    missing = [] if "python.exe" in names else ["python.exe (最外层 at the top)"]
    missing += [f"Lib/site-packages/{library}" for library in LIBRARIES if library not in packages]
    for name in filter(_PATHS.fullmatch, names):
        if "import site" not in archive.read(name).decode("utf-8", "replace").splitlines():
            missing.append(f"{name}: import site")
    return missing


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _FROZEN_AT)
    info.create_system = 0
    archive.writestr(info, content, zipfile.ZIP_STORED)
