"""Wherever a press breaks, pressing again gives each order once: over a file and over a book in memory."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from addin.actions import opening
from addin.bridge import messages as m
from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from sync.client.loop import run_press
from sync.client.transport import UnreachableError
from tests.addin.fake_api import FakeApi
from tests.addin.presses import Bridge, Clerk, cell, memory_book, order, press, write_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.hosts.memory import MemoryHost
    from addin.hosts.port import Host

ROWS = 6


class KilledError(BaseException):
    """The process is gone: nothing of it runs any more."""


@dataclass
class Books:
    """A book as a process finds it when it starts: the file as last saved."""

    folder: Path | None
    saved: MemoryHost | None = None

    def open(self) -> Host:
        """Open the book as last saved."""
        if self.folder is None:
            return SavedMemory(self)
        return FileHost(self.folder / "订单.xlsx")


@dataclass
class SavedMemory:
    """A book in memory that forgets what was not saved when its process ends."""

    books: Books
    host: MemoryHost = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what was saved last."""
        self.host = copy.deepcopy(self.books.saved) or memory_book([])

    def snapshot(self, needs: Any) -> m.Snapshot:
        """Return the book as it stands."""
        return self.host.snapshot(needs)

    def apply(self, operation: m.Operation) -> None:
        """Do an operation; Save keeps the book beyond this process."""
        self.host.apply(operation)
        if isinstance(operation, m.Save):
            self.books.saved = copy.deepcopy(self.host)


@pytest.fixture(params=["memory", "file"])
def books(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Books:
    """Make a book of six orders that go out in three chunks."""
    monkeypatch.setattr(opening, "CHUNK_ROWS", 2)
    rows = [order(product=f"P-{number}") for number in range(ROWS)]
    if request.param == "memory":
        return Books(None, memory_book(rows))
    write_book(tmp_path / "订单.xlsx", rows)
    return Books(tmp_path)


def press_once(host: Host, post: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    return run_press(post, book=JsonBook(host), person=Clerk(), options={})


def assert_each_order_once(api: FakeApi, host: Host) -> None:
    assert api.orders == ROWS
    numbers = [cell(host, row, "order_no") for row in range(1, ROWS + 1)]
    assert sorted(numbers) == [f"SO{number:04d}" for number in range(1, ROWS + 1)]
    for row in range(1, ROWS + 1):
        stored = api.rows[cell(host, row, "_key")]
        assert (stored.order_no, stored.values["product"]) == (cell(host, row, "order_no"), f"P-{row - 1}")


CALLS = range(1, 7)


@pytest.mark.parametrize("number", CALLS)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_client_is_killed_around_any_call(books: Books, number: int, moment: str) -> None:
    assert_killed_and_pressed_again(books, number, moment)


@pytest.mark.parametrize("number", range(1, 4))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_client_is_killed_around_any_call_of_a_press_that_ends_as_it_sends(
    books: Books, number: int, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHUNK_ROWS", ROWS)
    assert_killed_and_pressed_again(books, number, moment)


def assert_killed_and_pressed_again(books: Books, number: int, moment: str) -> None:
    api = FakeApi()
    post = Bridge(api).poster("sync")

    def killing(body: dict[str, Any]) -> dict[str, Any]:
        if moment == "after" and body["number"] == number:
            post(body)
        if body["number"] == number:
            raise KilledError
        return post(body)

    with pytest.raises(KilledError):
        press_once(books.open(), killing)
    again = books.open()
    assert press(again, api).exit == 0
    assert_each_order_once(api, again)


@pytest.mark.parametrize("number", CALLS)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_connection_is_cut_around_any_call_and_comes_back(books: Books, number: int, moment: str) -> None:
    api = FakeApi()
    bridge = Bridge(api)
    cut: list[int] = []

    def resending(body: dict[str, Any]) -> dict[str, Any]:
        if body["number"] == number and not cut:
            cut.append(number)
            if moment == "after":
                bridge.poster("sync")(body)
        return bridge.poster("sync")(body)

    host = books.open()
    assert press_once(host, resending).exit == 0
    assert cut == [number]
    assert_each_order_once(api, host)
    assert len(api.asked) == 3


@pytest.mark.parametrize("number", CALLS)
def test_the_server_stays_away_from_any_call_on(books: Books, number: int) -> None:
    api = FakeApi()
    post = Bridge(api).poster("sync")

    def gone(body: dict[str, Any]) -> dict[str, Any]:
        if body["number"] >= number:
            raise UnreachableError("http://server", reason="连接被拒绝")
        return post(body)

    assert press_once(books.open(), gone).exit == 3
    again = books.open()
    answered = [cell(again, row, "order_no") for row in range(1, ROWS + 1)]
    assert sum(map(bool, answered)) == min(ROWS, max(0, 2 * (number - 3)))
    assert press(again, api).exit == 0
    assert_each_order_once(api, again)


@pytest.mark.parametrize("number", [3, 4, 5])
def test_the_server_is_killed_after_it_committed_and_before_it_kept_the_answer(
    books: Books, number: int
) -> None:
    api = FakeApi()
    bridge = Bridge(api)
    post = bridge.poster("sync")
    lost: list[int] = []

    def forgetting(body: dict[str, Any]) -> dict[str, Any]:
        answer = post(body)
        if body["number"] == number and not lost:
            lost.append(number)
            bridge.presses.__init__()  # type: ignore[misc]  # the answer of the number was never kept
            return post(body)
        return answer

    host = books.open()
    assert press_once(host, forgetting).exit == 0
    assert_each_order_once(api, host)


def test_an_undone_press_may_be_sent_again(books: Books) -> None:
    api = FakeApi()
    host = books.open()
    press(host, api)
    assert press(host, api, "undo").exit == 0
    assert all(row.gone for row in api.rows.values())
    assert [cell(host, row, "_key") for row in range(1, ROWS + 1)] == [None] * ROWS
    assert cell(host, 1, "sync_result") == "已撤销"
    assert press(host, api).outcome["counts"] == {"created": ROWS}
    assert api.orders == 2 * ROWS
