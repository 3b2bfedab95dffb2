"""Every test, for `start.py test`: all others first, then those in an office, in a process of their own.

They come last and one after the other: mouse, keyboard and both processors are theirs alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

IN_PARALLEL = ("-n", "2", "--dist", "loadscope")
WITH_OFFICE = ("tests/addin/libreoffice", "tests/contracts/hosts", "tests/e2e/calc")
"""Where tests marked `office` are: other folders need not be looked through."""
SUCCESS, INTERRUPTED, NOTHING_FOUND = 0, 2, 5
"""Exit codes of pytest."""


@dataclass(frozen=True, slots=True)
class Part:
    """Tests that share a process: what they are called, the marks that choose them, words pytest gets.

    The usual words stand where the person gave none, the others behind whatever the person gave.
    """

    name: str
    marks: str
    usual: tuple[str, ...] = ()
    always: tuple[str, ...] = ()


PARTS = (
    Part("所有其他测试  all others", "not office", IN_PARALLEL),
    Part("真实 LibreOffice 中的测试  in a real LibreOffice", "office", WITH_OFFICE, ("-n", "0")),
)


@dataclass(frozen=True, slots=True)
class Run:
    """How a part ended: pytest's exit code, seconds, and tests by how they ended."""

    part: Part
    code: int
    seconds: float
    counts: dict[str, int]

    @property
    def line(self) -> str:
        """Return the run in a line."""
        counts = ", ".join(f"{count} {name}" for name, count in self.counts.items() if count) or "no tests"
        return f"{self.part.name}: {counts}, {self.seconds:.0f} s, exit code {self.code}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the person asked for: words for pytest, marks, and whether the long tests shall run too."""

    words: tuple[str, ...] = ()
    marks: str = ""
    is_long: bool = False
    junit: Path | None = None

    def arguments(self, part: Part) -> list[str]:
        """Return what pytest gets for a part."""
        marks = [part.marks, *([] if self.is_long else ["not long"]), *([self.marks] if self.marks else [])]
        depth = ["--hypothesis-profile=long"] if self.is_long else []
        return [
            "-m",
            " and ".join(f"({mark})" for mark in marks),
            *depth,
            *(self.words or part.usual),
            *part.always,
        ]


def parsed(words: Sequence[str]) -> Chosen:
    """Return what the words of the command line ask for."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("-m", default="")
    parser.add_argument("--junitxml", type=Path)
    known, rest = parser.parse_known_args(words)
    return Chosen(tuple(rest), known.m, known.long, known.junitxml)


def verdict(runs: Sequence[Run], chosen: Chosen) -> int:
    """Return the exit code of all parts; a part without tests is right only where tests were chosen."""
    empty = {NOTHING_FOUND} if chosen.words or chosen.marks else set()
    codes = [run.code for run in runs if run.code not in empty] or [NOTHING_FOUND]
    return next((code for code in codes if code), SUCCESS)


def run_part(part: Part, chosen: Chosen, report: Path) -> Run:
    """Run a part to its end; its report is written as XML."""
    print(f"== {part.name}", flush=True)  # noqa: T201
    command = [sys.executable, "-m", "pytest", *chosen.arguments(part), f"--junitxml={report}"]
    began = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:  # the child got it too and ends in its own way
            process.wait()
            code = INTERRUPTED
    return Run(part, code, time.monotonic() - began, counted(report))


def counted(report: Path) -> dict[str, int]:
    """Return how many tests of a report ended how; none where pytest wrote no report."""
    if not report.exists():
        return {}
    suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 - written by our own pytest
    total, failed, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    )
    passed = total - failed - errors - skipped
    return {"passed": passed, "failed": failed, "errors": errors, "skipped": skipped}


def main(words: Sequence[str]) -> int:
    """Run all parts, print how each ended, and return the first exit code that is not 0."""
    chosen = parsed(words)
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        junit = chosen.junit or Path(folder) / "report.xml"
        for number, part in enumerate(PARTS):
            report = junit.with_stem(f"{junit.stem}-{number + 1}") if number else junit
            runs.append(run_part(part, chosen, report.absolute()))
            if runs[-1].code == INTERRUPTED:
                break
    code = verdict(runs, chosen)
    print("==", "未通过  FAILED" if code else "全部通过  All passed", flush=True)  # noqa: T201
    print(*(f"   {run.line}" for run in runs), sep="\n", flush=True)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
