"""Links by which a customer sees the status of one order: signed, for a time, and saying nothing else."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

LASTS = dt.timedelta(days=30)
_MAC_BYTES, _LONGEST = 16, 200


@dataclass(frozen=True, slots=True)
class StatusLink:
    """What a link stands for: an order (number), until a moment."""

    order_no: str
    until: dt.datetime

    def token(self, secret: str) -> str:
        """Return the last part of the link's address."""
        seconds = int(self.until.timestamp())
        return f"{self.order_no}.{seconds:x}.{_mac(secret, self.order_no, seconds)}"


def read_link(token: str, *, secret: str, now: dt.datetime) -> StatusLink | None:
    """Return what a token stands for; None when it was not made here or is over."""
    order_no, _, rest = token[:_LONGEST].partition(".")
    written, _, mac = rest.partition(".")
    try:
        seconds = int(written, 16)
        until = dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    right = hmac.compare_digest(_mac(secret, order_no, seconds).encode(), mac.encode("utf-8", "replace"))
    return StatusLink(order_no, until) if right and until > now else None


def _mac(secret: str, order_no: str, seconds: int) -> str:
    signed = hmac.digest(secret.encode(), f"status\n{order_no}\n{seconds}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(signed[:_MAC_BYTES]).decode().rstrip("=")
