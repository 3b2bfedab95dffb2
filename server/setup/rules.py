"""What goes into a script for PowerShell, and what may stand there: addresses, texts, hashes."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_HASH = re.compile(r"[0-9A-F]{64}")


class BadAddressError(ValueError):
    """The address the page was asked by cannot stand in a script."""


def require_address(text: str) -> str:
    """Return the address without a slash at its end. Raises BadAddressError.

    Only letters, digits, dots, hyphens, brackets and colons: nothing that PowerShell, cmd or HTML reads.
    """
    address = text.rstrip("/")
    if not _ADDRESS.fullmatch(address):
        raise BadAddressError(text)
    return address


def quoted(text: str) -> str:
    """Return text as an expression of PowerShell in ASCII, whatever code page a file of it is read in."""
    if text.isascii() and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    escaped = "".join(_escaped(letter) for letter in text)
    return "([regex]::Unescape('" + escaped + "'))"


def _escaped(letter: str) -> str:
    if letter.isascii() and letter.isalnum():
        return letter
    units = letter.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def filled(template: str, facts: dict[str, str]) -> str:
    """Return a script with `@NAME@` replaced by quoted facts; every name must be known and used."""
    names = set(re.findall(r"@([A-Z_]+)@", template))
    if names != set(facts):
        raise KeyError(names ^ set(facts))
    return re.sub(r"@([A-Z_]+)@", lambda found: quoted(facts[found[1]]), template)


def require_hash(text: str) -> str:
    """Return a SHA-256 as PowerShell writes it. Raises ValueError."""
    if not _HASH.fullmatch(text):
        raise ValueError(text)
    return text
