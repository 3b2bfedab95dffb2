"""预检, 撤销, 刷新, over a book in memory and a tiny server."""

from __future__ import annotations

from typing import Any

import pytest

from addin.bridge import messages as m
from tests.addin.fake_api import FakeApi, Row
from tests.addin.presses import COLUMN, SHEET, cell, memory_book, order, press, type_in
from workbooks.layout import LOG_SHEET


@pytest.fixture
def api() -> FakeApi:
    """Start a server without rows."""
    return FakeApi()


def whole(host: Any) -> dict[tuple[int, int], Any]:
    return {spot: content.value for spot, content in host.sheets[SHEET].cells.items()}


def test_a_check_writes_the_two_result_columns_and_nothing_else(api: FakeApi) -> None:
    host = memory_book([order(), order(quantity=None)])
    before, before_log = whole(host), len(host.sheets[LOG_SHEET].cells)
    ended = press(host, api, "precheck")
    after = whole(host)
    results = {COLUMN["sync_result"], COLUMN["sync_note"]}
    assert {spot[1] for spot in after.keys() ^ before.keys()} <= results
    assert [cell(host, row, "sync_result") for row in (1, 2)] == ["可提交", "请修改"]
    assert ended.outcome["counts"] == {"created": 1, "rejected": 1}
    assert (api.orders, host.state, host.sheets[SHEET].notes) == (0, {}, {})
    assert host.saves == 1
    assert LOG_SHEET in host.sheets
    assert len(host.sheets[LOG_SHEET].cells) == before_log


def test_a_check_after_a_check_says_the_same(api: FakeApi) -> None:
    host = memory_book([order(), order(quantity=None)])
    first = press(host, api, "precheck")
    assert press(host, api, "precheck").outcome["counts"] == first.outcome["counts"]


def test_more_rows_than_a_request_holds_are_not_checked(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("addin.actions.precheck.MAX_ROWS", 1)
    ended = press(memory_book([order(), order()]), api, "precheck")
    assert (ended.exit, ended.outcome["refused"], api.asked) == (2, "too_many", [])


def test_an_undo_frees_the_rows_and_says_so_in_the_log(api: FakeApi) -> None:
    host = memory_book([order(), order()])
    submission = press(host, api).outcome["submission"]
    ended = press(host, api, "undo")
    assert (ended.exit, ended.outcome["submission"], ended.outcome["counts"]) == (
        0,
        submission,
        {"updated": 2},
    )
    assert [row["order_no"] for row in ended.outcome["rows"]] == ["SO0001", "SO0002"]
    for key in ("order_no", "_key", "_rev", "_sum", "status"):
        assert cell(host, 1, key) is None
    assert cell(host, 1, "quantity") == 12
    log = host.snapshot([m.Need(m.Range(LOG_SHEET, 4, 1, 4, 4))]).blocks[0].rows[0]
    assert log[1:] == ["撤销", "xiaoli", 2]


def test_without_a_submission_there_is_nothing_to_undo(api: FakeApi) -> None:
    ended = press(memory_book([order()]), api, "undo")
    assert (ended.exit, ended.outcome["refused"]) == (2, "nothing_to_undo")


def test_an_undo_passes_over_presses_that_wrote_nothing(api: FakeApi) -> None:
    host = memory_book([order(), order(quantity=None)])
    wrote = press(host, api).outcome["submission"]
    assert press(host, api).outcome["submission"] != wrote
    undone = press(host, api, "undo").outcome
    assert (undone["submission"], undone["counts"]) == (wrote, {"updated": 1})


def test_a_press_whose_rows_were_all_refused_leaves_nothing_to_undo(api: FakeApi) -> None:
    host = memory_book([order(quantity=None)])
    press(host, api)
    ended = press(host, api, "undo")
    assert (ended.exit, ended.outcome["refused"]) == (2, "nothing_to_undo")


def test_an_undo_takes_back_a_press_that_never_got_its_answer(api: FakeApi) -> None:
    host = memory_book([order()])
    submission = press(host, api).outcome["submission"]
    host.state.pop("written.orders")
    host.state["submission.orders"] = submission
    assert press(host, api, "undo").outcome["submission"] == submission


def test_a_refresh_fills_rows_and_appends_others_below_without_sending_edits(api: FakeApi) -> None:
    host = memory_book([order()])
    press(host, api)
    key = cell(host, 1, "_key")
    api.edit(key, remark="加急")
    api.rows["0190aaaa-0000-7000-8000-000000000001"] = Row(
        3, "SO0900", {"customer": "别家", "product": "C-3", "quantity": "7", "requested_on": "2026-12-30"}
    )
    api.feed.append("0190aaaa-0000-7000-8000-000000000001")
    type_in(host, 1, quantity=77)
    api.asked.clear()
    ended = press(host, api, "refresh")
    assert ended.outcome["counts"] == {"rows": 1, "added": 1}
    assert (cell(host, 1, "remark"), cell(host, 1, "quantity")) == ("加急", 77)
    assert (cell(host, 2, "order_no"), cell(host, 2, "quantity"), cell(host, 2, "_rev")) == ("SO0900", 7, "3")
    assert api.rows[key].values["quantity"] == "12"
    assert all(request.dry_run for request in api.asked)


def test_an_appended_row_is_synced_as_any_other(api: FakeApi) -> None:
    host = memory_book([])
    key = "0190aaaa-0000-7000-8000-000000000001"
    api.rows[key] = Row(
        3, "SO0900", {"customer": "别家", "product": "C-3", "quantity": "7", "requested_on": "2026-12-30"}
    )
    api.feed.append(key)
    press(host, api, "refresh")
    press(host, api)
    assert api.asked == []
    type_in(host, 1, quantity=9)
    press(host, api)
    assert api.rows[key].values["quantity"] == "9"


@pytest.mark.parametrize("action", ["precheck", "undo", "refresh", "next_problem"])
def test_a_book_without_a_known_sheet_is_refused_by_every_action(api: FakeApi, action: str) -> None:
    host = memory_book([])
    for name in list(host.sheets):
        host.sheets[f"{name}x"] = host.sheets.pop(name)
    assert press(host, api, action).exit == 2
