"""Names and contents of the whole tree: nothing stands in a wrong place or names a single machine."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.house.tree import ROOT, project_files

if TYPE_CHECKING:
    from pathlib import Path

ALLOWED_AT_THE_TOP = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "addin",
    "docs",
    "pyproject.toml",
    "requirements.txt",
    "server",
    "start.py",
    "sync",
    "tests",
    "workbooks",
}
FORBIDDEN_ON_WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f]|[ .]$')
RESERVED_ON_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|tmp|root|home/\w+)/|[A-Z]:\\\\?Users\\")
VAGUE_NAMES = {"common", "helpers", "manager", "misc", "utils"}


def test_only_known_names_stand_at_the_top() -> None:
    assert {path.parts[0] for path in project_files()} <= ALLOWED_AT_THE_TOP


def test_every_name_can_stand_on_a_windows_disk() -> None:
    parts = {part for path in project_files() for part in path.parts}
    assert [part for part in parts if FORBIDDEN_ON_WINDOWS.search(part)] == []
    assert [part for part in parts if RESERVED_ON_WINDOWS.fullmatch(part)] == []
    assert max(len(path.as_posix()) for path in project_files()) < 150


def test_no_two_names_differ_in_case_only() -> None:
    folded = Counter(path.as_posix().casefold() for path in project_files())
    assert [name for name, count in folded.items() if count > 1] == []


@pytest.mark.parametrize("bad", ["a:b", "what?", "ends.", "aux.py", "COM1"])
def test_a_name_windows_refuses_is_found(bad: str) -> None:
    assert FORBIDDEN_ON_WINDOWS.search(bad) or RESERVED_ON_WINDOWS.fullmatch(bad)


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{path.as_posix()}: {match.group()}"
        for path in project_files()
        if path.parts[0] != "tests"
        for match in MACHINE_PATH.finditer(_text(ROOT / path))
    ]
    assert found == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in project_files("*.py") if {path.stem, path.parent.name} & VAGUE_NAMES] == []


def test_every_module_opens_with_one_sentence() -> None:
    paths = [path for path in project_files("*.py") if (ROOT / path).stat().st_size]
    assert [path for path in paths if not (ROOT / path).read_text("utf-8").startswith('"""')] == []


def _text(path: Path) -> str:
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8")
