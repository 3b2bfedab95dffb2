"""A VBA project from its modules, source only: [MS-OVBA] 2.3; Excel compiles it when it opens the book.

No performance cache is written, as 2.3.4.1 asks of writers: every module begins at offset 0 of its stream,
and the version in `_VBA_PROJECT` is 0xFFFF, for which readers ignore caches.
"""

from __future__ import annotations

import struct
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.vba.compound import compound_file
from addin.vba.compression import compress
from addin.vba.module import BadModuleError, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.vba.module import Module

VERSION_STREAM = bytes.fromhex("CC61FFFF000000")
_SEED = 0x5D
_NAMESPACE = uuid.UUID("6f1c0a52-57b5-4d0f-9c0e-6f2a3b1d8e11")
_US_ENGLISH, _CODE_PAGE = 0x409, 1252
_AUTOMATION = (
    r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"
)
_OFFICE = (
    r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
    r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
    r"#Microsoft Office 16.0 Object Library"
)
_LIBRARIES = (("stdole", _AUTOMATION), ("Office", _OFFICE))
"""What modules refer to: IRibbonUI and IRibbonControl are of the second."""
_WORDS = {Kind.CODE: "Module={}", Kind.CLASS: "Class={}"}
_DOCUMENT = "Document={}/&H00000000"


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a name and modules, whose names all differ. Raises BadModuleError."""

    name: str
    modules: Sequence[Module]

    def __post_init__(self) -> None:
        names = [self.name.lower(), *(module.name.lower() for module in self.modules)]
        if len(set(names)) != len(names):
            raise BadModuleError("modules must differ in name from each other and from the project")

    def binary(self) -> bytes:
        """Return the content of `vbaProject.bin`."""
        sources = {module.name: compress(module.stored()) for module in self.modules}
        return compound_file(
            {
                "VBA": {"_VBA_PROJECT": VERSION_STREAM, "dir": compress(self._directory()), **sources},
                "PROJECT": self._properties(),
                "PROJECTwm": self._names(),
            }
        )

    @property
    def id(self) -> str:
        """The project's id: the same for the same name."""
        return f"{{{str(uuid.uuid5(_NAMESPACE, self.name)).upper()}}}"

    def _directory(self) -> bytes:
        """Return the `dir` stream (2.3.4.2): information, references, modules."""
        language, nothing = struct.pack("<I", _US_ENGLISH), bytes(4)
        information = [
            *(_record(0x01, struct.pack("<I", 1)), _record(0x02, language), _record(0x14, language)),
            *(_record(0x03, struct.pack("<H", _CODE_PAGE)), _record(0x04, self.name.encode("ascii"))),
            *(_named(0x05, 0x40, ""), _record(0x06), _record(0x3D)),
            *(_record(0x07, nothing), _record(0x08, nothing)),
            struct.pack("<HIIH", 0x09, 4, 1, 1),  # says four bytes and has six: so it is written there
            _named(0x0C, 0x3C, ""),
        ]
        count = _record(0x0F, struct.pack("<H", len(self.modules))) + _record(0x13, b"\xff\xff")
        references = [_reference(*library) for library in _LIBRARIES]
        parts = [*information, *references, count, *map(_module_record, self.modules), _record(0x10)]
        return b"".join(parts)

    def _properties(self) -> bytes:
        """Return the `PROJECT` stream (2.3.1): text, never compressed."""
        lines = [
            f'ID="{self.id}"',
            *(_WORDS.get(module.kind, _DOCUMENT).format(module.name) for module in self.modules),
            *(f'Name="{self.name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"'),
            *(f'CMG="{obscured(bytes(4), self.id)}"', f'DPB="{obscured(bytes(1), self.id)}"'),
            *(f'GC="{obscured(bytes([0xFF]), self.id)}"', "", "[Host Extender Info]"),
            *("&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000", "", "[Workspace]"),
            *(f"{module.name}=0, 0, 0, 0, C" for module in self.modules),
        ]
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")

    def _names(self) -> bytes:
        """Return the `PROJECTwm` stream (2.3.3), not compressed: Excel drops the project otherwise."""
        names = (module.name for module in self.modules)
        both = (name.encode("ascii") + b"\0" + name.encode("utf-16-le") + b"\0\0" for name in names)
        return b"".join(both) + b"\0\0"


def obscured(data: bytes, project_id: str) -> str:
    """Return protection state as `PROJECT` holds it (2.4.3.2): hidden by the sum of the id's letters."""
    key = sum(project_id.encode("ascii")) & 0xFF
    before, last, plain = _SEED ^ key, _SEED ^ 2, key
    out = bytearray([_SEED, last, before])
    for byte in bytes((_SEED & 6) // 2) + struct.pack("<I", len(data)) + data:
        hidden = byte ^ ((last + plain) & 0xFF)
        out.append(hidden)
        last, before, plain = before, hidden, byte
    return out.hex().upper()


def _module_record(module: Module) -> bytes:
    """Return what `dir` says of a module (2.3.4.2.3.2)."""
    nothing = bytes(4)
    return b"".join(
        (
            *(_named(0x19, 0x47, module.name), _named(0x1A, 0x32, module.name), _named(0x1C, 0x48, "")),
            *(_record(0x31, nothing), _record(0x1E, nothing), _record(0x2C, b"\xff\xff")),
            *(_record(0x21 if module.kind is Kind.CODE else 0x22), _record(0x2B)),
        )
    )


def _reference(name: str, library: str) -> bytes:
    path = library.encode("ascii")
    return _named(0x16, 0x3E, name) + _record(0x0D, struct.pack("<I", len(path)) + path + bytes(6))


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _named(number: int, wide_number: int, text: str) -> bytes:
    """Return a text twice: in the code page, and in UTF-16."""
    return _record(number, text.encode("ascii")) + _record(wide_number, text.encode("utf-16-le"))
