"""下一个问题: cell after cell, round again, past rows that are hidden, and how many are left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from tests.addin.fake_api import FakeApi
from tests.addin.presses import COLUMN, SHEET, Clerk, memory_book, order, press, write_book

if TYPE_CHECKING:
    from pathlib import Path

    from addin.hosts.memory import MemoryHost

BAD = order(quantity=None)
WORSE = order(customer=None, quantity=None)


@pytest.fixture
def api() -> FakeApi:
    """Start a server without rows."""
    return FakeApi()


def checked(api: FakeApi, *rows: dict[str, Any]) -> MemoryHost:
    host = memory_book(rows)
    press(host, api)
    return host


def went(host: Any, api: FakeApi, times: int) -> list[tuple[Any, ...]]:
    found = [press(host, api, "next_problem").outcome for _ in range(times)]
    return [(each["row"], each["field"], each["left"]) for each in found]


def test_the_cursor_goes_from_problem_to_problem_says_how_many_are_left_and_round_again(api: FakeApi) -> None:
    host = checked(api, order(), BAD, order(), order(customer=None, product="Z"))
    assert went(host, api, 3) == [(4, "quantity", 1), (6, "customer", 0), (4, "quantity", 1)]
    assert host.selection == m.Range(SHEET, 4, COLUMN["quantity"], 4, COLUMN["quantity"])


def test_several_problems_of_one_row_are_shown_one_after_the_other(api: FakeApi) -> None:
    host = checked(api, WORSE, BAD)
    assert went(host, api, 4) == [
        (3, "customer", 2),
        (3, "quantity", 1),
        (4, "quantity", 0),
        (3, "customer", 2),
    ]


def test_what_to_do_and_where_is_said(api: FakeApi) -> None:
    host, clerk = checked(api, order(), BAD, BAD), Clerk()
    outcome = press(host, api, "next_problem", clerk=clerk).outcome
    assert (outcome["count"], outcome["fields"]) == (2, ["quantity"])
    text = clerk.messages[-1]["text"]
    assert text.startswith("第 4 行 数量：")
    assert "第 1 处，共 2 处，后面还有 1 处" in text


def test_rows_a_filter_hides_are_passed_over_and_counted(api: FakeApi) -> None:
    host, clerk = checked(api, BAD, BAD, BAD), Clerk()
    host.sheets[SHEET].hidden_rows = {4}
    assert went(host, api, 3) == [(3, "quantity", 1), (5, "quantity", 0), (3, "quantity", 1)]
    assert press(host, api, "next_problem", clerk=clerk).outcome["hidden"] == 1
    assert "另有 1 行被筛选隐藏" in clerk.messages[-1]["text"]


def test_rows_are_not_hidden_because_the_column_of_marks_is(api: FakeApi) -> None:
    host = checked(api, order(), BAD)
    assert went(_HidingMarks(host), api, 1) == [(4, "quantity", 0)]
    for spot in [spot for spot in host.sheets[SHEET].cells if spot[1] == COLUMN["sync_result"]]:
        del host.sheets[SHEET].cells[spot]
    host.apply(m.Select(m.Range(SHEET, 1, 1, 1, 1)))
    assert went(_HidingMarks(host), api, 1) == [(4, "quantity", 0)]


class _HidingMarks:
    """A host that calls every row of a hidden column hidden, as LibreOffice does."""

    def __init__(self, host: MemoryHost) -> None:
        self._host, self.apply = host, host.apply

    def snapshot(self, needs: Any) -> m.Snapshot:
        found = self._host.snapshot(needs)
        for block in found.blocks:
            if block.range.first_column == block.range.last_column == COLUMN["_marks"]:
                block.hidden_rows = list(range(block.range.first_row, block.range.last_row + 1))
        return found


def test_when_every_problem_is_hidden_the_cursor_stays_and_the_rows_are_named(api: FakeApi) -> None:
    host, clerk = checked(api, order(), BAD), Clerk()
    host.sheets[SHEET].hidden_rows = {4}
    ended = press(host, api, "next_problem", clerk=clerk)
    assert (ended.exit, ended.outcome["row"], host.selection) == (0, None, None)
    assert (clerk.messages[-1]["level"], "4" in clerk.messages[-1]["text"]) == ("warning", True)


def test_without_a_problem_the_cursor_stays(api: FakeApi) -> None:
    host, clerk = checked(api, order()), Clerk()
    assert press(host, api, "next_problem", clerk=clerk).outcome["row"] is None
    assert (host.selection, clerk.messages[-1]["text"]) == (None, "没有要处理的行")


def test_the_problem_in_the_row_of_the_cursor_comes_first_when_it_is_to_the_right(api: FakeApi) -> None:
    host = checked(api, BAD, BAD)
    host.apply(m.Select(m.Range(SHEET, 4, 1, 4, 1)))
    assert went(host, api, 1) == [(4, "quantity", 0)]


def test_a_sheet_without_the_result_column_is_searched_by_its_marks(api: FakeApi) -> None:
    host = checked(api, order(), BAD)
    for spot in [spot for spot in host.sheets[SHEET].cells if spot[1] == COLUMN["sync_result"]]:
        del host.sheets[SHEET].cells[spot]
    assert went(host, api, 1) == [(4, "quantity", 0)]


def test_a_file_is_searched_and_keeps_the_cursor(api: FakeApi, tmp_path: Path) -> None:
    path = write_book(tmp_path / "订单录入.xlsx", [order(), BAD, BAD])
    press(FileHost(path), api)
    rows = [press(FileHost(path), api, "next_problem", sheet=SHEET).outcome["row"] for _ in range(3)]
    assert rows == [4, 5, 4]


def test_only_the_columns_that_tell_are_read(api: FakeApi) -> None:
    host = checked(api, *[order() for _ in range(50)], BAD)
    blocks: list[m.CellBlock] = []
    press(_Watched(host, blocks), api, "next_problem")
    assert sum(len(block.rows) * len(block.rows[0]) for block in blocks if len(block.rows) > 20) <= 51 * 3


class _Watched:
    """A host whose blocks are looked at."""

    def __init__(self, host: MemoryHost, blocks: list[m.CellBlock]) -> None:
        self._host, self._blocks, self.apply = host, blocks, host.apply

    def snapshot(self, needs: Any) -> m.Snapshot:
        found = self._host.snapshot(needs)
        self._blocks += found.blocks
        return found
