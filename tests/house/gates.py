"""The gates of `start.py check`: all are run, also after one failed; words of the command choose some."""

from __future__ import annotations

import subprocess
import sys

from tests.house.tree import ROOT

PACKAGES = ("addin", "server", "sync", "workbooks")
PURE = "sync/rows/*,server/*/rules.py,server/*/rules/*"
STATIC = {
    "format": ("-m", "ruff", "format", "--check", "."),
    "lint": ("-m", "ruff", "check", "."),
    "types": ("-m", "mypy", "--strict", *PACKAGES, "tests", "start.py"),
    "imports": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
    "sizes": ("-m", "tests.house.sizes"),
    "secrets": ("-m", "tests.house.secrets"),
}
RUNNING = {
    "tests": (
        *(
            "-m",
            "pytest",
            "-q",
            "-m",
            "not slow and not long and not office",
            "-n",
            "2",
            "--dist",
            "loadscope",
        ),
        *("--cov", "--cov-report="),
    ),
    "coverage": ("-m", "coverage", "report", "--fail-under=95"),
    "coverage of rules": ("-m", "coverage", "report", f"--include={PURE}", "--fail-under=100"),
}
# Asks PyPI about every locked package, so it is run when named: before a release, or by a weekly job.
ASKING = {"vulnerabilities": ("-m", "tests.house.vulnerabilities")}
GATES = STATIC | RUNNING | ASKING


def run(names: list[str]) -> list[str]:
    """Run the named gates and return the names of those that failed."""
    failed = []
    for name in names:
        print(f"== {name}", flush=True)  # noqa: T201
        if subprocess.run([sys.executable, *GATES[name]], cwd=ROOT, check=False).returncode != 0:
            failed.append(name)
    return failed


def main(words: list[str]) -> int:
    """Print what passed and what did not; return the exit code."""
    unknown = [word for word in words if word not in GATES]
    if unknown:
        print(f"没有这一项：{'、'.join(unknown)}  Known: {', '.join(GATES)}", file=sys.stderr)  # noqa: T201
        return 2
    failed = run(words or [name for name in GATES if name not in ASKING])
    print(f"未通过：{'、'.join(failed)}  Failed." if failed else "全部通过。  All passed.")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
