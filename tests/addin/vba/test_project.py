"""A VBA project from text."""

from __future__ import annotations

import re

import pytest

from addin.vba.module import BadModuleError, Kind, Module
from addin.vba.project import VERSION_STREAM, Project, obscured
from tests.addin.vba.reading import decompressed, modules_of, opened

MODULES = [
    Module("ThisWorkbook", Kind.BOOK, "Option Explicit\n"),
    Module("ShOne", Kind.SHEET),
    Module("Main", Kind.CODE, 'Attribute VB_Name = "Main"\nPublic Sub Go()\nEnd Sub\n'),
    Module("Thing", Kind.CLASS, "VERSION 1.0 CLASS\nBEGIN\n  MultiUse = -1\nEND\nPublic ID As String\n"),
]


def stream(*path: str) -> bytes:
    content: bytes = opened(Project("Probe", MODULES).binary()).openstream(list(path)).read()
    return content


def source(name: str) -> str:
    return decompressed(stream("VBA", name)).decode("ascii")


def test_only_what_a_writer_may_write_is_there() -> None:
    file = opened(Project("Probe", MODULES).binary())
    streams = sorted("/".join(path) for path in file.listdir())
    assert streams == sorted(
        ["PROJECT", "PROJECTwm", "VBA/_VBA_PROJECT", "VBA/dir", *(f"VBA/{each.name}" for each in MODULES)]
    )
    assert stream("VBA", "_VBA_PROJECT") == VERSION_STREAM


def test_the_directory_names_every_module_at_the_start_of_its_stream() -> None:
    found = modules_of(decompressed(stream("VBA", "dir")))
    assert [(each.name, each.wide_name, each.stream, each.offset) for each in found] == [
        (each.name, each.name, each.name, 0) for each in MODULES
    ]


def test_a_source_begins_with_its_name_and_ends_lines_as_on_windows() -> None:
    assert source("Main") == 'Attribute VB_Name = "Main"\r\nPublic Sub Go()\r\nEnd Sub\r\n'
    for each in MODULES:
        assert "\n" not in source(each.name).replace("\r\n", "")
        assert source(each.name).startswith(f'Attribute VB_Name = "{each.name}"\r\n')


def test_a_class_loses_the_header_of_its_file_and_gets_its_base() -> None:
    text = source("Thing")
    assert "MultiUse" not in text
    assert f'Attribute VB_Base = "{Kind.CLASS.value}"' in text
    assert text.endswith("Public ID As String\r\n")


def test_what_stands_behind_a_sheet_is_made_by_excel() -> None:
    assert "Attribute VB_PredeclaredId = True" in source("ShOne")
    assert "Attribute VB_PredeclaredId = False" in source("Thing")


def test_the_list_of_names_is_plain() -> None:
    assert stream("PROJECTwm").startswith(b"ThisWorkbook\0T\0h\0i\0s\0")


def test_no_password_and_no_protection_is_said() -> None:
    text = stream("PROJECT").decode()
    project_id = re.search(r'ID="([^"]+)"', text)
    assert project_id
    for name, plain in (("CMG", bytes(4)), ("DPB", bytes(1)), ("GC", b"\xff")):
        hidden = re.search(rf'{name}="([0-9A-F]+)"', text)
        assert hidden
        assert revealed(hidden[1], project_id[1]) == plain


def revealed(text: str, project_id: str) -> bytes:
    """[MS-OVBA] 2.4.3.3, written from there: version, key, padding, length, data."""
    data = bytes.fromhex(text)
    seed, version, key = data[0], data[0] ^ data[1], data[0] ^ data[2]
    assert (version, key) == (2, sum(project_id.encode()) & 0xFF)
    two_back, one_back, plain, out = data[1], data[2], key, bytearray()
    for hidden in data[3:]:
        plain = hidden ^ ((two_back + plain) & 0xFF)
        two_back, one_back = one_back, hidden
        out.append(plain)
    skipped = (seed & 6) // 2
    length = int.from_bytes(out[skipped : skipped + 4], "little")
    return bytes(out[skipped + 4 :][:length])


def test_protection_is_hidden_by_the_id() -> None:
    assert obscured(bytes(4), "{A}") != obscured(bytes(4), "{B}")


@pytest.mark.parametrize("name", ["1st", "a b", "", "n" * 32, "名"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadModuleError):
        Module(name, Kind.CODE)


def test_text_that_a_code_page_could_spoil_is_refused() -> None:
    with pytest.raises(BadModuleError, match="ASCII"):
        Module("Main", Kind.CODE, 'MsgBox "订单"')


def test_a_source_that_names_another_module_is_refused() -> None:
    with pytest.raises(BadModuleError, match="Other"):
        Module("Main", Kind.CODE, 'Attribute VB_Name = "Other"\n').stored()


def test_names_must_differ_whatever_their_case() -> None:
    with pytest.raises(BadModuleError):
        Project("probe", [Module("Probe", Kind.CODE)])
