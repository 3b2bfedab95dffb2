"""Readers of VBA projects that know nothing of our writer: olefile, and the reading half of [MS-OVBA]."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import olefile

CHUNK = 4_096
_NAME, _WIDE_NAME, _STREAM, _OFFSET, _VERSION, _COUNT, _END = 0x19, 0x47, 0x1A, 0x31, 0x09, 0x0F, 0x2B


@dataclass
class Listed:
    """A module as the `dir` stream names it."""

    name: str = ""
    wide_name: str = ""
    stream: str = ""
    offset: int = -1


def opened(binary: bytes) -> olefile.OleFileIO:
    """Return a compound file; raises on the least defect."""
    return olefile.OleFileIO(io.BytesIO(binary), raise_defects=olefile.DEFECT_POTENTIAL)


def decompressed(data: bytes) -> bytes:
    """Return what was compressed, by the algorithm of 2.4.1.3.1 as it stands there."""
    assert data[0] == 1
    at, out = 1, bytearray()
    while at < len(data):
        header = struct.unpack_from("<H", data, at)[0]
        size, is_compressed = (header & 0x0FFF) + 3, bool(header & 0x8000)
        assert (header >> 12) & 7 == 3
        assert at + size <= len(data)
        body = data[at + 2 : at + size]
        out += _chunk(body) if is_compressed else body
        at += size
    return bytes(out)


def _chunk(body: bytes) -> bytes:
    at, out = 0, bytearray()
    while at < len(body):
        flags = body[at]
        at += 1
        for bit in range(8):
            if at >= len(body):
                break
            if flags >> bit & 1:
                _copy(out, struct.unpack_from("<H", body, at)[0])
                at += 2
            else:
                out.append(body[at])
                at += 1
    assert len(out) <= CHUNK
    return bytes(out)


def _copy(out: bytearray, token: int) -> None:
    bits = 4
    while 1 << bits < len(out):
        bits += 1
    length = (token & (0xFFFF >> bits)) + 3
    distance = (token >> (16 - bits)) + 1
    assert distance <= len(out)
    for _ in range(length):
        out.append(out[-distance])


def modules_of(directory: bytes) -> list[Listed]:
    """Return the modules of a `dir` stream, which must be well formed to its last byte."""
    at, found, now, count = 0, [], Listed(), -1
    while at < len(directory):
        number, size = struct.unpack_from("<HI", directory, at)
        size = 6 if number == _VERSION else size
        content = directory[at + 6 : at + 6 + size]
        at += 6 + size
        if number == _NAME:
            now = Listed(name=content.decode())
        elif number == _WIDE_NAME:
            now.wide_name = content.decode("utf-16-le")
        elif number == _STREAM:
            now.stream = content.decode()
        elif number == _OFFSET:
            now.offset = struct.unpack("<I", content)[0]
        elif number == _COUNT:
            count = struct.unpack("<H", content)[0]
        elif number == _END:
            found.append(now)
    assert (at, len(found)) == (len(directory), count)
    return found
