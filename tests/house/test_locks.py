"""The hashed locks hold what pyproject.toml asks for."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

import pytest

from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / ".ci" / "requirements-dev.txt"
OURS = {"addin", "server", "sync", "workbooks"}
OF_OTHER_PROGRAMS = {"uno", "unohelper", "com"}
"""Modules that an office brings along."""
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def test_the_lock_holds_every_dependency() -> None:
    assert _asked("dependencies") - _locked(LOCK).keys() == set()


def test_the_development_lock_holds_both_in_the_same_versions() -> None:
    product, development = _locked(LOCK), _locked(DEV_LOCK)
    assert _asked("dev") - development.keys() == set()
    assert product.items() <= development.items()


@pytest.mark.parametrize("lock", [LOCK, DEV_LOCK], ids=["product", "development"])
def test_every_locked_package_has_hashes_and_no_index_is_named(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert len(re.findall(r"^\S+==.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(_locked(lock))
    assert "://" not in text


def test_everything_the_product_imports_is_asked_for() -> None:
    asked, provided = _asked("dependencies"), packages_distributions()
    foreign = {
        name: {_canonical(distribution) for distribution in provided.get(name, ())}
        for name in sorted(set(_imported()) - sys.stdlib_module_names - OURS - OF_OTHER_PROGRAMS)
    }
    assert {name: found for name, found in foreign.items() if not found & asked} == {}
    assert len(foreign) > 10


def _imported() -> Iterator[str]:
    """Yield the first part of each module that the product's own modules name in an import."""
    for path in (path for folder in OURS for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield (node.module or "").partition(".")[0]


def _asked(group: str) -> set[str]:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = (
        document["project"]["dependencies"]
        if group == "dependencies"
        else document["dependency-groups"][group]
    )
    return {_canonical(re.split(r"[\[<>=~! ]", requirement)[0]) for requirement in named}


def _locked(lock: Path) -> dict[str, str]:
    return {_canonical(name): version for name, version in PINNED.findall(lock.read_text("utf-8"))}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
