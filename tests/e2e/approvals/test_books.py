"""A day of approvals in workbook files: a clerk enters, people decide, the clerk mends what came back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from addin.bridge.session import SHANGHAI
from addin.staging.processes import Clerk, ServerProcess, sign_in
from addin.staging.typing_in import look as look_at
from addin.staging.typing_in import type_in
from sync.fields.approvals import DUPLICATES, SHORTAGES, TODO
from sync.fields.orders import ORDERS
from workbooks.build import build, build_samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.fields.kinds import ViewSpec

pytestmark = pytest.mark.slow
PASSWORD = "approvals-Day-1"


def look(book: Path, spec: ViewSpec) -> dict[int, dict[str, Any]]:
    """Return the rows of a sheet, by number."""
    return {number: dict(row) for number, row in look_at(book, spec=spec).rows.items()}


@dataclass(frozen=True)
class Day:
    """A running server with the sample factory, and the empty books of everybody."""

    server: ServerProcess
    folder: Path

    def person(self, name: str) -> tuple[Clerk, Path]:
        """Return somebody signed in, and the own to-do book."""
        book = self.folder / f"审批待办-{name}.xlsx"
        if not book.exists():
            book.write_bytes((self.folder / "审批待办.xlsx").read_bytes())
        return sign_in(self.server, name, PASSWORD), book

    def decide(self, name: str, orders: set[object], **typed: str) -> list[dict[str, object]]:
        """Let somebody refresh, type the same decision into every row of the orders that waits, and sync."""
        person, book = self.person(name)
        assert person.press("refresh", book)["exit"] == 0
        waiting = {
            number: dict(typed)
            for number, row in look(book, TODO).items()
            if row["sync_result"] not in {"已移出", "已更新"} and row["order_no"] in orders
        }
        type_in(book, spec=TODO, edits=waiting)
        done = person.press("sync", book)
        assert done["exit"] == 0, done
        return list(done["rows"])


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("day")
    master_data, *_ = build_samples(folder, today=dt.datetime.now(SHANGHAI).date(), password=PASSWORD)
    server = ServerProcess(folder / "data", PASSWORD)
    server.start()
    try:
        server.admin("import", str(master_data))
        build(folder)
        yield Day(server, folder)
    finally:
        server.stop()


def test_orders_go_from_the_clerk_through_three_books_and_back(day: Day) -> None:
    clerk, orders = sign_in(day.server, "wangfang", PASSWORD), day.folder / "订单录入.xlsx"
    soon = (dt.datetime.now(SHANGHAI).date() + dt.timedelta(days=20)).isoformat()
    usual = {"customer": "C001", "requested_on": soon, "quantity": 100}
    type_in(orders, spec=ORDERS, edits={3: {**usual, "product": "QP-18"}, 4: {**usual, "product": "DD-COB"}})
    assert clerk.press("sync", orders)["counts"] == {"created": 2}

    entered = {look(orders, ORDERS)[row]["order_no"] for row in (3, 4)}
    decided = day.decide("zhoumin", entered, decision="同意")
    assert [row["outcome"] for row in decided] == ["updated", "updated"]
    shown_there = look(day.person("zhoumin")[1], TODO).values()
    assert {row["sync_result"] for row in shown_there if row["order_no"] in entered} == {"已更新"}
    planned = day.decide("sunjian", entered, decision="同意", comment="排得下")
    assert [row["outcome"] for row in planned] == ["updated"] * 2
    _, finance_book = day.person("zhaoli")
    finance, _ = day.person("zhaoli")
    assert finance.press("refresh", finance_book)["exit"] == 0
    first, second = sorted(look(finance_book, TODO))
    assert "孙建 同意" in str(look(finance_book, TODO)[first]["earlier"])
    type_in(
        finance_book,
        spec=TODO,
        edits={first: {"decision": "同意"}, second: {"decision": "驳回", "comment": "先付定金"}},
    )
    assert {row["outcome"] for row in finance.press("sync", finance_book)["rows"]} == {"updated"}

    clerk.press("sync", orders)
    shown = look(orders, ORDERS)
    assert sorted(str(shown[row]["status"]) for row in (3, 4)) == ["已审核", "已驳回"]
    back = next(row for row in (3, 4) if shown[row]["status"] == "已驳回")
    assert shown[back]["sync_result"] == "请修改"
    assert "先付定金" in str(shown[back]["sync_note"])
    type_in(orders, spec=ORDERS, edits={back: {"quantity": 90}})
    assert clerk.press("sync", orders)["counts"] == {"updated": 1}
    assert look(orders, ORDERS)[back]["status"] == "待审核"


def test_rows_that_somebody_else_settled_turn_grey_and_a_late_decision_is_a_conflict(day: Day) -> None:
    manager, book = day.person("liuqiang")
    clerk, orders = sign_in(day.server, "lina", PASSWORD), day.folder / "订单录入-李娜.xlsx"
    supervisor, own = day.person("zhoumin")
    assert clerk.press("sync", orders)["exit"] == 0
    assert supervisor.press("refresh", own)["exit"] == 0
    waiting = [n for n, row in look(own, TODO).items() if row["sync_result"] not in {"已移出", "已更新"}]
    assert waiting
    other = day.folder / "另一本.xlsx"
    other.write_bytes(own.read_bytes())
    type_in(own, spec=TODO, edits={waiting[0]: {"decision": "同意"}})
    assert [row["outcome"] for row in supervisor.press("sync", own)["rows"]] == ["updated"]
    type_in(other, spec=TODO, edits={waiting[0]: {"decision": "驳回", "comment": "不同意"}})
    (late,) = supervisor.press("sync", other)["rows"]
    assert late["outcome"] == "conflict"
    assert "zhoumin" in str(look(other, TODO)[waiting[0]]["sync_note"])
    assert supervisor.press("sync", own)["exit"] == 0
    assert look(own, TODO)[waiting[0]]["sync_result"] == "已移出"
    assert manager.press("refresh", book)["exit"] == 0


@pytest.mark.long
def test_twins_and_short_lines_are_settled_on_their_sheets(day: Day) -> None:
    supervisor, book = day.person("zhoumin")
    clerk, orders = sign_in(day.server, "wangfang", PASSWORD), day.folder / "订单录入-双胞.xlsx"
    build_samples(day.folder / "fresh", today=dt.datetime.now(SHANGHAI).date())
    orders.write_bytes((day.folder / "fresh" / "订单录入.xlsx").read_bytes())
    assert clerk.press("sync", orders)["counts"]["held"] > 1
    assert supervisor.press("refresh", book)["exit"] == 0
    twins, short = look(book, DUPLICATES), look(book, SHORTAGES)
    assert twins
    assert short
    type_in(
        book, spec=DUPLICATES, edits={row: {"decision": "都保留", "comment": "两个工地"} for row in twins}
    )
    type_in(book, spec=SHORTAGES, edits={row: {"decision": "等货"} for row in short})
    done = supervisor.press("sync", book)
    assert {row["outcome"] for row in done["rows"] if row["sheet"] == "重复待复核"} == {"updated"}
    assert {row["outcome"] for row in done["rows"] if row["sheet"] == "缺货待确认"} <= {"updated", "held"}
