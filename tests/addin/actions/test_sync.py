"""A press of 同步, over a book in memory and a tiny server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from addin.actions import opening
from addin.bridge import messages as m
from addin.hosts.memory import Content
from tests.addin.fake_api import FakeApi
from tests.addin.presses import COLUMN, SHEET, Clerk, cell, memory_book, order, press, type_in
from workbooks.layout import LISTS_SHEET, LOG_COLUMNS, LOG_SHEET

if TYPE_CHECKING:
    from addin.hosts.memory import MemoryHost


@pytest.fixture
def api() -> FakeApi:
    """Start a server without rows."""
    return FakeApi()


def log_of(host: MemoryHost) -> list[dict[str, Any]]:
    rows = host.snapshot([m.Need(m.Range(LOG_SHEET, 3, 1, 0, len(LOG_COLUMNS)))]).blocks[0].rows
    return [dict(zip(LOG_COLUMNS, row, strict=True)) for row in rows]


def test_rows_come_back_with_numbers_and_results(api: FakeApi) -> None:
    host = memory_book([order(), order(product="B-2"), order(quantity=None)])
    ended = press(host, api)
    assert ended.exit == 0
    assert [cell(host, row, "order_no") for row in (1, 2, 3)] == ["SO0001", "SO0002", None]
    assert [cell(host, row, "sync_result") for row in (1, 2, 3)] == ["已建单", "已建单", "请修改"]
    assert "quantity" in cell(host, 3, "sync_note")
    assert cell(host, 3, "_marks") == "|数量|"
    assert [cell(host, row, "_rev") for row in (1, 2, 3)] == ["1", "1", None]


def test_the_outcome_names_rows_keys_numbers_and_problems(api: FakeApi) -> None:
    host = memory_book([order(), order(quantity=None)])
    outcome = press(host, api).outcome
    assert outcome["action"] == "sync"
    assert outcome["counts"] == {"created": 1, "rejected": 1}
    assert outcome["submission"]
    assert outcome["seconds"] >= 0
    first, second = outcome["rows"]
    assert (first["row"], first["outcome"], first["order_no"]) == (3, "created", "SO0001")
    assert first["key"] == cell(host, 1, "_key")
    assert (second["row"], second["problems"][0]["code"]) == (4, "required")


def test_a_second_press_without_a_change_sends_nothing(api: FakeApi) -> None:
    host = memory_book([order()])
    press(host, api)
    api.asked.clear()
    ended = press(host, api)
    assert (ended.exit, api.asked, api.orders) == (0, [], 1)


def test_only_what_was_edited_is_sent(api: FakeApi) -> None:
    host = memory_book([order(), order()])
    press(host, api)
    api.asked.clear()
    type_in(host, 2, quantity=99)
    press(host, api)
    assert [row.values for row in api.asked[0].rows] == [{"quantity": "99"}]
    assert cell(host, 2, "sync_result") == "已更新"


def test_a_clean_press_shows_no_pop_up_and_one_with_problems_does(api: FakeApi) -> None:
    clean, troubled = Clerk(), Clerk()
    press(memory_book([order()]), api, clerk=clean)
    press(memory_book([order(quantity=None)]), api, clerk=troubled)
    assert [message.get("level", "info") for message in clean.messages] == ["info"]
    assert [message["level"] for message in troubled.messages] == ["warning"]
    assert "登记 1" in clean.messages[0]["text"]


def test_keys_and_submission_are_saved_before_anything_is_sent(api: FakeApi) -> None:
    host = memory_book([order()])
    seen: list[tuple[int, Any, str]] = []

    def watching(method: str, path: str, body: bytes | None, token: str) -> Any:
        if body and b'"rows":[{' in body.replace(b" ", b""):
            seen.append((host.saves, cell(host, 1, "_key"), host.state["submission.orders"]))
        return api(method, path, body, token)

    press(host, watching)
    assert seen == [(1, next(iter(api.rows)), api.asked[0].submission)]
    assert host.saves == 2


def test_the_book_remembers_itself_its_server_and_where_it_stood(api: FakeApi) -> None:
    host = memory_book([order()])
    press(host, api)
    assert host.state["book"] == api.asked[0].book
    assert (host.state["server"], host.state["epoch"]) == ("server-1", "1")
    assert host.state["last_submission.orders"] == api.asked[0].submission
    assert host.state["cursor.orders"] == "1"
    assert "submission.orders" not in host.state


def test_every_press_is_a_line_in_the_log(api: FakeApi) -> None:
    host = memory_book([order(), order(quantity=None)])
    press(host, api)
    press(host, api)
    first, second = log_of(host)
    assert (first["操作"], first["用户"], first["行数"]) == ("同步", "xiaoli", 2)
    assert (first["登记"], first["退回"], first["提交编号"]) == (1, 1, api.asked[0].submission)
    assert second["登记"] == 0


def test_problem_cells_get_notes_and_lose_them_when_mended(api: FakeApi) -> None:
    host = memory_book([order(quantity=None)])
    press(host, api)
    assert [spot for spot, _ in host.sheets[SHEET].notes.items()] == [(3, 8)]
    type_in(host, 1, quantity=5)
    press(host, api)
    assert host.sheets[SHEET].notes == {}
    assert cell(host, 1, "sync_result") == "已建单"


def test_the_first_fifty_problem_cells_get_notes_over_all_chunks(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHUNK_ROWS", 20)
    host = memory_book([order(quantity=None) for _ in range(70)])
    press(host, api)
    assert len(host.sheets[SHEET].notes) == 50
    assert cell(host, 70, "_marks") == "|数量|"


def test_many_rows_go_in_chunks_and_orders_stay_together(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHUNK_ROWS", 4)
    rows = [order(customer_po=f"PO{number % 4}") for number in range(12)]
    host, clerk = memory_book(rows), Clerk()
    ended = press(host, api, clerk=clerk)
    assert [[row.values["customer_po"] for row in request.rows] for request in api.asked] == [
        ["PO0"] * 3 + ["PO1"] * 3,
        ["PO2"] * 3 + ["PO3"] * 3,
    ]
    assert {request.submission for request in api.asked} == {ended.outcome["submission"]}
    assert [told["done"] for told in clerk.told if told["type"] == "progress"] == [6, 12]
    assert ended.outcome["counts"] == {"created": 12}
    assert [row["row"] for row in ended.outcome["rows"]] == [3, 7, 11, 4, 8, 12, 5, 9, 13, 6, 10, 14]


def test_a_press_cancelled_between_chunks_keeps_what_was_answered(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHUNK_ROWS", 2)
    host = memory_book([order() for _ in range(5)])
    ended = press(host, api, clerk=Clerk(stop_after=1))
    assert (ended.exit, api.orders) == (0, 4)
    assert host.state["last_submission.orders"] == ended.outcome["submission"]
    press(host, api)
    assert api.orders == 5


def test_changes_of_others_reach_the_sheet(api: FakeApi) -> None:
    host = memory_book([order()])
    press(host, api)
    api.edit(cell(host, 1, "_key"), remark="改送北门")
    press(host, api)
    assert cell(host, 1, "remark") == "改送北门"
    assert (cell(host, 1, "_rev"), cell(host, 1, "sync_result")) == ("2", "他人已改")


def test_a_conflict_shows_and_is_decided_on_the_sheet(api: FakeApi) -> None:
    host = memory_book([order()])
    press(host, api)
    key = cell(host, 1, "_key")
    api.edit(key, quantity="50")
    type_in(host, 1, quantity=20)
    press(host, api)
    assert cell(host, 1, "sync_result") == "冲突"
    assert api.rows[key].values["quantity"] == "50"
    type_in(host, 1, action="用我的")
    press(host, api)
    assert api.rows[key].values["quantity"] == "20"
    assert (cell(host, 1, "action"), cell(host, 1, "sync_result")) == (None, "已更新")


@pytest.mark.parametrize(("prefer", "stored"), [("mine", "20"), ("theirs", "50")])
def test_the_command_line_decides_conflicts_for_all(api: FakeApi, prefer: str, stored: str) -> None:
    host = memory_book([order()])
    press(host, api)
    key = cell(host, 1, "_key")
    api.edit(key, quantity="50")
    type_in(host, 1, quantity=20)
    press(host, api, prefer=prefer)
    assert api.rows[key].values["quantity"] == stored
    assert str(cell(host, 1, "quantity")) == stored


def test_dropdowns_are_refilled_when_the_server_says_so(api: FakeApi) -> None:
    host = memory_book([order()])
    api.choices = {"product": ["A-1｜角码 40", "A-2｜角码 60"], "customer": ["华东五金"], "no_field": []}
    press(host, api)
    lists = host.snapshot([m.Need(m.Range(LISTS_SHEET, 1, 1, 0, 0))]).blocks[0].rows
    assert lists[0] == ["customers", "products", "payment_terms"]
    assert [row[1] for row in lists[1:]] == ["A-1｜角码 40", "A-2｜角码 60"]
    api.calls.clear()
    press(host, api)
    assert not any("choices" in call for call in api.calls)


def formula_in(host: MemoryHost, row: int, key: str, value: Any) -> None:
    host.sheets[SHEET].put((row + 2, COLUMN[key]), Content(value, formula="=B1*2"))


def test_a_formula_sends_its_result_and_stays(api: FakeApi) -> None:
    host = memory_book([order()])
    formula_in(host, 1, "quantity", 24)
    press(host, api)
    assert api.asked[0].rows[0].values["quantity"] == "24"
    assert host.sheets[SHEET].cells[3, COLUMN["quantity"]].formula == "=B1*2"


def test_a_formula_nobody_calculated_is_not_taken_for_a_blank_cell(api: FakeApi) -> None:
    host = memory_book([order()])
    formula_in(host, 1, "quantity", None)
    ended = press(host, api)
    assert (ended.exit, ended.outcome["refused"], api.asked) == (2, "uncalculated", [])
    assert "H3" in ended.outcome["message"]


def test_an_uncalculated_formula_where_the_server_writes_is_in_nobodys_way(api: FakeApi) -> None:
    host = memory_book([order()])
    formula_in(host, 1, "amount", None)
    assert press(host, api).exit == 0


def test_a_book_without_a_known_sheet_is_refused(api: FakeApi) -> None:
    host = memory_book([])
    for name in list(host.sheets):
        host.sheets[f"{name}x"] = host.sheets.pop(name)
    ended = press(host, api)
    assert (ended.exit, ended.outcome["refused"]) == (2, "no_view")


def test_a_sheet_without_headers_is_refused(api: FakeApi) -> None:
    host = memory_book([])
    host.sheets[SHEET].cells.clear()
    ended = press(host, api)
    assert (ended.exit, ended.outcome["refused"]) == (2, "no_header")
