"""Tests are run in two processes, and the exit code and the last lines speak for both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.house import suite
from tests.house.suite import Chosen, Part, Run
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

OTHERS, OFFICE = suite.PARTS


def test_every_test_in_an_office_is_where_the_office_part_looks() -> None:
    marked = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if re.search(r"mark\.office\b", path.read_text(encoding="utf-8")) and path.parent.name != "house"
    ]
    assert marked
    assert [path for path in marked if not path.startswith(suite.WITH_OFFICE)] == []


@pytest.mark.parametrize(
    ("words", "others", "office"),
    [
        (
            [],
            ["-m", "(not office) and (not long)", *suite.IN_PARALLEL],
            ["-m", "(office) and (not long)", *suite.WITH_OFFICE, "-n", "0"],
        ),
        (
            ["--long"],
            ["-m", "(not office)", "--hypothesis-profile=long", *suite.IN_PARALLEL],
            ["-m", "(office)", "--hypothesis-profile=long", *suite.WITH_OFFICE, "-n", "0"],
        ),
        (
            ["tests/house", "-x", "-m", "slow or db"],
            ["-m", "(not office) and (not long) and (slow or db)", "tests/house", "-x"],
            ["-m", "(office) and (not long) and (slow or db)", "tests/house", "-x", "-n", "0"],
        ),
    ],
)
def test_each_part_gets_its_own_tests_of_those_the_person_chose(
    words: list[str], others: list[str], office: list[str]
) -> None:
    chosen = suite.parsed(words)
    assert chosen.arguments(OTHERS) == others
    assert chosen.arguments(OFFICE) == office


def run(code: int, part: Part = OTHERS) -> Run:
    return Run(part, code, 1.0, {})


@pytest.mark.parametrize(
    ("codes", "words", "expected"),
    [
        ((0, 0), (), 0),
        ((1, 0), (), 1),
        ((0, 1), (), 1),
        ((2,), (), 2),
        ((0, 5), (), 5),  # no test in an office, though all were asked for
        ((0, 5), ("tests/house",), 0),
        ((5, 0), ("tests/e2e/calc",), 0),
        ((5, 1), ("tests/e2e/calc",), 1),
        ((5, 5), ("-k", "nothing"), 5),
    ],
)
def test_the_exit_code_of_either_part_counts(
    codes: tuple[int, ...], words: tuple[str, ...], expected: int
) -> None:
    assert suite.verdict([run(code) for code in codes], Chosen(words)) == expected


@pytest.mark.slow
def test_both_parts_are_run_also_after_one_failed_and_both_are_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_two.py").write_text(
        "import pytest\n"
        "def test_right(): pass\n"
        "def test_wrong(): assert False\n"
        "@pytest.mark.office\n"
        "def test_in_an_office(): pass\n",
        encoding="utf-8",
    )
    junit = tmp_path / "report.xml"
    words = ["-c", str(ROOT / "pyproject.toml"), str(tmp_path / "test_two.py"), f"--junitxml={junit}"]
    assert suite.main(words) == 1
    printed = capfd.readouterr().out
    assert "FAILED" in printed
    assert "all others: 1 passed, 1 failed" in printed
    assert "in a real LibreOffice: 1 passed," in printed
    assert suite.counted(junit)["failed"] == 1
    assert suite.counted(tmp_path / "report-2.xml")["passed"] == 1
    assert suite.main([*words, "-k", "not wrong"]) == 0


def test_a_part_that_wrote_no_report_counts_nothing(tmp_path: Path) -> None:
    assert suite.counted(tmp_path / "absent.xml") == {}
    assert run(3).line == "所有其他测试  all others: no tests, 1 s, exit code 3"
