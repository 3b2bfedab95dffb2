"""The gate `vulnerabilities`: asks PyPI whether a locked version has a known one."""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from typing import TYPE_CHECKING, Any

from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Ask = Callable[[str, str], dict[str, Any]]

LOCK = ROOT / "requirements.txt"
TIMEOUT_SECONDS = 20
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


def locked(text: str) -> list[tuple[str, str]]:
    """Return (name, version) of every package of a lock."""
    return _PINNED.findall(text)


def known(packages: Iterable[tuple[str, str]], *, ask: Ask) -> list[str]:
    """Return a sentence for each known vulnerability that stands. Raises OSError when not reached."""
    return [
        f"{name} {version}: {found['id']}, mended in {', '.join(found.get('fixed_in') or ['no version yet'])}"
        for name, version in packages
        for found in ask(name, version).get("vulnerabilities", [])
        if not found.get("withdrawn")
    ]


def ask_pypi(name: str, version: str) -> dict[str, Any]:
    """Return what PyPI says of a version. Raises OSError."""
    address = f"https://pypi.org/pypi/{name}/{version}/json"
    with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as answer:
        said: dict[str, Any] = json.load(answer)
    return said


def main(*, ask: Ask = ask_pypi) -> int:
    """Print what is known and return 1 when there is something; 0 also when nobody could be asked."""
    try:
        found = known(locked(LOCK.read_text("utf-8")), ask=ask)
    except OSError as error:
        print(f"NOT CHECKED: PyPI was not reached ({error}).")  # noqa: T201
        return 0
    print("\n".join(found) or "No known vulnerability.")  # noqa: T201
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
