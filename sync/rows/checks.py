"""The hidden cell `_sum`: whose row it is, and a short check for each field as last synced.

Form: six characters checking (book id, key), then for each field three characters naming the field and
five checking the value on the sheet; `=` and five more where the server holds another text than the sheet
(an alias).
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_PAIRS = tuple(high + low for high in _DIGITS for low in _DIGITS)
_ENTRY = re.compile(r"([\w-]{3})([\w-]{5})(?:=([\w-]{5}))?", re.ASCII)
_SERVER = re.compile(r"=[\w-]{5}", re.ASCII)
_OTHER = re.compile(r"([\w-]{3})[\w-]{5}=([\w-]{5})", re.ASCII)
_OWNER_LENGTH = 6
BLANK = "00000"


@dataclass(frozen=True, slots=True)
class Checks:
    """Checks by field: of the text on the sheet, and of the server's text where it is another."""

    sheet: Mapping[str, str] = field(default_factory=dict)
    server: Mapping[str, str] = field(default_factory=dict)

    def of_server(self, key: str) -> str | None:
        """Return the check of the server's text of a field; None when it was never synced here."""
        return self.server.get(key) or self.sheet.get(key)


NO_CHECKS = Checks()


@lru_cache(maxsize=1 << 17)
def check(text: str | None) -> str:
    """Return the five characters (30 bits) that stand for a value; `BLANK` for none."""
    if text is None:
        return BLANK
    number = zlib.crc32(text.encode("utf-8", "surrogatepass"))
    return _PAIRS[number >> 20] + _PAIRS[number >> 8 & 0xFFF] + _DIGITS[number >> 2 & 0x3F]


@lru_cache(maxsize=1024)
def field_sign(key: str) -> str:
    """Return the three characters that name a field in `_sum`."""
    number = zlib.crc32(key.encode())
    return _PAIRS[number >> 20] + _DIGITS[number >> 8 & 0x3F]


def owner(book: str, key: str) -> str:
    """Return the six characters that bind a key to its book."""
    digest = hashlib.blake2b(f"{book}\0{key}".encode(), digest_size=5).digest()
    number = int.from_bytes(digest, "big") >> 4
    return _PAIRS[number >> 24] + _PAIRS[number >> 12 & 0xFFF] + _PAIRS[number & 0xFFF]


def owned(text: str, *, book: str, key: str) -> bool:
    """Tell whether a `_sum` was written for this key by this book."""
    return text[:_OWNER_LENGTH] == owner(book, key)


def split_checks(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what a `_sum` says of the sheet, and the signs of fields with what it says of the server."""
    entries = text[_OWNER_LENGTH:]
    if "=" not in entries:
        return entries, []
    return _SERVER.sub("", entries), _OTHER.findall(entries)


def checks_text(checks: Checks, *, book: str, key: str) -> str:
    """Return the content of `_sum`."""
    return owner(book, key) + "".join(_entries(checks))


def _entries(checks: Checks) -> Iterable[str]:
    server = checks.server
    for key, text in checks.sheet.items():
        yield field_sign(key) + text + (f"={server[key]}" if key in server else "")


def parse_checks(text: str, signs: Mapping[str, str]) -> Checks:
    """Return the checks in a `_sum`; `signs` maps field signs to field keys, others are passed over."""
    sheet: dict[str, str] = {}
    server: dict[str, str] = {}
    for sign, on_sheet, on_server in _ENTRY.findall(text, _OWNER_LENGTH):
        key = signs.get(sign)
        if key is not None:
            sheet[key] = on_sheet
            if on_server:
                server[key] = on_server
    return Checks(sheet, server)
