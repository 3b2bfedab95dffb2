"""Tokens of signed-in users: in the keyring, else in a private file of the profile; never in a book."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import keyring

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE = "sheetline"
_LAST_USER = "last user"
_PRIVATE = 0o600


class Vault(Protocol):
    """Secrets by name."""

    def get(self, name: str) -> str | None:
        """Return a secret."""

    def put(self, name: str, secret: str | None) -> None:
        """Keep a secret; None removes it."""


class SystemVault:
    """The keyring of the system. Raises KeyringError where there is none."""

    def get(self, name: str) -> str | None:
        """Return a secret."""
        return keyring.get_password(SERVICE, name)

    def put(self, name: str, secret: str | None) -> None:
        """Keep or remove a secret."""
        if secret is not None:
            keyring.set_password(SERVICE, name, secret)
        elif keyring.get_password(SERVICE, name) is not None:
            keyring.delete_password(SERVICE, name)


@dataclass(frozen=True, slots=True)
class FileVault:
    """A file that only its owner may read, for machines without a keyring."""

    path: Path

    def get(self, name: str) -> str | None:
        """Return a secret."""
        return self._all().get(name)

    def put(self, name: str, secret: str | None) -> None:
        """Keep or remove a secret."""
        secrets = {key: value for key, value in self._all().items() if key != name}
        if secret is not None:
            secrets[name] = secret
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.touch(mode=_PRIVATE)
        fresh.write_text(json.dumps(secrets), encoding="utf-8")
        fresh.replace(self.path)

    def _all(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return found


@dataclass(frozen=True, slots=True)
class SignIns:
    """Who is signed in where on this computer."""

    vault: Vault

    def token(self, server: str, user: str = "") -> str:
        """Return the token of a user, or of who signed in last; empty when there is none."""
        name = user or self.vault.get(f"{_LAST_USER} {server}") or ""
        return self.vault.get(_name(server, name)) or "" if name else ""

    def keep(self, server: str, user: str, token: str) -> None:
        """Keep a token."""
        self.vault.put(_name(server, user), token)
        self.vault.put(f"{_LAST_USER} {server}", user)

    def forget(self, server: str, user: str = "") -> None:
        """Drop the token of a user, or of the one who signed in last."""
        name = user or self.vault.get(f"{_LAST_USER} {server}") or ""
        if name:
            self.vault.put(_name(server, name), None)


def _name(server: str, user: str) -> str:
    return f"{user} {server}"


def sign_ins(environment: Mapping[str, str]) -> SignIns:
    """Return the sign-ins of this user: of the keyring where it works, else of the profile."""
    system = SystemVault()
    try:
        system.get("probe")
    except Exception:  # noqa: BLE001 - a keyring set up wrongly raises whatever its library does
        return SignIns(FileVault(profile(environment) / "sheetline" / "tokens.json"))
    return SignIns(system)


def profile(environment: Mapping[str, str]) -> Path:
    """Return the folder for settings of programs in the user's profile."""
    if os.name == "nt":
        return Path(environment.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
