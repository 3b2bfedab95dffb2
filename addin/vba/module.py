"""A VBA module as it is stored: its attributes first, lines that end as on Windows, nothing but ASCII."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_ATTRIBUTE = re.compile(r'Attribute (VB_\w+) = (".*"|True|False)')


class Kind(Enum):
    """What a module is: code, a class, or what stands behind the workbook or a sheet."""

    CODE = ""
    CLASS = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"
    BOOK = "0{00020819-0000-0000-C000-000000000046}"
    SHEET = "0{00020820-0000-0000-C000-000000000046}"

    @property
    def is_document(self) -> bool:
        """Tell whether Excel makes the object itself."""
        return self in {Kind.BOOK, Kind.SHEET}


class BadModuleError(ValueError):
    """A source cannot become a module."""


@dataclass(frozen=True, slots=True)
class Module:
    """A name of at most 31 letters and a source. Raises BadModuleError."""

    name: str
    kind: Kind
    source: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise BadModuleError(f"{self.name}: not a name of a module")
        if not self.source.isascii():
            raise BadModuleError(f"{self.name}: only ASCII reads the same under every code page")

    def stored(self) -> bytes:
        """Return the source as it is stored, before compression."""
        given, code = self._split()
        if given.get("VB_Name", self._quoted) != self._quoted:
            raise BadModuleError(f"{self.name}: its source says {given['VB_Name']}")
        lines = [f"Attribute {name} = {value}" for name, value in (self._attributes() | given).items()]
        return "".join(f"{line}\r\n" for line in [*lines, *code]).encode("ascii")

    @property
    def _quoted(self) -> str:
        return f'"{self.name}"'

    def _split(self) -> tuple[dict[str, str], list[str]]:
        """Return attributes and code, without the header that only exported files of classes have."""
        lines = self.source.splitlines()
        if lines and lines[0].startswith("VERSION "):
            lines = lines[lines.index("END") + 1 :]
        given = {}
        while lines and (found := _ATTRIBUTE.fullmatch(lines[0])):
            if found[1] != "VB_Base":
                given[found[1]] = found[2]
            lines.pop(0)
        return given, lines

    def _attributes(self) -> dict[str, str]:
        if self.kind is Kind.CODE:
            return {"VB_Name": self._quoted}
        return {
            "VB_Name": self._quoted,
            "VB_Base": f'"{self.kind.value}"',
            "VB_GlobalNameSpace": "False",
            "VB_Creatable": "False",
            "VB_PredeclaredId": str(self.kind.is_document),
            "VB_Exposed": str(self.kind.is_document),
            "VB_TemplateDerived": "False",
            "VB_Customizable": str(self.kind.is_document),
        }
