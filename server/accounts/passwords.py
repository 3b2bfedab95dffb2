"""Passwords: kept as argon2id, compared in the same time whether or not there is such a user."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()  # argon2id with the settings of RFC 9106 for machines short of memory


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHER.hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Tell whether it is the password; a user without one takes as long to refuse."""
    try:
        _HASHER.verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def new_password() -> str:
    """Return a password that nobody can guess and anybody can type."""
    return secrets.token_hex(8)


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_hex())
