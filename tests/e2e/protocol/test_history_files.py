"""A veteran's file of old orders, from the workbook to the server: understood, resumed, taken back."""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from addin.importing import CHUNK_ROWS, chunks, import_history, take_back
from addin.surfaces.imported import import_lines
from sync.adoption.history import OldLine
from sync.adoption.layout import Layout, LayoutColumn, layout_text, shape_of
from sync.client.transport import RefusedError, Server, UnreachableError
from tests.e2e.protocol.test_history_import import sound

if TYPE_CHECKING:
    from pathlib import Path

    from sync.client.loop import Ended
    from tests.e2e.protocol.api import Person
    from tests.e2e.protocol.conftest import Firm

HEADER = ["客户", "订单号", "型号", "数量", "单价", "下单日期", "交货日期", "状态", "跟单备注"]
MH, HC = "苏州明辉照明有限公司", "宁波海川五金有限公司"
Rows = list[list[Any]]


@dataclass(frozen=True)
class Wire(Server):
    """A server spoken to in process; after `calls` imports the line is cut."""

    person: Person | None = None
    calls: int = 1_000

    def request(self, method: str, path: str, body: bytes | None = None) -> Any:
        """Answer a request."""
        assert self.person is not None
        answer = self.person.call(
            method, path.removeprefix("/api/v1"), data=body, content_type="application/json"
        )
        if path.endswith("/history"):
            object.__setattr__(self, "calls", self.calls - 1)
            if self.calls < 0:
                raise UnreachableError(self.url, reason="cut")
        content = json.loads(answer.data) if answer.data else None
        if answer.status_code >= 400:
            raise RefusedError(status=answer.status_code, title=answer.get_json(force=True)["title"])
        return content


def wire(person: Person, calls: int = 1_000) -> Wire:
    return Wire("http://test", person=person, calls=calls)


def book(path: Path, rows: Rows, *, header: list[str] = HEADER) -> Path:
    """Write a workbook as people keep them: a title, the header, rows, a total."""
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("2023年订单")
    sheet.write(0, 0, "2023 年订单总表")
    sheet.write_row(1, 0, header)
    for number, row in enumerate(rows, start=2):
        sheet.write_row(number, 0, row)
    sheet.write_row(len(rows) + 2, 0, ["合计", None, None, sum(row[3] for row in rows)])
    made.close()
    return path


def old(customer: str = MH, number: str = "A-1", **cells: Any) -> list[Any]:
    """Return a row of the book."""
    row = {
        "客户": customer,
        "订单号": number,
        "型号": "LED-9W",
        "数量": 10,
        "单价": 9.5,
        "下单日期": "2023-05-01",
        "交货日期": "2023-05-20",
        "状态": "已发货",
        "跟单备注": "老客户",
    }
    return list((row | cells).values())


def run(path: Path, server: Server, **options: str) -> Ended:
    options = {"open_from": "2035-01-01", "yes": "yes", **options}
    return import_history(path, options, server=server, tell=lambda _: None)


def test_a_file_is_rehearsed_brought_in_and_there_when_it_comes_again(firm: Firm, tmp_path: Path) -> None:
    rows = [
        old(),
        old(型号="BOX-10"),
        old(HC, "B-7", 交货日期="2035-06-18"),
        old("没有的客户", "C-1"),
        old("没有的客户", "C-2"),
        old(型号="不认识", 单价=3),
        old(状态="客户取消"),
        old(),
    ]
    path, server = book(tmp_path / "老订单.xlsx", rows), wire(firm.person("supervisor"))
    rehearsed = run(path, server, dry_run="yes").outcome
    assert firm.admin.pull(scope="all").changes == {}
    outcome = run(path, server).outcome
    counts = {name: outcome[name] for name in ("rows", "closed", "open", "there", "rejected")}
    assert counts == {"rows": 7, "closed": 3, "open": 1, "there": 0, "rejected": 3}
    assert outcome["skipped"] == {"cancelled": 1, "not_orders": 1}
    assert [(kind["code"], kind["rows"], kind["texts"]) for kind in outcome["not_taken"]] == [
        ("unknown_customer", 2, {"没有的客户": 2}),
        ("unknown_product", 1, {"不认识": 1}),
    ]
    assert outcome["not_taken"][0]["examples"][0]["row"] == 6
    assert {
        **rehearsed,
        "dry_run": False,
        "submission": outcome["submission"],
        "seconds": outcome["seconds"],
    } == outcome
    again = run(path, server).outcome
    assert (again["closed"], again["there"], again["submission"]) == (0, 4, outcome["submission"])
    kept = firm.person("supervisor").at(None).pull(scope="all").changes.values()
    assert {one["values"]["remark"] for one in kept} == {"老客户"}
    assert {one["values"]["own:状态"] for one in kept} == {"已发货"}
    assert sound(firm) == []
    assert any("没有导入 2 行" in text for text in import_lines(outcome))


def test_an_import_that_was_cut_goes_on_and_is_taken_back_as_one(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("addin.importing.CHUNK_ROWS", 100)
    path = book(tmp_path / "老订单.xlsx", [old(number=f"A-{number // 3}") for number in range(500)])
    with pytest.raises(UnreachableError):
        run(path, wire(firm.clerk, calls=3))
    outcome = run(path, wire(firm.clerk)).outcome
    assert (outcome["closed"] + outcome["there"], outcome["there"] >= 300) == (500, True)
    ended = take_back({"submission": outcome["submission"]}, wire(firm.clerk))
    assert (ended.outcome["taken_back"], ended.outcome["rejected"]) == (500, 0)
    assert any("已撤销 500 行" in text for text in import_lines(ended.outcome))
    once_more = run(path, wire(firm.clerk)).outcome
    assert (once_more["closed"], once_more["there"]) == (500, 0)
    assert sound(firm) == []


def test_a_column_that_somebody_should_confirm_is_asked_for(firm: Firm, tmp_path: Path) -> None:
    path, server = book(tmp_path / "老订单.xlsx", [old(), old(HC, "B-2")]), wire(firm.clerk)
    ended = import_history(path, {"open_from": "2035-01-01"}, server=server, tell=lambda _: None)
    (table,) = ended.outcome["tables"]
    assert (ended.exit, ended.outcome["rows"], table["lacking"]) == (2, 0, ["product"])
    assert table["asked"]["C"] == "product"
    assert any("型号→产品型号" in text for text in import_lines(ended.outcome))


def test_what_was_corrected_for_a_shape_is_remembered(firm: Firm, tmp_path: Path) -> None:
    path, server = book(tmp_path / "老订单.xlsx", [old(), old(HC, "B-2")]), wire(firm.clerk)
    keys = [
        "customer",
        "customer_po",
        "product",
        "quantity",
        "unit_price",
        "ordered_at",
        "requested_on",
        "",
        "",
    ]
    corrected = Layout(tuple(map(LayoutColumn, HEADER, keys)))
    put = firm.clerk.call("PUT", f"/layouts/{shape_of(HEADER)}", json={"layout": layout_text(corrected)})
    assert put.status_code == 204
    ended = import_history(path, {"open_from": "2035-01-01"}, server=server, tell=lambda _: None)
    assert (ended.exit, ended.outcome["closed"]) == (0, 2)
    kept = firm.clerk.pull(scope="mine").changes.values()
    assert {one["values"]["customer_po"] for one in kept} == {"A-1", "B-2"}
    assert not [key for one in kept for key in one["values"] if key.startswith("own:")]


def test_two_thousand_rows_come_in_with_statements_that_do_not_grow(firm: Firm, tmp_path: Path) -> None:
    rows = [old(number=f"A-{number // 4}", 数量=number + 1) for number in range(2_000)]
    outcome = run(book(tmp_path / "老订单.xlsx", rows), wire(firm.clerk)).outcome
    assert (outcome["closed"], outcome["rejected"]) == (2_000, 0)
    assert sound(firm) == []


def test_lines_of_one_order_travel_together_and_no_request_is_too_long() -> None:
    def line(number: int, po: str | None) -> OldLine:
        return OldLine("s", number, f"{number:064x}", {}, ("c", po))

    lines = [line(number, f"P{number % 700}" if number % 5 else None) for number in range(5_000)]
    parts = [*chunks(lines)]
    assert sum(map(len, parts)) == 5_000
    assert max(map(len, parts)) <= CHUNK_ROWS
    places: dict[str, set[int]] = {}
    for place, part in enumerate(parts):
        for one in part:
            if one.group[1]:
                places.setdefault(one.group[1], set()).add(place)
    assert {len(found) for found in places.values()} == {1}
    assert [len(part) for part in chunks([line(number, "P") for number in range(4_500)])] == [
        2_000,
        2_000,
        500,
    ]


def test_a_file_without_orders_is_refused(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "别的.csv"
    path.write_text("今天,天气\n晴,好\n", encoding="utf-8")
    ended = run(path, wire(firm.clerk))
    assert (ended.exit, ended.outcome["tables"]) == (2, [])


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_hundred_thousand_rows_come_in_and_are_taken_back(firm: Firm, tmp_path: Path) -> None:
    rows = [old((MH, HC)[number % 2], f"A-{number // 4}", 数量=number % 97 + 1) for number in range(100_000)]
    path, server = book(tmp_path / "老订单.xlsx", rows), wire(firm.clerk)
    outcome = run(path, server).outcome
    assert (outcome["closed"], outcome["rejected"]) == (100_000, 0)
    again = run(path, server).outcome
    assert (again["there"], again["closed"]) == (100_000, 0)
    began = time.monotonic()
    ended = take_back({"submission": outcome["submission"]}, server)
    assert ended.outcome["taken_back"] == 100_000
    figures = {
        "imported_seconds": outcome["seconds"],
        "there_seconds": again["seconds"],
        "taken_back_seconds": round(time.monotonic() - began, 1),
        "most_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    sys.stdout.write(f"{firm.engine.dialect.name} {figures}\n")
