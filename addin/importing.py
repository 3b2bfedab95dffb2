"""导入历史: a file of old orders of any format, sent some rows at a time; what stands there already stays."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from sync.adoption.history import old_tables
from sync.adoption.layout import layout_of
from sync.adoption.mapping import APPLY_AT
from sync.client.loop import Ended
from sync.client.transport import RefusedError
from sync.fields.dates import SHANGHAI
from sync.rows.letters import column_letters
from workbooks.adoption.opening import read_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sync.adoption.history import OldLine, OldTable
    from sync.adoption.layout import Layout
    from sync.client.transport import Server

ROUTE, LAYOUTS = "/api/v1/imports/history", "/api/v1/layouts/"
CHUNK_ROWS = 2_000
"""Rows a request: on SQLite others wait as long as one takes."""
GUESSED = 0.6
"""From this confidence on a column is mapped where somebody said yes to whatever is proposed."""
MOST_EXAMPLES, MOST_TEXTS = 3, 20
NOT_FOUND = 404
TAKE_BACK = "take_back"
Json = dict[str, Any]


@dataclass
class Kind:
    """Rows that did not come in for one reason: how many, what they say, the first of them."""

    code: str
    about: str | None
    rows: int = 0
    texts: Counter[str] = field(default_factory=Counter)
    examples: list[Json] = field(default_factory=list)

    def add(self, line: OldLine, problem: Mapping[str, Any]) -> None:
        """Count a row."""
        self.rows += 1
        if text := problem.get("facts", {}).get("text"):
            self.texts[str(text)] += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append({"sheet": line.sheet, "row": line.number, "message": problem["message"]})

    def told(self) -> Json:
        """Return the kind for the report."""
        told: Json = {"code": self.code, "field": self.about, "rows": self.rows, "examples": self.examples}
        return told | ({"texts": dict(self.texts.most_common(MOST_TEXTS))} if self.texts else {})


@dataclass
class Report:
    """What became of a file."""

    counts: Counter[str] = field(default_factory=Counter)
    kinds: dict[tuple[str, str | None], Kind] = field(default_factory=dict)
    submission: str | None = None

    def add(self, lines: Sequence[OldLine], answer: Mapping[str, Any]) -> None:
        """Count the results of some rows."""
        self.submission = answer["submission"] or self.submission
        by_id = {line.id: line for line in lines}
        for result in answer["results"]:
            imported = "closed" if result.get("closed") else "open"
            outcome = result["outcome"]
            self.counts[imported if outcome == "imported" else outcome] += 1
            for problem in result.get("problems", []) if outcome == "rejected" else ():
                place = (problem["code"], problem["field"])
                self.kinds.setdefault(place, Kind(*place)).add(by_id[result["id"]], problem)

    def told(self) -> Json:
        """Return the counts and the reasons, the most frequent first."""
        kinds = sorted(self.kinds.values(), key=lambda kind: -kind.rows)
        counts = {name: self.counts[name] for name in ("closed", "open", "there", "rejected")}
        return {**counts, "not_taken": [kind.told() for kind in kinds], "submission": self.submission}


def import_history(
    path: Path, options: Mapping[str, str], *, server: Server, tell: Callable[[Json], None]
) -> Ended:
    """Send the old orders of a file and return what became of them; with `dry_run` nothing is written.

    Raises RefusedBookError, RefusedError, UnreachableError. Run again it goes on where it stopped.
    """
    began = time.monotonic()
    today = dt.datetime.now(SHANGHAI).date()
    open_from = options.get("open_from") or today.isoformat()
    least = GUESSED if "yes" in options else APPLY_AT
    tables = [*old_tables(read_book(path), lambda shape: _remembered(server, shape), least=least)]
    lines = [line for table in tables for line in table.lines(book=path.name, today=today)]
    head = {
        "print": hashlib.sha256("\n".join(sorted(line.id for line in lines)).encode()).hexdigest(),
        "open_from": open_from,
        "dry_run": "dry_run" in options,
    }
    report, done = Report(), 0
    for chunk in chunks(lines):
        rows = [{"id": line.id, "values": dict(line.values)} for line in chunk]
        report.add(chunk, server.post(ROUTE, {**head, "rows": rows}))
        done += len(chunk)
        tell({"type": "progress", "done": done, "total": len(lines)})
    outcome = {
        "action": "import_history",
        "file": path.name,
        "dry_run": head["dry_run"],
        "open_from": open_from,
        "rows": len(lines),
        **report.told(),
        "skipped": _sum(table.skipped for table in tables),
        "doubtful": _sum(table.doubtful for table in tables),
        "tables": [_table(table) for table in tables],
        "seconds": round(time.monotonic() - began, 1),
    }
    return Ended(outcome, 0 if any(not table.lacking for table in tables) else 2)


def chunks(lines: Sequence[OldLine]) -> Iterator[list[OldLine]]:
    """Yield lines in requests; those of one customer and number stay together, where the first of them is."""
    together: dict[tuple[object, ...], list[OldLine]] = {}
    for line in lines:
        shared = line.group if line.group[1] else (line.id,)
        together.setdefault(shared, []).append(line)
    chunk: list[OldLine] = []
    for group in together.values():
        if chunk and len(chunk) + len(group) > CHUNK_ROWS:
            yield chunk
            chunk = []
        chunk += group
        while len(chunk) > CHUNK_ROWS:
            yield chunk[:CHUNK_ROWS]
            chunk = chunk[CHUNK_ROWS:]
    if chunk:
        yield chunk


def _remembered(server: Server, shape: str) -> Layout | None:
    """Return what the user corrected for files of a shape; one that cannot be read is as good as none."""
    try:
        return layout_of(server.get(LAYOUTS + shape)["layout"])
    except msgspec.DecodeError:
        return None
    except RefusedError as error:
        if error.status != NOT_FOUND:
            raise
        return None


def take_back(options: Mapping[str, str], server: Server) -> Ended:
    """Take a whole import back and return how many rows. Raises RefusedError, UnreachableError."""
    submission = options.get("submission")
    if not submission:
        raise RefusedError(status=0, title="缺少 --submission", detail="请写 --submission 导入时给的提交编号")
    answer = server.post(f"/api/v1/submissions/{submission}/undo", {})
    outcomes = Counter(result["outcome"] for result in answer["results"])
    counts = {"taken_back": outcomes["updated"], "rejected": outcomes["rejected"]}
    return Ended({"action": "import_history", "submission": submission, **counts}, 0)


def _table(table: OldTable) -> Json:
    columns = {
        column_letters(at): {"header": words, "field": table.columns.get(at)}
        for at, words in sorted(table.found.headers.items())
    }
    return {
        "sheet": table.sheet.title,
        "header_rows": list(table.found.band.rows),
        "order_lines": len(table.found.orders),
        "columns": columns,
        "asked": {column_letters(at): key for at, key in table.asked.items()},
        "lacking": table.lacking,
    }


def _sum(counters: Iterator[Counter[str]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return {name: count for name, count in sorted(total.items()) if count}
