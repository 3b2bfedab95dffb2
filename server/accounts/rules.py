"""Rules of signing in: what is kept of a token, how long it lasts, when tries are too many."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKEN_LASTS = dt.timedelta(days=30)
TRIES = 10
TRIES_WITHIN = dt.timedelta(minutes=15)
SHORTEST_PASSWORD = 8


def token_print(token: str) -> str:
    """Return what is kept of a token. It is 32 random bytes: nothing slower than SHA-256 is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def fold_name(name: str) -> str:
    """Return the form in which sign-in names are compared."""
    return name.strip().casefold()


def seconds_to_wait(tries: Sequence[dt.datetime], *, now: dt.datetime) -> int | None:
    """Return how long to wait when the tries (failed ones and the one at hand) are too many, else None.

    It ends when the oldest of them that counts is a quarter of an hour old.
    """
    recent = sorted(at for at in tries if at > now - TRIES_WITHIN)
    if len(recent) <= TRIES:
        return None
    return max(1, math.ceil((recent[-TRIES - 1] + TRIES_WITHIN - now).total_seconds()))
