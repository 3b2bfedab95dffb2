"""The gate on secrets: no file that git keeps holds what looks like a key, a token or a password in a URL."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from tests.house.tree import ROOT, project_files

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = "tests/golden/upgrade/"
"""Databases of a firm that never was: hashes of test passwords are part of what is upgraded."""
LOOKS = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "cloud key": re.compile(r"\b(AKIA|ASIA|LTAI|AKID)[A-Za-z0-9]{12,}"),
    "token of a forge": re.compile(r"\b(gh[pousr]_|github_pat_|glpat-|pypi-)[A-Za-z0-9_-]{16,}"),
    "token of a service": re.compile(r"\b(xox[baprs]-|sk-|sk_live_|hf_)[A-Za-z0-9-]{16,}"),
    "signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\."),
    "bearer token": re.compile(r"Bearer [A-Za-z0-9_-]{32,}"),
    "password in a URL": re.compile(r"\b[a-z][a-z0-9+]*://[^\s:/@\"'{}]+:[^\s:/@\"'{}…*]{3,}@"),
    "hash of a password": re.compile(r"\$argon2id?\$v=\d+\$[^\s\"']{20,}"),
}


def findings() -> list[str]:
    """Return a sentence for everything in the tree that looks like a secret."""
    paths = [path for path in project_files() if not path.as_posix().startswith(SAMPLES)]
    return [
        f"{path.as_posix()}: {found}"
        for path in paths
        for found in secrets_of((ROOT / path).read_bytes().decode("utf-8", "replace"))
    ]


def secrets_of(text: str) -> Iterator[str]:
    """Yield what a text seems to hold, and in which line; the secret itself is not repeated."""
    for name, look in LOOKS.items():
        for found in look.finditer(text):
            yield f"line {text.count(chr(10), 0, found.start()) + 1} looks like a {name}"


if __name__ == "__main__":
    found = findings()
    print("\n".join(found) or "No secrets.")  # noqa: T201
    sys.exit(bool(found))
