"""The add-in as an ordinary book with macros, which programs open that know no add-ins."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TYPES = "[Content_Types].xml"


def write_as_book(parts: Mapping[str, bytes], path: Path) -> Path:
    """Write the parts of the add-in as the book it would be if it were none."""
    changed = parts[TYPES].replace(b"ms-excel.addin.macroEnabled", b"ms-excel.sheet.macroEnabled")
    assert changed != parts[TYPES]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**parts, TYPES: changed}.items():
            archive.writestr(name, content)
    return path
