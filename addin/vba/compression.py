"""Compression of VBA sources: [MS-OVBA] 2.4.1, chunks of 4,096 bytes of literals and copy tokens."""

from __future__ import annotations

import struct
from collections import defaultdict

CHUNK = 4_096
SIGNATURE = b"\x01"
_SHORTEST = 3
"""Bytes that a copy token stands for at least; as many are looked up at once."""
_RAW, _COMPRESSED = 0x3000, 0xB000
_TOKENS_A_FLAG = 8


class IncompressibleError(ValueError):
    """The last, short chunk would grow, and the format cannot say so; text never does this."""


def compress(data: bytes) -> bytes:
    """Return a compressed container (2.4.1.1.1). Raises IncompressibleError."""
    chunks = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    return SIGNATURE + b"".join(map(_chunk, chunks))


def _chunk(data: bytes) -> bytes:
    """Return a chunk with its header (2.4.1.1.5): what does not shrink is stored as it is."""
    tokens = _tokens(data)
    if len(tokens) < CHUNK:
        return struct.pack("<H", _COMPRESSED | (len(tokens) - 1)) + tokens
    if len(data) < CHUNK:
        raise IncompressibleError(len(data))
    return struct.pack("<H", _RAW | (CHUNK - 1)) + data


def _tokens(data: bytes) -> bytes:
    """Return token sequences (2.4.1.1.7): a byte of flags, then eight literals or copy tokens."""
    out, places = bytearray(), _Places(data)
    at = 0
    while at < len(data):
        flags, group = 0, bytearray()
        for bit in range(_TOKENS_A_FLAG):
            if at >= len(data):
                break
            distance, length = places.longest_match(at)
            if length:
                group += _copy_token(at, distance=distance, length=length)
                flags |= 1 << bit
            else:
                group.append(data[at])
            places.pass_over(at, length or 1)
            at += length or 1
        out.append(flags)
        out += group
    return bytes(out)


def _copy_token(at: int, *, distance: int, length: int) -> bytes:
    """Return a copy token (2.4.1.3.19.3)."""
    return struct.pack("<H", (distance - 1) << (16 - _distance_bits(at)) | (length - _SHORTEST))


def _distance_bits(at: int) -> int:
    """Return how many bits of a copy token hold the distance (2.4.1.3.19.1): enough to reach the start."""
    return max(4, (at - 1).bit_length())


class _Places:
    """Where each three bytes of a chunk were seen before."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._seen: dict[bytes, list[int]] = defaultdict(list)

    def longest_match(self, at: int) -> tuple[int, int]:
        """Return (distance, length) of the longest earlier match, the nearest of them; (0, 0) for none."""
        most = min((0xFFFF >> _distance_bits(at)) + _SHORTEST, len(self._data) - at)
        best = (0, 0)
        for start in reversed(self._seen.get(self._data[at : at + _SHORTEST], [])):
            length = self._common(start, at, most)
            if length > best[1]:
                best = (at - start, length)
            if length == most:
                break
        return best

    def pass_over(self, at: int, count: int) -> None:
        """Remember what begins at these bytes."""
        for start in range(at, min(at + count, len(self._data) - _SHORTEST + 1)):
            self._seen[self._data[start : start + _SHORTEST]].append(start)

    def _common(self, start: int, at: int, most: int) -> int:
        length = _SHORTEST
        while length < most and self._data[start + length] == self._data[at + length]:
            length += 1
        return length
