"""The Excel add-in as a package, looked at with other people's readers."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.xml.functions import fromstring

from addin.surfaces import ribbon, xlam
from addin.vba.module import Kind
from tests.addin.excel.packages import write_as_book
from tests.addin.vba.reading import decompressed, modules_of, opened

if TYPE_CHECKING:
    from pathlib import Path

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
UNSAFE_IN_CMD = set('"%^&|<>!')


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """Make the parts of the package."""
    return xlam.parts()


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = xlam.build_addin(tmp_path / "a"), xlam.build_addin(tmp_path / "b")
    assert one.read_bytes() == two.read_bytes()


def test_the_package_is_whole_and_its_parts_are_xml(tmp_path: Path) -> None:
    with zipfile.ZipFile(xlam.build_addin(tmp_path)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        for name in archive.namelist():
            assert name.endswith(".bin") or len(fromstring(archive.read(name))) > 0


def test_every_part_has_a_type_and_every_link_a_part(parts: dict[str, bytes]) -> None:
    types = fromstring(parts["[Content_Types].xml"])
    named = {node.get("PartName") for node in types.iter(f"{CONTENT}Override")}
    defaults = {node.get("Extension") for node in types.iter(f"{CONTENT}Default")}
    assert {str(name)[1:] for name in named} <= set(parts)
    assert all(f"/{name}" in named or name.rpartition(".")[2] in defaults for name in parts)
    links = [node.get("Target") for node in fromstring(parts["_rels/.rels"]).iter(RELATION)]
    links += [
        f"xl/{node.get('Target')}" for node in fromstring(parts["xl/_rels/workbook.xml.rels"]).iter(RELATION)
    ]
    assert set(links) <= set(parts)
    assert {"customUI/customUI14.xml", "customUI/customUI.xml", "xl/vbaProject.bin"} <= set(links)


def test_another_reader_finds_settings_and_labels_on_the_sheets(
    parts: dict[str, bytes], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(write_as_book(parts, tmp_path / "book.xlsm"))
    assert book.sheetnames == [f"{xlam.NAME}.conf", "labels"]
    assert list(book["labels"].iter_rows(values_only=True)) == ribbon.labels()
    settings = {row[0]: row[1] or "" for row in book[f"{xlam.NAME}.conf"].iter_rows(values_only=True)}
    assert settings == dict(xlam.SETTINGS)


def test_the_clerks_folder_is_no_place_for_modules() -> None:
    settings = dict(xlam.SETTINGS)
    assert settings["ADD_WORKBOOK_TO_PYTHONPATH"] == settings["USE UDF SERVER"] == "False"


def test_another_reader_finds_our_modules_word_for_word(parts: dict[str, bytes]) -> None:
    file = opened(parts["xl/vbaProject.bin"])
    listed = modules_of(decompressed(file.openstream(["VBA", "dir"]).read()))
    assert [each.name for each in listed] == [module.name for module in xlam.modules()]
    for module in xlam.modules():
        stored = decompressed(file.openstream(["VBA", module.name]).read())
        assert stored == module.stored()


def test_every_sheet_is_tied_to_its_module(parts: dict[str, bytes]) -> None:
    code_names = [re.search(rb'codeName="(\w+)"', parts[f"xl/worksheets/sheet{n}.xml"]) for n in (1, 2)]
    documents = [module.name for module in xlam.modules() if module.kind is Kind.SHEET]
    assert [each[1].decode() for each in code_names if each] == documents
    assert b'codeName="ThisWorkbook"' in parts["xl/workbook.xml"]


def test_what_is_of_others_comes_with_its_notice() -> None:
    source_by_name = {module.name: module.source for module in xlam.modules()}
    assert "BSD 3-clause license" in source_by_name["xlwings"]
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in source_by_name["xlwings"]
    assert "License: MIT" in source_by_name["Dictionary"]
    assert f'PROJECT_NAME As String = "{xlam.NAME}"' in source_by_name["xlwings"]


def test_the_command_of_a_press_passes_through_cmd_unchanged() -> None:
    source = next(module.source for module in xlam.modules() if module.name == ribbon.MODULE)
    command = "".join(re.findall(r'PythonCommand = "([^"]*)" & action & "([^"]*)"', source)[0])
    assert not UNSAFE_IN_CMD & set(command)
    assert all(re.fullmatch("[a-z_]+", action.id) for action in ribbon.ribbon_actions())
