"""生成我的视图: a copy of an adopted book without its lines, in the same look, for a new month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from addin.actions.adoption import words
from addin.actions.adoption.layouts import layouts_of, put_layout
from addin.actions.adoption.places import adopted_in
from addin.actions.books import SCREENLESS_HOSTS, block_of, refused, whole
from addin.actions.tables import puts
from addin.bridge import messages as m
from sync.rows.keys import new_key
from sync.rows.sheet import HIDDEN_COLUMNS
from workbooks.layout import HEADER_ROW, LOG_SHEET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.actions.adoption.places import Adopted
    from addin.bridge.session import Session
    from sync.adoption.layout import Layout

_KEPT = frozenset({"layout"})


class Step(msgspec.Struct):
    """The sheets that are emptied."""

    sheets: list[str]


def my_view(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first names the sheets, the second empties them, in a copy on disk."""
    if snapshot.host not in SCREENLESS_HOSTS or "out" not in session.options:
        return refused(words.ONLY_A_COPY(), code="only_a_copy")
    layouts = layouts_of(snapshot)
    if not layouts:
        return refused(words.NOT_ADOPTED(), code="not_adopted")
    if carry is None:
        needs = [whole(snapshot, name) for name in layouts]
        log = [whole(snapshot, each.name) for each in snapshot.sheets if each.name == LOG_SHEET]
        return m.BridgeReply(more=m.More([*needs, *log], Step([*layouts])))
    step = msgspec.convert(carry, Step)
    done: list[m.Operation] = []
    for sheet in step.sheets:
        block = block_of(snapshot, sheet)
        layout = layouts.get(sheet)
        adopted = adopted_in(block, layout) if layout else None
        if adopted is None or layout is None:
            return refused(words.NOT_ADOPTED(), code="not_adopted")
        done += [*_emptied(block, adopted), *_wiped(block, adopted, layout)]
    outcome = {"action": "my_view", "sheets": step.sheets}
    state = m.PutState(_fresh(snapshot, {name: layouts[name] for name in step.sheets}))
    told = m.Message(words.MADE(sheets="、".join(step.sheets)))
    return m.BridgeReply([*done, *_log(snapshot), state, m.Save(), told], outcome=outcome)


def _lines(adopted: Adopted) -> list[int]:
    """Return the rows that are lines, and those that were."""
    header, rows = adopted.standing.header_rows[-1], adopted.whole.by_number
    hidden = [adopted.standing.ours[key] for key in HIDDEN_COLUMNS]
    known = (number for number, row in rows.items() if number > header and any(map(row.at, hidden)))
    return sorted({*adopted.table.found.orders, *known})


def _emptied(block: m.CellBlock, adopted: Adopted) -> Iterator[m.Put]:
    """Yield what empties lines; formulas of the person's stay, for they work out the next ones."""
    words = adopted.table.band.words
    columns = {*range(min(words), max(words) + 1), *adopted.standing.ours.values()}
    cells: dict[tuple[int, int], m.Cell] = {
        (row, column): None
        for row in _lines(adopted)
        for column in columns
        if adopted.whole.by_number[row].at(column) is not None
    }
    yield from puts(block.range.sheet, cells, dates=frozenset())


def _wiped(block: m.CellBlock, adopted: Adopted, layout: Layout) -> Iterator[m.Paint]:
    """Yield what takes colours that mean something off the lines; other colours are of the sheet's look."""
    lines = _lines(adopted)
    for kind, rgb, *area in block.paints:
        rows = [row for row in lines if area[0] <= row <= area[2]] if layout.tag_of(kind, rgb) else []
        for row in rows:
            yield m.Paint(m.Range(block.range.sheet, row, area[1], row, area[3]), kind, None)


def _fresh(snapshot: m.Snapshot, layouts: dict[str, Layout]) -> dict[str, str | None]:
    """Return a state that remembers nothing but how the sheets are laid out, under a book of its own."""
    state: dict[str, str | None] = dict.fromkeys(name for name in snapshot.state if name not in _KEPT)
    for sheet, layout in layouts.items():
        state |= put_layout(sheet, replace(layout, since=""))
    return {**state, "book": new_key()}


def _log(snapshot: m.Snapshot) -> Iterator[m.Put]:
    """Yield what empties the log: what it tells of is another book."""
    for block in snapshot.blocks:
        if block.range.sheet == LOG_SHEET:
            rows = enumerate(block.rows[HEADER_ROW:], HEADER_ROW + 1)
            cells: dict[tuple[int, int], m.Cell] = {
                (number, at): None for number, row in rows for at in range(1, len(row) + 1)
            }
            yield from puts(LOG_SHEET, cells, dates=frozenset())
