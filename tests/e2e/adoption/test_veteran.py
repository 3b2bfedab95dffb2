"""A veteran's own workbook adopted and synced against the whole server, as clerks would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from sync.client.loop import Ended, run_press
from sync.rows.keys import new_key
from tests.addin.presses import Clerk
from tests.e2e.adoption.veteran import (
    COLUMN,
    DUE,
    RED,
    SHEET,
    YELLOW,
    column,
    edit,
    paint,
    rows_of,
    veterans_book,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.presses.conftest import Factory

TASK = "字段对应"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the veteran's workbook."""
    return veterans_book(tmp_path / "我的表.xlsx")


def press(factory: Factory, book: Path, action: str = "sync", **options: str) -> Ended:
    """Press a button as 王芳, who cannot be asked."""
    host = FileHost(book)
    return run_press(factory.poster(action), book=JsonBook(host), person=Clerk(), options=options)


def mean(book: Path, **meanings: str) -> None:
    """Write the meanings of colours on 字段对应."""
    host = FileHost(book)
    for number, row in enumerate(rows_of(book, TASK), 1):
        tag = meanings.get(str(row[1]).removeprefix("#"))
        if tag:
            host.apply(m.Put(m.Range(TASK, number, 4, number, 4), [[tag]]))
    host.apply(m.Save())


def adopted(factory: Factory, book: Path) -> Path:
    """Adopt the workbook, with the meanings of its colours, and sync it."""
    press(factory, book, "adopt")
    mean(book, **{YELLOW: "加急", RED: "缺料"})
    assert press(factory, book, "adopt").outcome["adopted"]
    assert press(factory, book).outcome["counts"] == {"created": 3}
    return book


def change(factory: Factory, key: str, **values: str) -> None:
    """Change a line as a colleague does."""
    stored = pulled(factory)[key]
    row = {"key": key, "rev": stored["rev"], "values": values}
    asked = json.dumps({"request_id": new_key(), "rows": [row]}).encode()
    _, _, content = factory.call("POST", "/api/v1/views/orders/sync", asked, factory.tokens["lina"])
    assert json.loads(content)["results"][0]["outcome"] == "updated", content


def pulled(factory: Factory, name: str = "lina") -> dict[str, dict[str, Any]]:
    """Return all rows as a clerk sees them, by key."""
    asked = json.dumps({"scope": "all", "cursor": None, "rows": []}).encode()
    _, _, content = factory.call("POST", "/api/v1/views/orders/sync", asked, factory.tokens[name])
    return {row["key"]: row for row in json.loads(content)["changes"]}


def values(factory: Factory, book: Path, row: int, name: str = "lina") -> dict[str, Any]:
    """Return what the server holds of the line on a row."""
    found: dict[str, Any] = pulled(factory, name)[column(book, "_key")[row]]["values"]
    return found


def test_the_first_press_only_proposes_and_the_second_adopts(factory: Factory, book: Path) -> None:
    before = rows_of(book)
    first = press(factory, book, "adopt")
    assert (first.exit, first.outcome["adopted"]) == (0, False)
    assert rows_of(book) == before
    assert [row[3] for row in rows_of(book, TASK)[4:8]] == [None, "客户名称", "产品型号", "规格"]
    second = press(factory, book, "adopt")
    assert (second.exit, second.outcome["adopted"], second.outcome["tables"][0]["history"]) == (0, True, [7])
    assert column(book, "同步结果") == {4: None, 5: None, 6: None, 7: "历史", 8: None}
    assert [row[: len(COLUMN)] for row in rows_of(book)] == before


def test_lines_arrive_as_meant_and_come_back_with_numbers(factory: Factory, book: Path) -> None:
    adopted(factory, book)
    assert column(book, "同步结果") == {4: "已建单", 5: "已建单", 6: "已建单", 7: "历史", 8: None}
    first, second = values(factory, book, 4), values(factory, book, 5)
    assert second["customer"] == first["customer"]
    assert (first["quantity"], second["quantity"]) == ("400", "1200")
    assert second["requested_on"] == DUE.isoformat()
    assert column(book, "数量")[5] == "1.2千"
    assert column(book, "规格说明")[4] == "亮面"
    assert column(book, "规格说明")[6]
    assert len(factory.orders()) == 3


def test_own_columns_are_kept_for_their_owner_alone(factory: Factory, book: Path) -> None:
    adopted(factory, book)
    assert values(factory, book, 4, "wangfang")["own:区域"] == "华东"
    assert not any(key.startswith("own:") for key in values(factory, book, 4))


def test_a_second_press_without_a_change_sends_nothing(factory: Factory, book: Path) -> None:
    adopted(factory, book)
    before = rows_of(book)
    assert press(factory, book).outcome["counts"] == {}
    assert rows_of(book) == before


def test_what_a_colleague_changes_comes_back_into_the_persons_own_cells(factory: Factory, book: Path) -> None:
    adopted(factory, book)
    change(factory, column(book, "_key")[5], quantity="1300", remark="客户改数")
    ended = press(factory, book)
    assert ended.exit == 0
    assert (column(book, "数量")[5], column(book, "备注")[5]) == (1300, "客户改数")
    assert column(book, "同步结果")[5] == "他人已改"
    assert press(factory, book).outcome["counts"] == {}


def test_a_colour_reaches_a_colleague_as_a_tag_and_their_tag_paints_nothing(
    factory: Factory, book: Path
) -> None:
    adopted(factory, book)
    assert values(factory, book, 4)["tags"] == "加急"
    assert values(factory, book, 6)["tags"] == "缺料"
    made = openpyxl.load_workbook(book)
    paint(made[SHEET], 5, YELLOW)
    made.save(book)
    assert press(factory, book).outcome["counts"] == {"updated": 1}
    assert values(factory, book, 5)["tags"] == "加急"
    change(factory, column(book, "_key")[6], tags="缺料；加急")
    press(factory, book)
    assert column(book, "标签")[6] == "缺料；加急"
    assert openpyxl.load_workbook(book)[SHEET].cell(6, 2).fill.patternType is None
    assert press(factory, book).outcome["counts"] == {}
    assert values(factory, book, 6)["tags"] == "缺料；加急"


def test_paint_that_is_taken_away_takes_its_tag_along_and_no_other(factory: Factory, book: Path) -> None:
    adopted(factory, book)
    change(factory, column(book, "_key")[4], tags="加急；客户催")
    made = openpyxl.load_workbook(book)
    for at in COLUMN.values():
        made[SHEET].cell(4, at).fill = openpyxl.styles.PatternFill()
    made.save(book)
    press(factory, book)
    press(factory, book)
    assert values(factory, book, 4)["tags"] == "客户催"


def test_rows_and_columns_may_be_put_in_and_sorted(factory: Factory, book: Path) -> None:
    adopted(factory, book)
    keys = column(book, "_key")
    made = openpyxl.load_workbook(book)
    sheet = made[SHEET]
    sheet.unmerge_cells("B4:B5")
    sheet["B5"] = sheet["B4"].value
    sheet.insert_cols(5)
    sheet["E3"] = "颜色"
    sheet["E4"] = "红"
    sheet.move_range("A4:Z4", rows=10)
    sheet.move_range("A6:Z6", rows=-2)
    sheet.move_range("A14:Z14", rows=-8)
    made.save(book)
    ended = press(factory, book, yes="1")
    assert ended.exit == 0
    assert column(book, "_key") == {4: keys[6], 5: keys[5], 6: keys[4], 7: None, 8: None}
    assert len(factory.orders()) == 3
    assert values(factory, book, 6, "wangfang")["own:颜色"] == "红"


def test_a_row_that_is_added_becomes_an_order(factory: Factory, book: Path) -> None:
    adopted(factory, book)
    edit(book, B9="佳禾装饰", C9="HY-4030", E9=60, F9=1.9, H9=DUE.isoformat())
    ended = press(factory, book)
    assert ended.outcome["counts"] == {"created": 1}, ended.outcome["rows"]
    assert column(book, "订单号")[9]


def test_undo_takes_the_orders_back_and_leaves_the_sheet(factory: Factory, book: Path) -> None:
    before = rows_of(book)
    adopted(factory, book)
    assert press(factory, book, "undo").outcome["counts"] == {"updated": 3}
    assert column(book, "同步结果")[4] == "已撤销"
    cells = [row[: len(COLUMN)] for row in rows_of(book)]
    assert [row[4] for row in cells] == [row[4] for row in before]
    assert press(factory, book).outcome["counts"] == {"created": 3}


def test_the_next_file_of_that_shape_needs_no_questions(factory: Factory, book: Path) -> None:
    adopted(factory, book)
    other = veterans_book(book.with_name("下个月.xlsx"))
    ended = press(factory, other, "adopt")
    assert ended.outcome["adopted"] is True
    assert press(factory, other).exit == 0
    assert column(other, "标签")[4] == "加急"


def test_refused_without_a_product(factory: Factory, book: Path) -> None:
    press(factory, book, "adopt")
    host = FileHost(book)
    host.apply(m.Put(m.Range(TASK, 7, 4, 7, 4), [["什么"]]))
    host.apply(m.Save())
    before = rows_of(book)
    ended = press(factory, book, "adopt")
    assert (ended.exit, ended.outcome["refused"]) == (2, "correction")
    assert "第 7 行" in ended.outcome["message"]
    assert rows_of(book) == before
