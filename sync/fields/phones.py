"""Canonical form of phones: mobiles as 11 digits, landlines as `0574-87654321`, extensions behind a dash."""

from __future__ import annotations

import re
from functools import lru_cache

from sync.fields.texts import code_text

_SEPARATORS = re.compile(r"[\s()./\-–—·_]+")
_EXTENSION = re.compile(r"^(.*\d)\s*(?:转|分机|ext\.?|,|#)\s*(\d{1,6})$", re.IGNORECASE)
_DASHED_EXTENSION = re.compile(r"^(\D*(?:\d[\s\-]*){11})-(\d{1,6})$")
_LANDLINE_WITH_EXTENSION = re.compile(r"^\(?(0\d{2,3})\)?[\s\-]*(\d{3,4}[\s\-]?\d{4})-(\d{1,6})$")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9](?:\d{9}|\d\*{4}\d{4}))", re.ASCII)
_LANDLINE = re.compile(r"(?:\+?86|0086)?(0?(?:10|2\d)|0?[3-9]\d{2})(\d{7,8})", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}", re.ASCII)


@lru_cache(maxsize=8192)
def phone_text(text: str) -> str | None:
    """Return the phone in canonical form; what looks like no phone stays as typed, trimmed and half-width.

    Forms: reference on Chinese conventions, section 6.2.
    """
    typed = code_text(text)
    if typed is None:
        return None
    number, extension = _split(typed)
    digits = _SEPARATORS.sub("", number)
    plain = _mobile(digits) or _landline(digits) or _service(digits)
    if plain is None:
        return typed
    return f"{plain}-{extension}" if extension else plain


@lru_cache(maxsize=8192)
def is_phone(text: str) -> bool:
    """Tell whether canonical text is a mainland mobile (masked ones too), a landline or a service number."""
    number, _ = _split(text)
    digits = _SEPARATORS.sub("", number)
    return (_mobile(digits) or _landline(digits) or _service(digits)) is not None


def _split(typed: str) -> tuple[str, str]:
    landline = _LANDLINE_WITH_EXTENSION.match(typed)
    if landline:
        return landline[1] + landline[2], landline[3]
    found = _EXTENSION.match(typed) or _DASHED_EXTENSION.match(typed)
    return (found[1], found[2]) if found else (typed, "")


def _mobile(digits: str) -> str | None:
    found = _MOBILE.fullmatch(digits)
    return found[1] if found else None


def _landline(digits: str) -> str | None:
    if not digits.startswith(("0", "+86", "86")):
        return None
    found = _LANDLINE.fullmatch(digits)
    return f"0{found[1].lstrip('0')}-{found[2]}" if found else None


def _service(digits: str) -> str | None:
    return digits if _SERVICE.fullmatch(digits) else None
