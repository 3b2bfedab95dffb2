"""The Excel add-in as a package: the same bytes whenever it is built from the same sources."""

from __future__ import annotations

import re
import zipfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from addin.surfaces import ribbon
from addin.vba.module import Kind, Module
from addin.vba.project import Project

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE_NAME = "sheetline.xlam"
SOURCES = Path(__file__).resolve().parents[1] / "excel"
NAME, PROJECT = "sheetline", "SheetlineAddin"
HOME = r"%LOCALAPPDATA%\Sheetline"
SETTINGS = (
    ("INTERPRETER_WIN", rf"{HOME}\python\python.exe"),
    ("INTERPRETER_MAC", ""),
    ("PYTHONPATH", rf"{HOME}\app"),
    ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
    ("USE UDF SERVER", "False"),
    ("SHOW CONSOLE", "False"),
)
"""How xlwings starts Python: the private one, and never with the clerk's folder among its modules."""
_FROZEN_AT = (2020, 1, 1, 0, 0, 0)
_STATIC = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "rels.xml",
    "docProps/core.xml": "core.xml",
    "xl/workbook.xml": "workbook.xml",
    "xl/_rels/workbook.xml.rels": "workbook_rels.xml",
    "xl/styles.xml": "styles.xml",
}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PROJECT_NAME = re.compile(r'^(Public Const PROJECT_NAME As String = ")[^"]*"', re.MULTILINE)
_COLUMNS = "ABC"


def build_addin(folder: Path) -> Path:
    """Write the add-in into the folder and return its path. Raises BadRibbonError, BadModuleError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts().items():
            info = zipfile.ZipInfo(name, _FROZEN_AT)
            info.create_system = 0
            archive.writestr(info, content, zipfile.ZIP_STORED)  # versions of zlib would differ in bytes
    return path


def parts() -> dict[str, bytes]:
    """Return the parts of the package by name, its list of types first."""
    ui, sources = ribbon.custom_ui(), modules()
    ribbon.require_sound(ui, sources, ribbon.labels())
    texts = {
        **{name: (SOURCES / "package" / file).read_text("utf-8") for name, file in _STATIC.items()},
        "customUI/customUI14.xml": ui,
        "customUI/customUI.xml": ribbon.custom_ui(ribbon.UI_2007),
        "xl/worksheets/sheet1.xml": _sheet("ShConf", SETTINGS),
        "xl/worksheets/sheet2.xml": _sheet("ShLabels", ribbon.labels()),
    }
    binary = Project(PROJECT, sources).binary()
    return {**{name: text.encode() for name, text in texts.items()}, "xl/vbaProject.bin": binary}


def modules() -> list[Module]:
    """Return all modules: ours, and the two of xlwings as the installed package brings them."""
    return [
        Module("ThisWorkbook", Kind.BOOK, (SOURCES / "vba/ThisWorkbook.cls").read_text("ascii")),
        Module("ShConf", Kind.SHEET),
        Module("ShLabels", Kind.SHEET),
        *(
            Module(path.stem, Kind.CODE, path.read_text("ascii"))
            for path in sorted((SOURCES / "vba").glob("*.bas"))
        ),
        Module("xlwings", Kind.CODE, _xlwings()),
        Module("Dictionary", Kind.CLASS, _of_xlwings("addin", "Dictionary.cls")),
    ]


def _xlwings() -> str:
    """Return xlwings' module (BSD, its notice inside), told the name of this add-in."""
    source, count = _PROJECT_NAME.subn(rf'\g<1>{NAME}"', _of_xlwings("xlwings_custom_addin.bas"))
    if count != 1:
        raise ValueError("xlwings_custom_addin.bas names its project otherwise than expected")
    return source


def _of_xlwings(*path: str) -> str:
    return resources.files("xlwings").joinpath(*path).read_text("ascii")


def _sheet(code_name: str, rows: Sequence[Sequence[str]]) -> str:
    """Return a worksheet of texts; its code name ties it to its module."""
    lines = [f'<row r="{number}">{_cells(row, number)}</row>' for number, row in enumerate(rows, start=1)]
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="{code_name}"/>'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    )


def _cells(row: Sequence[str], number: int) -> str:
    return "".join(
        f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        for column, text in zip(_COLUMNS, row, strict=False)
        if text
    )
