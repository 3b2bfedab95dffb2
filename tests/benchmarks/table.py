"""The printed table, the JSON file, and the last line: which goals are met."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.benchmarks.rounds import Compared

HEADING = f"{'A against B':<66} {'A':>10} {'B':>10}  {'A ÷ B':>7}  {'lowest – highest':<18} goal"


def line(row: Compared) -> str:
    """Return a row of the table."""
    goal = "" if row.most is None else f"≤ {row.most:.3g} {'met' if row.met else 'MISSED'}"
    spread = f"{row.lowest:.3g} – {row.highest:.3g}"
    seconds, baseline = _time(row.seconds), _time(row.baseline_seconds)
    return f"{row.name:<66} {seconds:>10} {baseline:>10}  {row.ratio:>7.3g}  {spread:<18} {goal}".rstrip()


def show(found: Iterable[Compared | str]) -> list[Compared | str]:
    """Print rows and notes as they come, and return them."""
    shown = []
    for each in found:
        print(each if isinstance(each, str) else line(each), flush=True)
        shown.append(each)
    return shown


def verdict(rows: Sequence[Compared]) -> str:
    """Return the last line."""
    goals = [row for row in rows if row.most is not None]
    missed = [row.name for row in goals if not row.met]
    counted = f"{len(goals) - len(missed)} of {len(goals)} goals met"
    return f"{counted}; missed: {', '.join(missed)}" if missed else counted


def save(shown: Sequence[Compared | str]) -> Path:
    """Write everything measured as JSON into the data folder and return the path."""
    target = Path(os.environ.get("SHEETLINE_DATA", "data")) / "bench.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}",
        "notes": [each for each in shown if isinstance(each, str)],
        "rows": [asdict(each) | {"met": each.met} for each in shown if not isinstance(each, str)],
    }
    target.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
    return target


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 10 else f"{seconds:.1f} s"
