"""Licences of what is installed with the product: each allows commercial use and keeps our source ours."""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

import pytest

from tests.house.vulnerabilities import LOCK, locked

ALLOWED = frozenset(
    (
        *("MIT", "MIT License", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "BSD License"),
        *("Apache-2.0", "Apache Software License", "PSF-2.0"),
        "LGPL-3.0-only",  # psycopg, used as it comes and replaceable
    )
)
ELSEWHERE = frozenset({"appscript", "colorama", "psutil", "pywin32", "pywin32-ctypes"})
"""Locked for Windows or Mac alone: appscript in the public domain, pywin32 PSF, the others BSD."""


def licences_of(name: str) -> set[str]:
    """Return the licences a package names; of those joined by OR one is enough, and the first is taken."""
    said = metadata(name)
    expression = _line(said, "License-Expression")
    if expression:
        return {part.strip() for part in re.split(r"\bAND\b", expression.partition(" OR ")[0])}
    named = {line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or [] if line[:7] == "License"}
    return named or {_line(said, "License")}


def _line(said: PackageMetadata, name: str) -> str:
    return said[name] if name in said else ""  # noqa: SIM401 - there is no get


@pytest.mark.parametrize("name", [name for name, _ in locked(LOCK.read_text("utf-8"))])
def test_the_licence_is_on_the_list(name: str) -> None:
    try:
        assert licences_of(name) <= ALLOWED
    except PackageNotFoundError:
        assert name in ELSEWHERE
