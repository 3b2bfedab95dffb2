"""The same answers of the bridge, played to every host: the same sheets afterwards, cell by cell."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from sync.client.loop import run_press
from sync.protocol.stories import Section, SectionColumn
from tests.addin.actions.test_reports import STATEMENT, WEEK, shortages
from tests.addin.excel.engine.files import opened_file
from tests.addin.excel.engine.maker import ExcelMaker
from tests.addin.fake_api import FakeApi
from tests.addin.presses import COLUMN, SHEET, Bridge, Clerk, memory_book, order, type_in, write_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.hosts.port import Host

ROWS = (order(), order(quantity=5, requested_on="12.24"), order(customer=""), order(product="=1+1"))
"""One right, one with a day as people type it, one to be refused, one that looks like a formula."""
PRESSES = (
    *("precheck", "sync", "sync", "next_problem", "explain_row", "lookup_product", "undo", "refresh"),
    *("statement", "weekly_report", "shortage", "shortage"),
)
OPTIONS: dict[str, dict[str, str]] = {
    "explain_row": {"sheet": SHEET, "row": "4"},
    "statement": {"customer": "华东五金", "to": "2026-11-30"},
}
"""What stands for the cursor, and what would be asked; the answers are the same."""
SUPPLY = Section(
    "在途",
    "Supply",
    [
        SectionColumn("仓库", "Warehouse"),
        SectionColumn("到货", "Due", "date"),
        SectionColumn("数量", "Qty", "quantity"),
    ],
    [["=1+1", "2026-12-01", "12.5"], ["@SUM(A1)", None, "3"]],
)
REPORTS = {"statement": STATEMENT, "weekly_report": WEEK, "shortage": shortages(2)}
Replies = list[tuple[str, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def replies() -> Replies:
    """Press through a whole day on a book in memory, and keep what the bridge answered."""
    customers, products = ["华东五金", "华北五金"], ["A-1｜角码 40", "B-7｜合页"]
    api = FakeApi(choices={"customer": customers, "product": products}, sections=[SUPPLY])
    api.reports = {name: msgspec.json.encode(report) for name, report in REPORTS.items()}
    host = memory_book(ROWS)
    found: Replies = []
    for number, action in enumerate(PRESSES):
        if number == 2:
            _edit(host)
        found.append((action, []))
        post = _recording(Bridge(api).poster(action), found[-1][1])
        if action == "lookup_product":
            host.apply(m.Select(m.Range(SHEET, 3, COLUMN["product"], 3, COLUMN["product"])))
        run_press(post, book=JsonBook(host), person=Clerk(), options=OPTIONS.get(action))
    return found


def _edit(host: Host) -> None:
    type_in(host, 3, customer="华东五金")
    type_in(host, 1, quantity=99)


def _recording(post: Callable[[Any], Any], kept: list[dict[str, Any]]) -> Callable[[Any], Any]:
    def recording(body: dict[str, Any]) -> Any:
        reply = post(body)
        kept.append(deepcopy(reply))
        return reply

    return recording


def _pressed(host: Host, answers: list[dict[str, Any]]) -> None:
    left = deepcopy(answers)
    run_press(lambda _body: left.pop(0), book=JsonBook(host), person=Clerk())


def _content(host: Host) -> dict[str, Any]:
    """Return all a host sees of a book, by sheet."""
    names = [sheet.name for sheet in host.snapshot([]).sheets]
    found = host.snapshot([m.Need(m.Range(name, 1, 1, 0, 0)) for name in names])
    blocks = {
        block.range.sheet: (_trimmed(block.rows), block.dates, block.formulas) for block in found.blocks
    }
    return {"state": found.state, **blocks}


def _trimmed(rows: list[list[m.Cell]]) -> list[list[m.Cell]]:
    """Return rows without blank cells at their ends: how wide a sheet is used is each program's own view."""
    kept = [list(row) for row in rows]
    for row in kept:
        while row and row[-1] is None:
            row.pop()
    return kept


def _played_in_memory(replies: Replies) -> dict[str, Any]:
    host = memory_book(ROWS)
    for number, (_, answers) in enumerate(replies):
        if number == 2:
            _edit(host)
        _pressed(host, answers)
    return _content(host)


def test_a_file_ends_as_a_book_in_memory_does(replies: Replies, tmp_path: Path) -> None:
    host = FileHost(write_book(tmp_path / "订单录入.xlsx", ROWS))
    for number, (_, answers) in enumerate(replies):
        if number == 2:
            _edit(host)
        _pressed(host, answers)
    assert _content(FileHost(host.path)) == _played_in_memory(replies)


def test_a_book_in_excel_ends_as_a_book_in_memory_does(replies: Replies, tmp_path: Path) -> None:
    host = ExcelMaker().opened(opened_file(write_book(tmp_path / "订单录入.xlsx", ROWS)))
    for number, (_, answers) in enumerate(replies):
        if number == 2:
            _edit(host)
        _pressed(host, answers)
    assert _content(host) == _played_in_memory(replies)


@pytest.mark.office
def test_a_book_in_libreoffice_ends_as_a_book_in_memory_does(
    replies: Replies, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    maker = request.getfixturevalue("calc_maker")
    path = write_book(tmp_path / "订单录入.xlsx", ROWS)
    host = maker.opened(path)
    for number, (action, answers) in enumerate(replies):
        if number == 2:
            _edit(host)
        host.wire.play(*json.loads(json.dumps(answers)))
        done = host.calc.press(action)
        assert done["exit"] == 0, done
    assert _content(maker.again(host)) == _played_in_memory(replies)
