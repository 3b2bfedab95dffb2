"""What a person or others do between two calls of one press: nothing is lost, and it ends early if it may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from addin.actions import opening, sending
from addin.bridge import messages as m
from addin.hosts.port import JsonBook
from sync.client.loop import run_press
from tests.addin.fake_api import FakeApi
from tests.addin.presses import COLUMN, SHEET, Bridge, Clerk, cell, memory_book, order, press, type_in
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.hosts.memory import MemoryHost
    from sync.client.loop import Ended

ROWS = 5
SEND = 3
"""The call that reads the rows of the chunk again and sends them."""


@pytest.fixture
def api() -> FakeApi:
    """Start a server without rows."""
    return FakeApi()


@pytest.fixture
def host(api: FakeApi) -> MemoryHost:
    """Make a book of synced rows, each an order of its own."""
    book = memory_book([order(customer_po=f"PO{number}", quantity=10 + number) for number in range(ROWS)])
    press(book, api)
    api.asked.clear()
    return book


def pressed(host: MemoryHost, api: Any, number: int, meanwhile: Callable[[], None]) -> tuple[Ended, int]:
    """Press 同步; something happens before a call looks. Return the outcome and how many calls it took."""
    post, calls = Bridge(api).poster("sync"), 0

    def counting(body: dict[str, Any]) -> dict[str, Any]:
        nonlocal calls
        calls += 1
        answer = post(body)
        for operation in answer.pop("operations", []):
            if operation["type"] not in {"message", "progress"}:
                JsonBook(host).apply(operation)
        if calls == number - 1:
            meanwhile()
        return answer

    return run_press(counting, book=JsonBook(host), person=Clerk()), calls


def row_of(host: MemoryHost, row: int) -> list[Any]:
    number = FIRST_ROW + row - 1
    return host.snapshot([m.Need(m.Range(SHEET, number, 1, number, max(COLUMN.values())))]).blocks[0].rows[0]


def put_row(host: MemoryHost, row: int, cells: list[Any]) -> None:
    number = FIRST_ROW + row - 1
    host.apply(m.Put(m.Range(SHEET, number, 1, number, len(cells)), [cells]))


def swap(host: MemoryHost, one: int, other: int) -> None:
    """Exchange two rows as sorting does, hidden cells and all."""
    first, second = row_of(host, one), row_of(host, other)
    put_row(host, one, second)
    put_row(host, other, first)


def stored(api: FakeApi) -> dict[str | None, str | None]:
    return {row.values["customer_po"]: row.values["quantity"] for row in api.rows.values()}


def nothing() -> None:
    """Nobody touches anything."""


def test_a_press_of_few_edits_reads_the_sheet_once_and_ends_with_their_answers(
    host: MemoryHost, api: FakeApi
) -> None:
    type_in(host, 2, quantity=77)
    ended, calls = pressed(host, api, SEND, nothing)
    assert (ended.outcome["counts"], calls) == ({"updated": 1}, SEND)
    assert (cell(host, 2, "_rev"), cell(host, 2, "sync_result")) == ("2", "已更新")
    assert host.state["cursor.orders"] == str(len(api.feed))
    assert host.state["last_submission.orders"] == ended.outcome["submission"]
    assert "submission.orders" not in host.state


def test_a_press_without_edits_ends_with_the_call_that_looked(host: MemoryHost, api: FakeApi) -> None:
    api.edit(cell(host, 4, "_key"), remark="改送北门")
    ended, calls = pressed(host, api, SEND, nothing)
    assert (ended.exit, calls, cell(host, 4, "remark")) == (0, 2, "改送北门")
    assert host.state["cursor.orders"] == str(len(api.feed))
    assert f"{cell(host, 4, '_key')}\t2" in host.state["keys.orders#0"]


def test_an_edit_between_two_calls_is_sent_with_the_row_or_by_the_next_press(
    host: MemoryHost, api: FakeApi
) -> None:
    type_in(host, 2, quantity=77)

    def typing() -> None:
        type_in(host, 2, quantity=78)
        type_in(host, 3, quantity=79)

    pressed(host, api, SEND, typing)
    assert (stored(api)["PO1"], stored(api)["PO2"]) == ("78", "12")
    press(host, api)
    assert (stored(api)["PO2"], cell(host, 3, "quantity")) == ("79", 79)


@pytest.mark.parametrize("moment", [SEND, SEND + 1])
def test_rows_sorted_between_two_calls_keep_their_orders(host: MemoryHost, api: FakeApi, moment: int) -> None:
    type_in(host, 2, quantity=77)
    pressed(host, api, moment, lambda: swap(host, 2, 5))
    press(host, api)
    assert stored(api) == {"PO0": "10", "PO1": "77", "PO2": "12", "PO3": "13", "PO4": "14"}
    assert [cell(host, row, "customer_po") for row in range(1, ROWS + 1)] == [
        "PO0",
        "PO4",
        "PO2",
        "PO3",
        "PO1",
    ]
    for row in range(1, ROWS + 1):
        assert api.rows[cell(host, row, "_key")].values["customer_po"] == cell(host, row, "customer_po")


def test_a_row_inserted_above_between_two_calls_leaves_the_edit_for_the_next_press(
    host: MemoryHost, api: FakeApi
) -> None:
    type_in(host, 2, quantity=77)

    def inserting() -> None:
        for row in range(ROWS, 0, -1):
            put_row(host, row + 1, row_of(host, row))
        put_row(host, 1, [None] * max(COLUMN.values()))

    pressed(host, api, SEND, inserting)
    assert stored(api)["PO1"] == "11"
    press(host, api)
    assert (stored(api)["PO1"], api.orders) == ("77", ROWS)
    assert cell(host, 3, "sync_result") == "已更新"


def test_a_row_deleted_between_two_calls_is_asked_about_by_the_next_press(
    host: MemoryHost, api: FakeApi
) -> None:
    type_in(host, 2, quantity=77)
    number = cell(host, 5, "order_no")
    pressed(host, api, SEND, lambda: put_row(host, 5, [None] * max(COLUMN.values())))
    clerk = Clerk()
    press(host, api, clerk=clerk)
    assert number in clerk.asked[0]


def test_a_row_copied_between_two_calls_is_a_new_order_of_the_next_press(
    host: MemoryHost, api: FakeApi
) -> None:
    type_in(host, 2, quantity=77)
    pressed(host, api, SEND, lambda: put_row(host, ROWS + 1, row_of(host, 2)))
    assert api.orders == ROWS
    press(host, api)
    assert api.orders == ROWS + 1
    keys = {cell(host, row, "_key") for row in range(1, ROWS + 2)}
    assert keys == set(api.rows)


def test_what_others_change_between_two_calls_reaches_the_sheet_in_the_same_press(
    host: MemoryHost, api: FakeApi
) -> None:
    type_in(host, 2, quantity=77)
    ended, calls = pressed(host, api, SEND, lambda: api.edit(cell(host, 4, "_key"), remark="改送北门"))
    assert (ended.exit, calls) == (0, SEND + 1)
    assert (cell(host, 4, "remark"), cell(host, 4, "_rev")) == ("改送北门", "2")
    assert host.state["cursor.orders"] == str(len(api.feed))


def test_what_others_change_on_the_row_that_was_sent_is_shown_at_once(host: MemoryHost, api: FakeApi) -> None:
    type_in(host, 2, quantity=77)

    def answering(method: str, path: str, body: bytes | None, token: str) -> Any:
        answer = api(method, path, body, token)
        if body and b'"rows":[{' in body:
            api.edit(cell(host, 2, "_key"), remark="改送北门")
        return answer

    _, calls = pressed(host, answering, SEND, nothing)
    assert calls == SEND
    assert (cell(host, 2, "remark"), cell(host, 2, "quantity"), cell(host, 2, "_rev")) == (
        "改送北门",
        77,
        "3",
    )


def test_what_the_opening_was_told_and_is_told_again_needs_no_second_look(
    host: MemoryHost, api: FakeApi
) -> None:
    api.edit(cell(host, 4, "_key"), remark="改送北门")
    type_in(host, 2, quantity=77)
    before = host.state["cursor.orders"]

    def lagging(method: str, path: str, body: bytes | None, token: str) -> Any:
        """Answer as a server does while somebody's transaction runs: the cursor stays where it was."""
        status, headers, content = api(method, path, body, token)
        answer = msgspec.json.decode(content)
        return (
            status,
            headers,
            msgspec.json.encode({**answer, "cursor": before} if "cursor" in answer else answer),
        )

    ended, calls = pressed(host, lagging, SEND, nothing)
    assert (ended.exit, calls, host.state["cursor.orders"]) == (0, SEND, before)
    assert (cell(host, 4, "remark"), cell(host, 2, "_rev")) == ("改送北门", "2")
    api.edit(cell(host, 4, "_key"), remark="改送南门")
    press(host, api)
    assert cell(host, 4, "remark") == "改送南门"


def test_a_row_that_ended_is_forgotten_and_a_new_one_remembered(host: MemoryHost, api: FakeApi) -> None:
    ended, fresh = cell(host, 2, "_key"), ROWS + 1
    type_in(host, 2, action="作废")
    type_in(host, fresh, **order(customer_po="NEW"))
    pressed(host, api, SEND, nothing)
    assert ended not in host.state["keys.orders#0"]
    assert cell(host, fresh, "_key") in host.state["keys.orders#0"]


@pytest.mark.parametrize("limit", [0, opening.MOST_SEEN])
def test_ending_early_leaves_the_sheet_as_a_second_look_would(
    monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    """Both ways of ending give the same sheet and the same memory, keys and times aside."""
    assert _after_some_presses(monkeypatch, always_whole=True) == _after_some_presses(
        monkeypatch, always_whole=False, seen=limit
    )


def _after_some_presses(
    monkeypatch: pytest.MonkeyPatch, *, always_whole: bool, seen: int = opening.MOST_SEEN
) -> tuple[list[list[Any]], list[list[str]]]:
    with monkeypatch.context() as patch:
        patch.setattr(opening, "MOST_SEEN", seen)
        if always_whole:
            patch.setattr(sending, "_closing", lambda *_: None)
            patch.setattr(opening, "_may_end_at_once", lambda *_: False)
        api = FakeApi()
        host = memory_book([order(customer_po=f"PO{number}") for number in range(ROWS)])
        press(host, api)
        type_in(host, 1, quantity=None)
        type_in(host, 2, quantity="１２０", remark=" 加急 ")
        type_in(host, ROWS + 1, **order(product="B-2"))
        api.edit(cell(host, 2, "_key"), quantity="8")
        api.edit(cell(host, 4, "_key"), remark="改送北门")
        press(host, api)
        press(host, api, prefer="mine")
        press(host, api)
    hidden = (COLUMN["_key"], COLUMN["_sum"])
    rows = [
        [value for column, value in enumerate(row_of(host, row), start=1) if column not in hidden]
        for row in range(1, ROWS + 2)
    ]
    kept = [line.split("\t")[1:] for line in host.state["keys.orders#0"].split("\n")]
    return rows, kept
