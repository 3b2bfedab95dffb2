"""Notes beside those of other programs, whose boxes are drawn with names of their own."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import openpyxl
from openpyxl.comments import Comment

from addin.bridge import messages as m
from addin.hosts.file import FileHost

if TYPE_CHECKING:
    from pathlib import Path

VML, EXCEL = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:excel}"


def places(path: Path) -> set[tuple[str, str]]:
    """Return (row, column), from 0, of the boxes of notes; the drawing must be well-formed."""
    with zipfile.ZipFile(path) as archive:
        drawings = [ET.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".vml")]  # noqa: S314 - written by ourselves
    data = [each for drawing in drawings for each in drawing.iterfind(f"{VML}shape/{EXCEL}ClientData")]
    return {(each.findtext(f"{EXCEL}Row", ""), each.findtext(f"{EXCEL}Column", "")) for each in data}


def test_a_note_stands_beside_one_whose_box_has_other_prefixes_and_goes_alone(tmp_path: Path) -> None:
    path = tmp_path / "note.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0]["B2"].comment = Comment("客户催", "老王")
    book.save(path)
    name = book.sheetnames[0]
    for text, expected in (("请核对", {("1", "1"), ("4", "2")}), ("", {("1", "1")})):
        host = FileHost(path)
        host.apply(m.Note(name, 5, 3, text))
        host.apply(m.Save())
        assert places(path) == expected
    comments = openpyxl.load_workbook(path)[name]
    assert comments["B2"].comment.text == "客户催"
    assert comments["C5"].comment is None
