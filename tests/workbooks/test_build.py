"""Files that `build` and the demo put into a folder."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.workbooks.packages import opened
from workbooks.build import build, build_samples

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 11, 24)


def test_build_makes_the_folder_and_empty_workbooks(tmp_path: Path) -> None:
    made = build(tmp_path / "new" / "dist")
    assert [path.name for path in made] == ["订单录入.xlsx", "主数据.xlsx", "审批待办.xlsx"]
    assert [opened(path).worksheets[0]["D3"].value for path in made] == [None, None, None]


def test_the_samples_are_master_data_forty_rows_and_two_earlier_ones(tmp_path: Path) -> None:
    master_data, orders, earlier = build_samples(tmp_path, today=TODAY, password="demo")
    assert [row[2].value for row in opened(master_data)["客户"].iter_rows(3, 3)] == [
        "苏州启明灯饰工程有限公司"
    ]
    assert opened(orders)["订单录入"].max_row == 42
    assert opened(earlier)["订单录入"].max_row == 4
    assert "demo" in {cell.value for row in opened(master_data)["用户"].iter_rows() for cell in row}


def test_a_sample_row_carries_no_answer_yet(tmp_path: Path) -> None:
    _, orders, _ = build_samples(tmp_path, today=TODAY)
    sheet = opened(orders)["订单录入"]
    assert {cell.value for row in sheet.iter_rows(3, 42, 1, 3) for cell in row} == {None}
