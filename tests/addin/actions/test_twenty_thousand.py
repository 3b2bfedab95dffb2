"""Everything keeps working in a sheet of 20,000 rows: what travels, in how many calls, how work grows."""

from __future__ import annotations

import cProfile
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from addin.bridge import messages as m
from addin.hosts.memory import Content
from addin.hosts.port import JsonBook
from sync.client.loop import run_press
from tests.addin.fake_api import FakeApi
from tests.addin.presses import COLUMN, SHEET, Bridge, Clerk, cell, memory_book, order, press
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.hosts.memory import MemoryHost
    from sync.client.loop import Ended

MANY = 20_000
KILOBYTE = 1_000


@dataclass
class Traffic:
    """What one press sent and was sent, call by call, in bytes."""

    ended: Ended | None = None
    up: list[int] = field(default_factory=list)
    down: list[int] = field(default_factory=list)


def measured(host: MemoryHost, api: FakeApi, action: str, **options: str) -> Traffic:
    """Press a button and measure what travels."""
    traffic, post = Traffic(), Bridge(api).poster(action)

    def counting(body: dict[str, Any]) -> dict[str, Any]:
        answer = post(body)
        traffic.up.append(len(json.dumps(body, ensure_ascii=False).encode()))
        traffic.down.append(len(json.dumps(answer, ensure_ascii=False).encode()))
        return answer

    traffic.ended = run_press(counting, book=JsonBook(host), person=Clerk(), options=options)
    return traffic


def fill(host: MemoryHost, rows: range, **values: Any) -> None:
    """Put rows on the order sheet, each an order of its own."""
    cells = host.sheets[SHEET].cells
    for number in rows:
        for key, value in order(customer_po=f"PO-{number}", **values).items():
            if value is not None:
                cells[FIRST_ROW + number, COLUMN[key]] = Content(value, key == "requested_on")


@pytest.fixture(scope="module")
def big() -> tuple[MemoryHost, FakeApi]:
    """Make a sheet of 20,000 rows of which three were synced; the book remembers as many as it shows."""
    api = FakeApi(choices={"product": ["A-1｜角码 40", "B-7｜合页"]})
    host = memory_book([order(), order(product="合"), order(quantity=None)])
    press(host, api)
    fill(host, range(3, MANY), sync_result="已建单", sync_note="登记好了", _key="x" * 36, _sum="y" * 200)
    kept = "\n".join(f"0190aaaa-0000-7000-8000-{number:012}\t1\tSO{number:08}" for number in range(MANY))
    host.state |= {
        f"keys.orders#{part}": kept[at : at + 30_000]
        for part, at in enumerate(range(0, len(kept), 30_000), 9)
    }
    last = FIRST_ROW + MANY - 1
    for key, text in (("sync_result", "请修改"), ("_marks", "|数量|")):
        host.sheets[SHEET].cells[last, COLUMN[key]] = Content(text)
    return host, api


def at(host: MemoryHost, row: int) -> None:
    host.apply(m.Select(m.Range(SHEET, row, COLUMN["product"], row, COLUMN["product"])))


def test_the_next_problem_of_20000_rows_is_found_by_three_columns(big: tuple[MemoryHost, FakeApi]) -> None:
    host, api = big
    at(host, 1)
    first = measured(host, api, "next_problem")
    second = measured(host, api, "next_problem")
    rows = [each.ended.outcome["row"] for each in (first, second) if each.ended]
    assert rows == [5, FIRST_ROW + MANY - 1]
    assert len(first.up) == 3
    assert sum(first.up) < MANY * 60
    assert sum(first.down) < 5 * KILOBYTE


@pytest.mark.parametrize("action", ["explain_row", "lookup_product"])
def test_an_action_on_one_row_sends_that_row_however_long_the_sheet(
    big: tuple[MemoryHost, FakeApi], action: str
) -> None:
    host, api = big
    at(host, 4)
    traffic = measured(host, api, action)
    assert traffic.ended
    assert traffic.ended.exit == 0
    assert len(traffic.up) == 2
    assert sum(traffic.up) + sum(traffic.down) < 20 * KILOBYTE
    assert cell(host, 2, "order_no") == "SO0002"


@pytest.mark.parametrize("action", ["sync", "refresh"])
def test_no_action_carries_what_the_book_remembers_in_its_first_call(
    big: tuple[MemoryHost, FakeApi], action: str
) -> None:
    host, api = big
    assert sum(map(len, host.state.values())) > 500 * KILOBYTE
    traffic, post = Traffic(), Bridge(api).poster(action)

    class Enough(Exception):  # noqa: N818 - ends the press
        pass

    def first_only(body: dict[str, Any]) -> dict[str, Any]:
        if traffic.up:
            raise Enough
        traffic.up.append(len(json.dumps(body).encode()))
        return post(body)

    with pytest.raises(Enough):
        run_press(first_only, book=JsonBook(host), person=Clerk())
    assert traffic.up[0] < 10 * KILOBYTE


def test_a_chunk_sends_its_rows_and_nothing_of_the_rest() -> None:
    host, api = memory_book([]), FakeApi()
    fill(host, range(2_000))
    first = measured(host, api, "sync")
    fill(host, range(2_000), quantity=13)
    again = measured(host, api, "sync", yes="yes")
    for traffic in (first, again):
        opening, *chunks, closing = traffic.up[1:]
        assert len(chunks) == 4
        assert max(chunks) < max(opening, closing) / 3
    assert sum(again.up) < 2 * sum(first.up)


PRESSES: Mapping[str, tuple[str, ...]] = {
    "precheck": ("precheck",),
    "sync again": ("sync", "sync"),
    "refresh": ("sync", "refresh"),
    "undo": ("sync", "undo"),
}


@pytest.mark.parametrize("presses", PRESSES.values(), ids=PRESSES)
def test_the_work_of_a_press_grows_with_its_rows_and_no_faster(presses: tuple[str, ...]) -> None:
    few, many = _work(200, presses), _work(800, presses)
    assert few > 10_000
    assert many < 4.4 * few


def _work(rows: int, presses: tuple[str, ...]) -> int:
    """Return how many functions the bridge called for the last of some presses."""
    host, api = memory_book([]), FakeApi()
    fill(host, range(rows))
    for action in presses[:-1]:
        press(host, api, action)
    post, profile = Bridge(api).poster(presses[-1]), cProfile.Profile()

    def profiled(body: dict[str, Any]) -> dict[str, Any]:
        return profile.runcall(post, body)

    run_press(profiled, book=JsonBook(host), person=Clerk())
    return sum(entry.callcount for entry in profile.getstats())
