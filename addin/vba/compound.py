"""Compound files, version 3, written in one go: [MS-CFB]. Small streams lie in the mini stream."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

Tree = Mapping[str, "bytes | Tree"]
"""Streams (bytes) and storages (trees) by name."""

SECTOR, MINI_SECTOR, MINI_CUTOFF = 512, 64, 4_096
LONGEST_NAME = 31
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_NUMBERS_A_SECTOR = SECTOR // 4
_MOST_FAT_SECTORS = 109
"""As many are listed in the header; a larger file needs sectors that list more (2.5), and none here is."""
_ENTRY = struct.Struct("<64sHBBIII16sIQQIQ")


class TooLargeError(ValueError):
    """The file would need more sectors than the header can list, or a name more letters than an entry."""


@dataclass
class _Entry:
    """A directory entry (2.6.1)."""

    name: str
    kind: int
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    colour: int = _BLACK
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0" if self.name else b""
        links = (self.left, self.right, self.child)
        return _ENTRY.pack(
            name, len(name), self.kind, self.colour, *links, bytes(16), 0, 0, 0, self.start, self.size
        )


@dataclass
class _Sectors:
    """Sectors of a file and the chains they form."""

    size: int
    chain: list[int] = field(default_factory=list)
    content: bytearray = field(default_factory=bytearray)

    def put(self, data: bytes) -> int:
        """Append data and return the sector it starts at."""
        if not data:
            return _END
        start, count = len(self.chain), -(-len(data) // self.size)
        self.chain += [*range(start + 1, start + count), _END]
        self.content += data.ljust(count * self.size, b"\0")
        return start


def compound_file(tree: Tree) -> bytes:
    """Return the bytes of a compound file. Raises TooLargeError."""
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add_level(entries, tree)
    sectors, minis = _Sectors(SECTOR), _Sectors(MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.data)
            entry.start = (sectors if entry.size >= MINI_CUTOFF else minis).put(entry.data)
    entries[0].size, entries[0].start = len(minis.content), sectors.put(bytes(minis.content))
    mini_fat = _numbers(minis.chain)
    mini_fat_start = sectors.put(mini_fat)
    directory_start = sectors.put(_directory(entries))
    return _with_fat(
        sectors, directory=directory_start, mini_fat=mini_fat_start, mini_sectors=len(mini_fat) // SECTOR
    )


def _add_level(entries: list[_Entry], tree: Tree) -> int:
    """Add the entries of a storage and those below, and return the number of the topmost one."""
    numbers = []
    for name in sorted(tree, key=lambda name: (len(name), name.upper())):  # the order of 2.6.4
        if len(name) > LONGEST_NAME:
            raise TooLargeError(name)
        content = tree[name]
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE))
        numbers.append(len(entries) - 1)
    for number in numbers:
        below = tree[entries[number].name]
        if not isinstance(below, bytes):
            entries[number].child = _add_level(entries, below)
    return _balance(entries, numbers, depth=0, full=(len(numbers) + 1).bit_length() - 1)


def _balance(entries: list[_Entry], numbers: list[int], *, depth: int, full: int) -> int:
    """Link sorted siblings into a red-black tree (2.6.4): only a last level with gaps is red."""
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.colour = _RED if depth >= full else _BLACK
    entry.left = _balance(entries, numbers[:middle], depth=depth + 1, full=full)
    entry.right = _balance(entries, numbers[middle + 1 :], depth=depth + 1, full=full)
    return numbers[middle]


def _directory(entries: list[_Entry]) -> bytes:
    packed = b"".join(entry.packed() for entry in entries)
    gap = -len(packed) % SECTOR // _ENTRY.size
    return packed + _Entry("", 0, colour=_RED).packed() * gap


def _numbers(chain: list[int]) -> bytes:
    """Return chain entries as whole sectors."""
    padded = [*chain, *[_FREE] * (-len(chain) % _NUMBERS_A_SECTOR)]
    return struct.pack(f"<{len(padded)}I", *padded)


def _with_fat(sectors: _Sectors, *, directory: int, mini_fat: int, mini_sectors: int) -> bytes:
    """Return the file: header (2.2), sectors, and the table of chains (2.3), which covers itself too."""
    used = len(sectors.chain)
    count = next(n for n in range(1, used + 2) if n * _NUMBERS_A_SECTOR >= used + n)
    if count > _MOST_FAT_SECTORS:
        raise TooLargeError(used)
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        bytes(16),
        *(0x3E, 3, 0xFFFE, SECTOR.bit_length() - 1, MINI_SECTOR.bit_length() - 1),
        bytes(6),
        *(0, count, directory, 0, MINI_CUTOFF, mini_fat, mini_sectors, _END, 0),
    )
    listed = [*range(used, used + count), *[_FREE] * (_MOST_FAT_SECTORS - count)]
    fat = _numbers([*sectors.chain, *[_FAT] * count])
    return header + struct.pack("<109I", *listed) + bytes(sectors.content) + fat
