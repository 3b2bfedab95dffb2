"""The seal: a SHA-256 chain over rows in commit order."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

GENESIS = "0" * 64


def digest(previous: str, lines: Iterable[bytes]) -> str:
    """Return the hex digest of a block: over the digest before it and its rows, canonical JSON lines."""
    hasher = hashlib.sha256(previous.encode())
    for line in lines:
        hasher.update(len(line).to_bytes(8, "big"))
        hasher.update(line)
    return hasher.hexdigest()
