"""What a press did, counted: for the summary, the line in 同步记录, and `--json`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from addin.actions.words import COUNT_WORDS
from addin.bridge import messages as m
from workbooks.layout import HEADER_ROW, LOG_COLUMNS, LOG_SHEET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from addin.bridge.session import Session
    from sync.protocol.messages import RowResult
    from sync.rows.plan import Outgoing
    from sync.rows.sheet import Reading

TROUBLE = ("held", "conflict", "rejected", "doubtful")
LOG_NEED = m.Need(m.Range(LOG_SHEET, 1, 1, 0, 1))


class RowOutcome(msgspec.Struct):
    """What became of one row, as `--json` prints it."""

    row: int | None
    key: str
    outcome: str
    sheet: str
    order_no: str | None = None
    problems: list[dict[str, Any]] = []
    conflicts: list[str] = []


def row_outcomes(after: Reading, sent: Sequence[Outgoing], results: Iterable[RowResult]) -> list[RowOutcome]:
    """Return the outcomes of rows that were sent; `after` is the sheet with the answers worked in."""
    numbers = {one.row.key: one.number for one in sent}
    rows = {row.number: row for row in after.rows}
    return [
        RowOutcome(
            row=numbers.get(result.key),
            key=result.key,
            outcome=result.outcome,
            sheet=after.columns.spec.title,
            order_no=_order_no(rows.get(numbers.get(result.key, 0)), result),
            problems=[_problem(each) for each in result.problems],
            conflicts=[each.field for each in result.conflicts],
        )
        for result in results
    ]


def _order_no(row: Any, result: RowResult) -> str | None:
    shown = row.values.get("order_no") if row else None
    return shown or result.values.get("order_no")


def _problem(problem: Any) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(problem)
    return found


def counted(results: Iterable[RowResult]) -> Counter[str]:
    """Return how many rows came out how."""
    return Counter(result.outcome for result in results)


def summary(counts: dict[str, int], seconds: float) -> str:
    """Return one line about a press, English behind the Chinese."""
    named = [(words, counts[name]) for name, words in COUNT_WORDS.items() if counts.get(name)]
    chinese = "，".join(f"{words[0]} {number}" for words, number in named) or "没有改动"
    english = ", ".join(f"{number} {words[1]}" for words, number in named) or "nothing changed"
    return f"{chinese}；用时 {seconds:.1f} 秒（{english}）"


def summary_level(counts: dict[str, int]) -> Literal["info", "warning"]:
    """Return `info` for a clean press, which shows no pop-up, else `warning`."""
    return "warning" if any(counts.get(name) for name in TROUBLE) else "info"


def log_line(snapshot: m.Snapshot, session: Session, *, label: str, facts: LogFacts) -> list[m.Operation]:
    """Return what adds one line to 同步记录, the sheet and its headers too where it is missing."""
    used = next((len(b.rows) for b in snapshot.blocks if b.range.sheet == LOG_SHEET), 0)
    row = max(used, HEADER_ROW) + 1
    line = _log_cells(session, label, facts)
    header = [] if used else [_log_put(HEADER_ROW, list(LOG_COLUMNS))]
    return [*header, _log_put(row, [line.get(word) for word in LOG_COLUMNS], dates=[(row, 1)])]


class LogFacts(msgspec.Struct):
    """What a line of 同步记录 says of a press."""

    counts: dict[str, int]
    rows: int
    seconds: float
    submission: str


def _log_cells(session: Session, label: str, facts: LogFacts) -> dict[str, m.Cell]:
    counts = facts.counts
    return {
        "时间": session.clock,
        "操作": label,
        "用户": session.user,
        "行数": facts.rows,
        "登记": counts.get("created", 0),
        "更新": counts.get("updated", 0) + counts.get("merged", 0),
        "待处理": counts.get("held", 0),
        "退回": counts.get("rejected", 0),
        "冲突": counts.get("conflict", 0),
        "秒": round(facts.seconds, 1),
        "行/秒": round(facts.rows / facts.seconds, 1) if facts.seconds > 0 else facts.rows,
        "提交编号": facts.submission,
    }


def _log_put(row: int, cells: list[m.Cell], *, dates: list[tuple[int, int]] | None = None) -> m.Put:
    return m.Put(m.Range(LOG_SHEET, row, 1, row, len(cells)), [cells], dates=dates or [])


def log_needs(snapshot: m.Snapshot) -> list[m.Need]:
    """Return the need for the log, where the book has one."""
    return [LOG_NEED] if any(sheet.name == LOG_SHEET for sheet in snapshot.sheets) else []
