"""Rules of signing in: what is kept of a token, how long it lasts, when tries are too many."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import math
import re
from dataclasses import dataclass

TOKEN_LASTS = dt.timedelta(days=30)
TRIES_WITHIN = dt.timedelta(days=1)
PLACES_KEPT = dt.timedelta(days=90)
SHORTEST_PASSWORD = 8
LONGEST_ADDRESS = 64
_PREFIX = 64  # bits of an IPv6 address that one customer of a provider has; the rest he chooses
_MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures are free, and how long the pauses behind them are: doubled until the longest."""

    free: int
    first_seconds: int
    longest_seconds: int


@dataclass(frozen=True, slots=True)
class Failures:
    """How often it failed within `TRIES_WITHIN`, and when last."""

    count: int
    last: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """Failures before a try: of its name from its address, of its name from anywhere, of its address.

    `known`: the name has signed in from this address lately.
    """

    here: Failures
    of_name: Failures
    of_address: Failures
    known: bool


HERE = Patience(5, 5, 300)
OF_NAME = Patience(20, 5, 900)
OF_ADDRESS = Patience(100, 5, 900)
"""Colleagues behind one address share but the last, which is large, and counts only for who never signed in
from there: nobody is locked out of the own place by what strangers try elsewhere, nor by a guessing neighbour
for longer than five minutes at a time."""


_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9.!#$%&'*+/=?^_`{|}~-])[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+"  # not from each letter of a run
    r"@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
)
_WECOM_ID = re.compile(r"[A-Za-z0-9_.@-]{1,64}")


def is_address(text: str) -> bool:
    """Tell whether a text is one plain mail address: nothing in it can begin another header or recipient."""
    return _ADDRESS.fullmatch(text) is not None


def is_wecom_id(text: str) -> bool:
    """Tell whether a text can be the id of one member: `|` parts members, `@all` would be all of them."""
    return _WECOM_ID.fullmatch(text) is not None and text != "@all"


def token_print(token: str) -> str:
    """Return what is kept of a token. It is 32 random bytes: nothing slower than SHA-256 is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def fold_name(name: str) -> str:
    """Return the form in which sign-in names are compared."""
    return name.strip().casefold()


def fold_address(address: str) -> str:
    """Return the address that tries are counted by: of IPv6 the network, that one machine cannot change."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:LONGEST_ADDRESS]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _PREFIX), strict=False))


def seconds_to_wait(record: Record, *, now: dt.datetime) -> int | None:
    """Return how long to wait before the try may be made, None when it may be made now."""
    counted = [(record.here, HERE)]
    if not record.known:
        counted += [(record.of_name, OF_NAME), (record.of_address, OF_ADDRESS)]
    waits = [_wait(failures, patience, now) for failures, patience in counted]
    longest = max(waits)
    return math.ceil(longest) if longest > 0 else None


def _wait(failures: Failures, patience: Patience, now: dt.datetime) -> float:
    if failures.last is None or failures.count < patience.free:
        return 0
    doublings = min(failures.count - patience.free, _MOST_DOUBLINGS)
    pause: int = min(patience.first_seconds << doublings, patience.longest_seconds)
    return pause - (now - failures.last).total_seconds()
