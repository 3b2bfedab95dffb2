"""A small server in memory: the sync protocol by the letter, slow and plain, and a log of what it wrote."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.protocol.messages import Change, Conflict, RowResult
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.protocol.messages import RowIn, Values

WRITABLE = (
    *("customer", "customer_po", "order_mark", "phone", "product", "quantity", "unit_price", "requested_on"),
    *("payment_terms", "ship_to", "ordered_at", "priority", "remark"),
)
SERVED = ("order_no", "line_no", "status", "stage")


@dataclass
class Stored:
    """One row: its values at every revision (index 0 is revision 1) and what was first sent."""

    versions: list[Values]
    first: Values
    book: str
    submission: int

    @property
    def now(self) -> Values:
        """Return the values now."""
        return self.versions[-1]

    @property
    def rev(self) -> int:
        """Return the revision now."""
        return len(self.versions)


@dataclass
class Oracle:
    """Rows by key. `writes` logs (key, values before, values after) of everything a sheet wrote."""

    rows: dict[str, Stored] = field(default_factory=dict)
    writes: list[tuple[str, Values, Values]] = field(default_factory=list)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    submissions: list[str] = field(default_factory=list)

    def push(
        self, book: str, submission: str, rows: Sequence[RowIn], last: str | None = None
    ) -> list[RowResult]:
        """Answer the rows of one submission."""
        if submission not in self.submissions:
            self.submissions.append(submission)
        self.since = self.submissions.index(last) if last in self.submissions else -1
        self.here, self.book, self.keys = len(self.submissions) - 1, book, {row.key for row in rows}
        return [self.answer(row) for row in rows]

    def answer(self, row: RowIn) -> RowResult:
        """Answer one row."""
        stored = self.rows.get(row.key)
        if stored is not None:
            return self.edit(row, stored)
        if row.rev is not None:
            return RowResult(row.key, "rejected", problems=[problem("unknown_row")])
        return self.again(row) or self.create(row)

    def again(self, row: RowIn) -> RowResult | None:
        """Answer a row whose key was lost: it is the one this book first sent with these values."""
        sent = {f: v for f, v in row.values.items() if f in WRITABLE}
        for key, stored in self.rows.items():
            later = self.since < stored.submission < self.here
            if later and stored.book == self.book and key not in self.keys and stored.first == sent:
                self.keys.add(key)
                return RowResult(row.key, "unchanged", stored.rev, self.served(stored), is_=key)
        return None

    def create(self, row: RowIn) -> RowResult:
        """Store a new row, or say what is missing."""
        missing = [f for f in ("customer", "product", "quantity") if not row.values.get(f)]
        if missing:
            return RowResult(row.key, "rejected", problems=[problem("required", f, label=f) for f in missing])
        sent = {f: v for f, v in row.values.items() if f in WRITABLE}
        number = {"order_no": f"SO{next(self.numbers):05d}", "line_no": "1", "stage": "review"}
        values = dict.fromkeys(WRITABLE) | sent | number | {"status": "待审核"}
        self.rows[row.key] = Stored([values], sent, self.book, self.here)
        self.writes.append((row.key, {}, values))
        return RowResult(row.key, "created", 1, self.served(self.rows[row.key]))

    def edit(self, row: RowIn, stored: Stored) -> RowResult:
        """Merge an edit by field."""
        if any(stored.now[f] != shown for f, shown in (row.witness or {}).items()):
            return RowResult(row.key, "rejected", stored.rev, problems=[problem("wrong_row", stored="SO")])
        base = stored.versions[(row.rev or 1) - 1]
        edits = {f: v for f, v in row.values.items() if f in WRITABLE and v != base[f]}
        clashes = [f for f, v in edits.items() if stored.now[f] not in {base[f], v}]
        if clashes:
            found = [Conflict(f, edits[f], stored.now[f], "王芳", "2026-11-24T06:05:00Z") for f in clashes]
            return RowResult(row.key, "conflict", stored.rev, conflicts=found)
        edits = {f: v for f, v in edits.items() if stored.now[f] != v}
        if "customer" in edits:
            wrong = problem("wrong_row", "customer", stored=str(stored.now["order_no"]))
            return RowResult(row.key, "rejected", stored.rev, problems=[wrong])
        if row.values.get("action") == "作废":
            edits |= {"stage": "cancelled", "status": "已作废"}
        if not edits:
            return RowResult(row.key, "unchanged", stored.rev, self.served(stored))
        merged = (row.rev or 1) < stored.rev
        self.store(row.key, edits)
        theirs = {f: v for f, v in stored.now.items() if f not in row.values} if merged else {}
        return RowResult(row.key, "merged" if merged else "updated", stored.rev, theirs | self.served(stored))

    def store(self, key: str, edits: Values) -> None:
        """Write a new revision, as a sheet or as another clerk."""
        stored = self.rows[key]
        before = stored.now
        stored.versions.append(before | edits)
        self.writes.append((key, before, stored.now))

    def served(self, stored: Stored) -> Values:
        """Return what only the server writes."""
        return {f: stored.now[f] for f in SERVED}

    def changes(self) -> list[Change]:
        """Return every row as it is now: a pull may always say too much."""
        return [Change(key, stored.rev, dict(stored.now)) for key, stored in self.rows.items()]
