"""Bodies of the bridge, packed (gzip): what a call may grow to unpacked, and answers worth packing."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from addin.bridge.problems import BridgeError

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

MOST_BODY_BYTES = 48 * 1024 * 1024
"""What a call may hold, unpacked; what comes packed is no longer either."""
LEAST_PACKED_BYTES = 4_096
"""Shorter answers are not worth it."""
GZIP = "gzip"
TOO_LARGE = "表太大，请分成几个工作簿。"
_LEVEL = 1  # a sheet shrinks to a seventh; the higher levels cost five times as much for a tenth of that
_GZIP_ONLY = 31


def unpacked(body: bytes, encoding: str) -> bytes:
    """Return a body as it was before it was packed. Raises BridgeError.

    Unpacking stops one byte beyond the limit, whatever the body would grow to: a few kilobytes may hold
    gigabytes of nothing.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return body
    if name != GZIP:
        raise BridgeError(415, "只接受 gzip 压缩。")
    unpacking = zlib.decompressobj(_GZIP_ONLY)
    try:
        plain = unpacking.decompress(body, MOST_BODY_BYTES + 1)
    except zlib.error as error:
        raise BridgeError(400, "gzip 数据损坏。") from error
    if len(plain) > MOST_BODY_BYTES:
        raise BridgeError(413, TOO_LARGE)
    if not unpacking.eof or unpacking.unused_data:
        raise BridgeError(400, "gzip 数据不完整。")
    return plain


def packed(body: bytes, environ: WSGIEnvironment) -> tuple[bytes, dict[str, str]]:
    """Return an answer as the caller takes it, and the headers that say so."""
    headers = {"Vary": "Accept-Encoding"}
    if len(body) < LEAST_PACKED_BYTES or not _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        return body, headers
    return gzip.compress(body, _LEVEL, mtime=0), {**headers, "Content-Encoding": GZIP}


def _takes_gzip(accepted: str) -> bool:
    """Tell whether gzip is among the encodings a caller names, and not ruled out (`gzip;q=0`)."""
    offers = (offer.strip().lower().partition(";") for offer in accepted.split(","))
    return any(name == GZIP and rest.replace(" ", "") not in {"q=0", "q=0.0"} for name, _, rest in offers)
