"""What a press asks before it sends: the brake, rows that are gone, another server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.addin.fake_api import FakeApi
from tests.addin.presses import SHEET, Clerk, cell, memory_book, order, press, type_in

if TYPE_CHECKING:
    from addin.hosts.memory import MemoryHost


@pytest.fixture
def api() -> FakeApi:
    """Start a server without rows."""
    return FakeApi()


def test_a_press_that_changes_many_orders_asks_first(api: FakeApi) -> None:
    host = memory_book([order() for _ in range(8)])
    press(host, api)
    for row in range(1, 8):
        type_in(host, row, quantity=1000 + row)
    api.asked.clear()
    refused = press(host, api)
    assert (refused.exit, api.asked) == (2, [])
    assert "第 3、4、5、6、7、8、9 行" in refused.outcome["message"]
    assert press(host, api, clerk=Clerk({"brake": "取消"})).exit == 2
    assert api.asked == []
    assert press(host, api, clerk=Clerk({"brake": "继续"})).exit == 0
    assert len(api.asked[0].rows) == 7


def test_yes_on_the_command_line_overrides_the_brake(api: FakeApi) -> None:
    host = memory_book([order() for _ in range(8)])
    press(host, api)
    for row in range(1, 8):
        type_in(host, row, quantity=1000 + row)
    assert press(host, api, yes="yes").outcome["counts"]["updated"] == 7


def clear_row(host: MemoryHost, row: int) -> None:
    sheet = host.sheets[SHEET]
    for spot in [spot for spot in sheet.cells if spot[0] == row + 2]:
        del sheet.cells[spot]


def test_rows_deleted_from_the_sheet_stand_unless_the_clerk_cancels_them(api: FakeApi) -> None:
    host = memory_book([order(), order(), order()])
    press(host, api)
    clear_row(host, 2)
    clerk = Clerk()
    press(host, api, clerk=clerk)
    assert "SO0002" in clerk.asked[0]
    assert not any(row.gone for row in api.rows.values())
    clear_row(host, 3)
    ended = press(host, api, clerk=Clerk({"missing": "作废"}))
    assert [row.order_no for row in api.rows.values() if row.gone] == ["SO0003"]
    assert ended.outcome["rows"][0]["row"] is None


def test_rows_deleted_from_the_sheet_are_put_back_below(api: FakeApi) -> None:
    host = memory_book([order(), order(remark="加急"), order()])
    press(host, api)
    clear_row(host, 2)
    press(host, api, clerk=Clerk({"missing": "放回来"}))
    assert cell(host, 4, "remark") == "加急"
    assert cell(host, 4, "order_no") == "SO0002"
    api.asked.clear()
    clerk = Clerk()
    press(host, api, clerk=clerk)
    assert (api.asked, clerk.asked) == ([], [])


def test_another_server_is_asked_about_and_rows_are_entered_anew_after_a_yes(api: FakeApi) -> None:
    host = memory_book([order()])
    press(host, api)
    other = FakeApi(server="server-2")
    assert press(host, other).exit == 2
    assert press(host, other, clerk=Clerk({"restore": "取消"})).exit == 2
    assert other.asked == []
    press(host, other, clerk=Clerk({"restore": "重新登记"}))
    assert other.asked[0].restore
    assert other.orders == 1
    assert host.state["server"] == "server-2"
