"""Tokens and addresses on this computer: in the keyring, else in a private file; never in a book."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVICE = "sheetline"
LAST_SERVER, LAST_USER = "last server", "last user"
SERVER_VARIABLE = "SHEETLINE_SERVER"
_PRIVATE = 0o600


def profile() -> Path:
    """Return the folder for settings of programs in the user's profile, the one the command line uses."""
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


class FileVault:
    """Names and secrets in a file that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> str:
        """Return what is kept under a name; empty when there is nothing."""
        return str(self._all().get(name, ""))

    def put(self, name: str, text: str) -> None:
        """Keep text under a name; empty text removes the name."""
        kept = {key: value for key, value in self._all().items() if key != name}
        if text:
            kept[name] = text
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.unlink() if fresh.exists() else None
        handle = os.open(str(fresh), os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False)
        fresh.replace(self._path)

    def _all(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found


class KeyringVault:
    """Secrets in the keyring of the system, where LibreOffice's Python has the `keyring` package."""

    def __init__(self, keyring: Any) -> None:
        self._keyring = keyring

    def get(self, name: str) -> str:
        """Return a secret; empty when there is none."""
        return self._keyring.get_password(SERVICE, name) or ""

    def put(self, name: str, text: str) -> None:
        """Keep a secret; empty text removes it."""
        if text:
            self._keyring.set_password(SERVICE, name, text)
        elif self.get(name):
            self._keyring.delete_password(SERVICE, name)


@dataclass(frozen=True)
class SignIn:
    """Who is signed in where; the token is empty when nobody is."""

    server: str
    user: str
    token: str


class SignIns:
    """What this computer remembers of sign-ins; addresses and names in the file, tokens in the vault."""

    def __init__(self, settings: FileVault, vault: Any, *, first_server: str) -> None:
        self._settings = settings
        self._vault = vault
        self._first_server = first_server

    def current(self) -> SignIn:
        """Return the newest sign-in."""
        server = os.environ.get(SERVER_VARIABLE) or self._settings.get(LAST_SERVER) or self._first_server
        user = self._settings.get(f"{LAST_USER} {server}")
        return SignIn(server, user, self._vault.get(f"{user} {server}") if user else "")

    def keep(self, signed: SignIn) -> None:
        """Remember a sign-in as the newest."""
        self._vault.put(f"{signed.user} {signed.server}", signed.token)
        self._settings.put(f"{LAST_USER} {signed.server}", signed.user)
        self._settings.put(LAST_SERVER, signed.server)

    def forget(self, signed: SignIn) -> None:
        """Drop the token of a sign-in; who it was is remembered."""
        self._vault.put(f"{signed.user} {signed.server}", "")


def sign_ins(first_server: str) -> SignIns:
    """Return what this computer remembers."""
    settings = FileVault(profile() / "sheetline" / "tokens.json")
    keyring = _keyring()
    return SignIns(settings, KeyringVault(keyring) if keyring else settings, first_server=first_server)


def _keyring() -> Any:
    """Return the keyring package where it is there and works."""
    try:
        import keyring  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - seldom there

        keyring.get_password(SERVICE, "probe")
    except Exception:  # noqa: BLE001 - absent, or set up wrongly: it raises whatever its library does
        return None
    return keyring
