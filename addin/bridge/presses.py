"""Answers of numbered calls, kept so that a repeated number gets the same answer."""

from __future__ import annotations

import hashlib
from typing import Protocol


class PressStore(Protocol):
    """Where answers are kept; any number of server processes share one."""

    def load(self, key: str) -> bytes | None:
        """Return the answer kept under a key (64 hex digits)."""

    def save(self, key: str, answer: bytes) -> bytes:
        """Keep an answer unless there is one already; return the one that is kept."""


class MemoryPresses:
    """Answers kept by one process, for tests and for a server of one process."""

    def __init__(self) -> None:
        self._answers: dict[str, bytes] = {}

    def load(self, key: str) -> bytes | None:
        """Return the answer kept under a key."""
        return self._answers.get(key)

    def save(self, key: str, answer: bytes) -> bytes:
        """Keep the first answer of a key and return it."""
        return self._answers.setdefault(key, answer)


def press_key(action: str, *, token: str, press: str, number: int) -> str:
    """Return the key of one numbered call; the token is part of it, so nobody gets another's answer."""
    return hashlib.sha256("\n".join((token, action, press, str(number))).encode()).hexdigest()
