"""Workbook files as packages of parts, for tests that bend them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONTENT_TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"


def parts_of(path: Path) -> dict[str, bytes]:
    """Return the parts of a file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Write a file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def plain_book(path: Path) -> Path:
    """Write a small ordinary workbook."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["产品型号", "数量"])
    book.active.append(["A-1", 3])
    book.save(path)
    return path
