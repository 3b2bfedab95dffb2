"""对账单, 周报, 缺料风险: reports of the server on sheets of their own, written afresh each time."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from addin.hosts.memory import Content, MemoryHost, MemorySheet
from sync.fields.texts import OUR_MARK
from sync.protocol.reports import Fact, Report
from sync.protocol.stories import Section, SectionColumn
from tests.addin.fake_api import FakeApi
from tests.addin.presses import COLUMN, SHEET, Clerk, memory_book, order, press, write_book
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = Section(
    "往来明细",
    "Account",
    [
        SectionColumn("日期", "Date", "date"),
        SectionColumn("类型", "Kind"),
        SectionColumn("余额", "Balance", "money"),
        SectionColumn("数量", "Quantity", "quantity"),
    ],
    [["2026-11-04", "=1+1", "699.5", "12"], ["2026-11-14", None, None, "x"]],
)
PARTS = Section("零件", "Parts", [SectionColumn("数量", "Quantity", "quantity")], [["0.5"], ["3"]])
STATEMENT = Report(
    "对账单",
    "Statement",
    [
        Fact("customer", "客户", "Customer", "明辉照明"),
        Fact("from", "从", "From", "2026-11-01", "date"),
        Fact("to", "到", "To", "2026-11-30", "date"),
        Fact("opening", "期初余额", "Opening", "1000", "money"),
        Fact("closing", "期末余额", "Closing", "2700.5", "money"),
    ],
    [ACCOUNT, PARTS, Section("空", "Empty", [SectionColumn("列", "Column")], [])],
)
FACTS = ("entered_lines", "entered_amount", "held_lines", "late_lines", "due_lines", "orders", "unplanned")
WEEK = Report("周报", "Week", [Fact(key, key, key, "7", "whole") for key in FACTS], [ACCOUNT])


def shortages(lines: int) -> Report:
    facts = [Fact(key, key, key, str(lines), "whole") for key in ("lines", "orders", "unplanned")]
    return Report("缺料风险", "Risk", facts, [])


@pytest.fixture
def api() -> FakeApi:
    """Start a server that has reports."""
    every = {"statement": STATEMENT, "weekly_report": WEEK, "shortage": shortages(2)}
    reports = {name: msgspec.json.encode(report) for name, report in every.items()}
    return FakeApi(reports=reports | {"statement.pdf": b"%PDF-1.4 ..."})


def asked(api: FakeApi) -> dict[str, str]:
    """Return the query of the last report that was asked for."""
    (call,) = [each for each in api.calls[-2:] if "/reports/statement?" in each][-1:]
    return {name: values[0] for name, values in parse_qs(urlsplit(call).query).items()}


def rows(host: Any, sheet: str) -> list[list[Any]]:
    found: list[list[Any]] = host.snapshot([m.Need(m.Range(sheet, 1, 1, 0, 0))]).blocks[0].rows
    return found


def at(host: MemoryHost, row: int) -> MemoryHost:
    host.apply(m.Select(m.Range(SHEET, row, COLUMN["quantity"], row, COLUMN["quantity"])))
    return host


def test_the_statement_of_the_selected_row_s_customer_stands_on_its_own_sheet(api: FakeApi) -> None:
    host = at(memory_book([order(), order(customer="华北五金")]), FIRST_ROW + 1)
    ended = press(host, api, "statement", clerk=Clerk({"period": "本月"}))
    assert ended.exit == 0
    assert asked(api)["customer"] == "华北五金"
    assert asked(api)["from"][-3:] == "-01"
    found = rows(host, "对账单")
    assert found[0][0] == "对账单  明辉照明  2026-11-01 至 2026-11-30"
    assert found[1][0].startswith(OUR_MARK)
    assert found[2][:5] == ["客户 Customer", "明辉照明", None, "从 From", "2026-11-01"]
    assert found[7][:4] == ["日期\nDate", "类型\nKind", "余额\nBalance", "数量\nQuantity"]
    assert found[8][:4] == ["2026-11-04", "=1+1", 699.5, 12]
    assert found[9][:4] == ["2026-11-14", None, None, "x"]
    sheet = host.sheets["对账单"]
    assert sheet.cells[9, 2].formula == ""
    assert sheet.cells[9, 1].is_date
    assert (host.active, ended.outcome["facts"]["closing"]) == ("对账单", "2700.5")


def test_a_report_is_dressed_title_head_body_and_numbers(api: FakeApi) -> None:
    host = at(memory_book([order()]), FIRST_ROW)
    press(host, api, "statement", clerk=Clerk({"period": "上月"}))
    looks = host.sheets["对账单"].looks
    roles = [looks.roles[row, 1] for row in (1, 2, 3, 7, 8, 9)]
    assert roles == ["title", "note", "body", "title", "head", "body"]
    assert [looks.formats.get((9, column)) for column in (1, 2, 3, 4)] == [
        None,
        None,
        "#,##0.00_ ",
        "#,##0_ ",
    ]
    assert looks.formats[14, 1] == "#,##0.######_ "
    assert looks.formats[4, 5] == "#,##0.00_ "
    assert all(9 <= width <= 30 for width in looks.widths.values())


def test_without_an_answer_it_is_the_last_month_and_with_options_nobody_is_asked(api: FakeApi) -> None:
    host = at(memory_book([order()]), FIRST_ROW)
    press(host, api, "statement", clerk=Clerk({"period": "上月"}))
    assert asked(api)["from"] < asked(api)["to"]
    options = {"customer": "C1", "from": "2026-01-01"}
    press(host, api, "statement", clerk=Clerk({}), **options)
    assert asked(api) == options


def test_what_is_no_day_is_refused_before_anything_is_asked(api: FakeApi) -> None:
    ended = press(at(memory_book([order()]), FIRST_ROW), api, "statement", to="月底")
    assert (ended.exit, ended.outcome["refused"]) == (2, "bad_date")
    assert not [call for call in api.calls if "/reports/" in call]


def test_a_row_that_names_no_customer_is_asked_of_the_server(api: FakeApi) -> None:
    host = memory_book([order()])
    press(host, api)
    host.apply(m.Put(m.Range(SHEET, FIRST_ROW, COLUMN["customer"], FIRST_ROW, COLUMN["customer"]), [[None]]))
    press(at(host, FIRST_ROW), api, "statement", clerk=Clerk({"period": "上月"}))
    assert asked(api)["customer"] == order()["customer"]


@pytest.mark.parametrize("row", [1, 9])
def test_without_a_customer_one_is_told_what_to_do(row: int) -> None:
    ended = press(at(memory_book([order()]), row), FakeApi(), "statement", clerk=Clerk({"period": "上月"}))
    assert (ended.exit, ended.outcome["refused"]) == (2, "no_customer")


def test_a_customer_that_is_not_there_is_told_in_the_server_s_words() -> None:
    ended = press(memory_book([order()]), FakeApi(), "statement", customer="x", to="2026-11-30")
    assert ended.exit == 2


def test_a_report_pressed_again_covers_what_stood_there(api: FakeApi) -> None:
    host = at(memory_book([order()]), FIRST_ROW)
    press(host, api, "statement", clerk=Clerk({"period": "上月"}))
    first = rows(host, "对账单")
    short = Report("对账单", "Statement", STATEMENT.facts, [])
    api.reports["statement"] = msgspec.json.encode(short)
    press(host, api, "statement", customer="C1", to="2026-11-30")
    found = rows(host, "对账单")
    assert len(found) < len(first)
    assert host.sheets["对账单"].looks.roles[8, 1] == "body"  # where the head of the first stood
    assert [name for name in host.sheets if name.startswith("对账单")] == ["对账单"]


def test_a_person_s_own_sheet_of_that_name_is_never_written_on(api: FakeApi) -> None:
    host = memory_book([order()])
    host.sheets["周报"] = MemorySheet({(1, 1): Content("我的周报"), (2, 1): Content("别动")})
    for _ in range(2):
        assert press(host, api, "weekly_report").outcome["sheet"] == "周报（表上单）"
    assert host.sheets["周报"].cells == {(1, 1): Content("我的周报"), (2, 1): Content("别动")}
    assert "周报（表上单）2" not in host.sheets


def test_the_week_may_be_another_one(api: FakeApi) -> None:
    press(memory_book([order()]), api, "weekly_report", on="2026-11-02")
    assert api.calls[-1] == "GET /api/v1/reports/weekly_report?on=2026-11-02"


@pytest.mark.parametrize(("lines", "said"), [(0, "没有赶不上"), (2, "2 行赶不上交期")])
def test_lines_at_risk_are_counted_or_there_are_none(api: FakeApi, lines: int, said: str) -> None:
    api.reports["shortage"] = msgspec.json.encode(shortages(lines))
    person = Clerk({})
    press(memory_book([order()]), api, "shortage", clerk=person)
    assert any(said in each["text"] for each in person.told)


def test_in_a_file_nobody_is_asked_and_a_pdf_comes_along(api: FakeApi, tmp_path: Path) -> None:
    host = FileHost(write_book(tmp_path / "订单录入.xlsx", [order()]))
    ended = press(host, api, "statement", sheet=SHEET, row=str(FIRST_ROW), pdf="yes")
    assert base64.b64decode(ended.outcome["pdf"]) == b"%PDF-1.4 ..."
    assert asked(api) == {"customer": order()["customer"]}
    found = FileHost(host.path)
    assert rows(found, "对账单")[0][0].startswith("对账单")
    assert found.snapshot([]).active_sheet == "对账单"
