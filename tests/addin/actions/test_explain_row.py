"""说明: the story of the selected row, on a sheet of its own that is written afresh each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from addin.actions.pages import STORY as STORY_SHEET
from addin.bridge import messages as m
from addin.hosts.file import FileHost
from addin.hosts.memory import Content, MemoryHost, MemorySheet
from sync.fields.texts import OUR_MARK
from sync.protocol.stories import FieldChange, RowRevision, Section, SectionColumn
from tests.addin.fake_api import FakeApi
from tests.addin.presses import COLUMN, SHEET, Clerk, cell, memory_book, order, press, write_book

if TYPE_CHECKING:
    from pathlib import Path

    from addin.hosts.port import Host

STOCK = Section(
    "各仓库存",
    "Stock by warehouse",
    [SectionColumn("仓库", "Warehouse"), SectionColumn("可用", "Available", "quantity")],
    [["W1｜东仓", "12.5"], ["=1+1", None]],
)
SUPPLY = Section("在途", "Supply", [SectionColumn("到货日期", "Due on", "date")], [["2026-12-01"]])
EDITED = RowRevision(
    rev=2,
    at="2026-11-24T16:00:00Z",
    by=None,
    book="0190aaaa-0000-7000-8000-00000000beef",
    how="updated",
    changes=[
        FieldChange("quantity", "12", "15"),
        FieldChange("remark", None, "=HYPERLINK(1)"),
        FieldChange("ship_to", "老地址", None),
        FieldChange("changed_by", "xiaoli", "小王"),
    ],
)


@pytest.fixture
def api() -> FakeApi:
    """Start a server that has something to tell."""
    return FakeApi(sections=[STOCK, SUPPLY], revisions=[EDITED])


def at(host: MemoryHost, row: int) -> MemoryHost:
    """Put the cursor into a row of the order sheet."""
    host.apply(m.Select(m.Range(SHEET, row, COLUMN["quantity"], row, COLUMN["quantity"])))
    return host


def page(host: Host, sheet: str = STORY_SHEET) -> list[list[Any]]:
    return [list(row) for row in host.snapshot([m.Need(m.Range(sheet, 1, 1, 0, 0))]).blocks[0].rows]


def lines(host: Host, sheet: str = STORY_SHEET) -> list[str]:
    return [
        "|".join("" if each is None else str(each) for each in row).rstrip("|") for row in page(host, sheet)
    ]


def test_the_story_of_the_selected_row_stands_on_its_own_sheet(api: FakeApi) -> None:
    host = memory_book([order(), order(product="B-2")])
    press(host, api)
    before = dict(host.sheets[SHEET].cells)
    ended = press(at(host, 4), api, "explain_row")
    assert (ended.exit, ended.outcome["values"]["order_no"]) == (0, "SO0002")
    told = lines(host)
    assert told[0] == f"{OUR_MARK}订单录入 SO0002 第 4 行"
    assert "产品型号 Product|B-2" in told
    assert "W1｜东仓|12.5" in told
    assert "在途 Supply" in told
    assert host.sheets[SHEET].cells == before
    assert (host.active, host.selection) == (STORY_SHEET, m.Range(STORY_SHEET, 1, 1, 1, 1))


def test_changes_are_told_in_words_with_who_when_and_from_which_book(api: FakeApi) -> None:
    host = memory_book([order()])
    press(host, api)
    press(at(host, 3), api, "explain_row")
    told = lines(host)
    assert (
        "2026-11-25T00:00:00|厂里|另一本工作簿（…00beef）|"
        "修改；数量 从 12 改为 15；备注 填为 =HYPERLINK(1)；收货地址 清空（原为 老地址）"
    ) in told
    assert any(line.startswith("2026-11-24T23:40:00|xiaoli||登记；") for line in told)


def test_text_of_a_story_is_never_a_formula_and_dates_are_dates(api: FakeApi, tmp_path: Path) -> None:
    path = write_book(tmp_path / "订单录入.xlsx", [order()])
    press(FileHost(path), api)
    ended = press(FileHost(path), api, "explain_row", sheet=SHEET, row="3")
    assert ended.exit == 0
    block = FileHost(path).snapshot([m.Need(m.Range(STORY_SHEET, 1, 1, 0, 0))]).blocks[0]
    cells = {str(value): (r, c) for r, row in enumerate(block.rows, 1) for c, value in enumerate(row, 1)}
    assert "=1+1" in cells
    assert block.formulas == []
    assert cells["2026-12-01"] in block.dates


def test_the_sheet_is_written_afresh_and_nothing_of_before_is_left(api: FakeApi) -> None:
    host = memory_book([order()])
    press(host, api)
    press(at(host, 3), api, "explain_row")
    long = page(host)
    host.sheets[STORY_SHEET].put((len(long) + 5, 9), Content("旧的"))
    host.sheets[STORY_SHEET].put((2, 2), Content(3, formula="=1+2"))
    api.sections, api.revisions = [], []
    press(at(host, 3), api, "explain_row")
    assert len(page(host)) < len(long)
    assert "旧的" not in str(page(host))
    assert not any(content.formula for content in host.sheets[STORY_SHEET].cells.values())


def test_a_sheet_of_that_name_that_is_a_persons_own_is_left_alone(api: FakeApi) -> None:
    host = memory_book([order()])
    own = MemorySheet({(1, 1): Content("怎么填这张表"), (9, 9): Content("我的")})
    host.sheets[STORY_SHEET] = own
    press(host, api)
    press(at(host, 3), api, "explain_row")
    assert own.cells == {(1, 1): Content("怎么填这张表"), (9, 9): Content("我的")}
    assert lines(host, f"{STORY_SHEET}（表上单）")[0].startswith(OUR_MARK)


def test_a_row_that_was_never_entered_says_so_and_why(api: FakeApi) -> None:
    host, clerk = memory_book([order(quantity=None)]), Clerk()
    press(host, api)
    ended = press(at(host, 3), api, "explain_row", clerk=clerk)
    assert (ended.exit, ended.outcome["refused"]) == (2, "not_entered")
    assert "quantity" in clerk.messages[-1]["text"]
    assert STORY_SHEET not in host.sheets


@pytest.mark.parametrize("row", [1, 2, 900])
def test_a_header_or_a_blank_row_has_no_story(api: FakeApi, row: int) -> None:
    host = memory_book([order()])
    press(host, api)
    assert press(at(host, row), api, "explain_row").outcome["refused"] == "not_entered"


def test_without_a_row_in_hand_one_is_asked_for(api: FakeApi) -> None:
    assert press(memory_book([order()]), api, "explain_row").outcome["refused"] == "no_row"
    host = memory_book([order()])
    host.apply(m.Select(m.Range("图例", 3, 1, 3, 1)))
    assert press(host, api, "explain_row").outcome["refused"] in {"no_header", "no_row"}


def test_a_row_that_shows_another_number_warns(api: FakeApi) -> None:
    host, clerk = memory_book([order()]), Clerk()
    press(host, api)
    host.apply(m.Put(m.Range(SHEET, 3, COLUMN["order_no"], 3, COLUMN["order_no"]), [["SO9999"]]))
    press(at(host, 3), api, "explain_row", clerk=clerk)
    assert (clerk.messages[-1]["level"], "SO9999" in clerk.messages[-1]["text"]) == ("warning", True)


def test_the_story_of_one_row_reads_that_row_and_the_header_only(api: FakeApi) -> None:
    host = memory_book([order() for _ in range(60)])
    press(host, api)
    asked: list[m.Need] = []
    shown = host.snapshot

    def watched(needs: Any) -> m.Snapshot:
        asked.extend(needs)
        return shown(needs)

    press(_Watched(at(host, 40), watched), api, "explain_row")
    read = sum(need.range.last_row - need.range.first_row + 1 for need in asked)
    assert read <= 22
    assert cell(host, 38, "order_no") == "SO0038"


class _Watched:
    """A host whose snapshots are looked at."""

    def __init__(self, host: MemoryHost, snapshot: Any) -> None:
        self.snapshot, self.apply = snapshot, host.apply
