"""Prints of what was sent: to know a repeated request again, and a row whose key was lost."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from server.views.contract import Values
    from sync.protocol.messages import RowIn, SyncRequest

_encode = msgspec.json.Encoder(order="deterministic").encode


def request_print(request: SyncRequest, *, secrets: AbstractSet[str]) -> str:
    """Return a print of the body as JSON values: order of keys, blanks and escapes make no difference.

    Secrets are left out: a fast hash is no place for a password.
    """
    if secrets:
        rows = [_without(row, secrets) for row in request.rows]
        request = msgspec.structs.replace(request, rows=rows)
    return sha256(_encode(request)).hexdigest()


def values_text(filled: Values) -> bytes:
    """Return the values a row was sent with as they are kept, blank ones left out by the caller."""
    return _encode(filled)


def text_print(text: bytes) -> str:
    """Return a print of kept values."""
    return sha256(text).hexdigest()


def _without(row: RowIn, secrets: AbstractSet[str]) -> RowIn:
    kept = {field: text for field, text in row.values.items() if field not in secrets}
    return msgspec.structs.replace(row, values=kept)
