"""A press on a book of many sheets works through all of them, what others refer to first."""

from __future__ import annotations

from typing import Any

import pytest

from addin.bridge import messages as m
from addin.hosts.memory import Content, MemoryHost, MemorySheet
from sync.fields.catalogue import SPEC_BY_NAME
from tests.addin.fake_api import FakeApi
from tests.addin.presses import press
from workbooks.layout import HEADER_ROW, LOG_SHEET, layout

ROW: dict[str, m.Cell] = {
    "code": "X1",
    "name": "某",
    "customer": "某",
    "product": "X1",
    "quantity": 3,
    "requested_on": "2026-12-24",
}


def book(*views: str, hidden: bool = True, host: str = "memory") -> MemoryHost:
    """Return a book with a sheet and a row for each view; without hidden columns it is somebody's own."""
    sheets = {}
    for view in views:
        sheet = MemorySheet()
        for column in layout(SPEC_BY_NAME[view]).columns:
            if hidden or column.field:
                sheet.put((HEADER_ROW, column.index), Content(column.header))
                sheet.put((HEADER_ROW + 1, column.index), Content(ROW.get(column.key)))
        sheets[SPEC_BY_NAME[view].title] = sheet
    return MemoryHost("主数据.xlsx", sheets)


class FileLike(MemoryHost):
    """A book without a person before it."""

    def snapshot(self, needs: Any) -> m.Snapshot:
        found = super().snapshot(needs)
        found.host = "file"
        return found


def file_like(*views: str) -> FileLike:
    host = book(*views)
    return FileLike(host.name, host.sheets)


@pytest.fixture
def api() -> FakeApi:
    """Start a server that takes anything."""
    return FakeApi(required=())


def views_asked(api: FakeApi) -> list[str]:
    return [call.split("/")[4] for call in api.calls if call.startswith("POST") and call.endswith("/sync")]


def test_all_sheets_of_a_file_are_worked_through_in_order(api: FakeApi) -> None:
    host = file_like("stock", "products", "customers", "warehouses")
    ended = press(host, api)
    assert list(dict.fromkeys(views_asked(api))) == ["warehouses", "customers", "products", "stock"]
    assert ended.outcome["counts"] == {"created": 4}
    assert len(ended.outcome["submissions"]) == len(set(ended.outcome["submissions"])) == 4
    assert host.saves == 5
    log = host.snapshot([m.Need(m.Range(LOG_SHEET, 3, 1, 0, 4))]).blocks[0].rows
    assert [row[3] for row in log] == [4]
    again = press(host, api)
    assert (again.outcome["submissions"], again.outcome["counts"], host.saves) == ([], {}, 6)


def test_results_stand_on_sheets_whose_view_does_not_list_them(api: FakeApi) -> None:
    host = file_like("customers")
    press(host, api)
    column = next(c.index for c in layout(SPEC_BY_NAME["customers"]).columns if c.key == "sync_result")
    assert host.sheets["客户"].cells[HEADER_ROW + 1, column].value == "已新增"


@pytest.mark.parametrize("action", ["precheck", "refresh"])
def test_other_actions_work_through_all_sheets_too(api: FakeApi, action: str) -> None:
    host = file_like("products", "customers")
    assert press(host, api, action).exit == 0
    assert {"products", "customers"} <= set(views_asked(api))


def test_the_next_problem_is_looked_for_on_all_sheets() -> None:
    host = file_like("products", "customers")
    api = FakeApi(required=("level",))
    press(host, api)
    assert press(host, api, "next_problem").outcome["sheet"] == "客户"


def test_the_sheet_in_front_of_a_person_is_the_one_meant_and_one_may_be_named(api: FakeApi) -> None:
    host = book("products", "customers")
    press(host, api)
    assert set(views_asked(api)) == {"products"}
    press(host, api, sheet="客户")
    assert set(views_asked(api)) == {"products", "customers"}


def test_a_sheet_of_ones_own_gets_the_hidden_columns_behind_its_last(api: FakeApi) -> None:
    host = book("customers", hidden=False)
    used = host.sheets["客户"].used(1)
    press(host, api)
    heads = [host.sheets["客户"].cells[HEADER_ROW, used + n].value for n in range(1, 5)]
    assert heads == ["_key", "_rev", "_sum", "_marks"]
    api.asked.clear()
    press(host, api)
    assert api.asked == []
