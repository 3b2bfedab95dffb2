"""Keys of rows, submissions and books: UUID version 7 as lower-case text, ordered by time."""

from __future__ import annotations

import os
import re
import time
from functools import lru_cache
from typing import TYPE_CHECKING

from sync.protocol.messages import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANDOM_BYTES = 8
_STEP_NANOSECONDS = 250
_AT_ONCE = 64
_KEY = re.compile(KEY)


def new_key() -> str:
    """Return a fresh key."""
    return next(new_keys())


def new_keys() -> Iterator[str]:
    """Yield fresh keys without end, each greater than the one before."""
    nanoseconds = time.time_ns()
    yield key_at(nanoseconds, randomness=os.urandom(_RANDOM_BYTES))
    while True:  # of many, as the system is asked for many random bytes at once
        drawn = os.urandom(_RANDOM_BYTES * _AT_ONCE)
        for start in range(0, len(drawn), _RANDOM_BYTES):
            nanoseconds += _STEP_NANOSECONDS
            yield key_at(nanoseconds, randomness=drawn[start : start + _RANDOM_BYTES])


def key_at(nanoseconds: int, *, randomness: bytes) -> str:
    """Return the key of a moment (nanoseconds since 1970) and 8 random bytes.

    Layout of RFC 9562, section 5.7: 48 bits of milliseconds, version, 12 bits of the fraction of the
    millisecond (section 6.2, method 3), variant, 62 random bits.
    """
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    low = (int.from_bytes(randomness, "big") & (1 << 62) - 1) | 1 << 63
    digits = f"{milliseconds & (1 << 48) - 1:012x}7{fraction:03x}{low:016x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@lru_cache(maxsize=32_768)  # a key is looked at several times on its way through a push
def is_key(text: str) -> bool:
    """Tell whether the text is a UUID as keys are written."""
    return _KEY.fullmatch(text) is not None
