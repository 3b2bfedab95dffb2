"""`start.py demo`: the main job end to end on sample data, with real processes and real files."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.bridge.session import SHANGHAI
from addin.staging.gate import Gate, When, open_gate
from addin.staging.processes import ServerProcess, all_rows, sign_in
from addin.staging.screen import Screen
from addin.staging.typing_in import look, type_in
from sync.fields.approvals import TODO
from workbooks.books.approvals import FILE_NAME as APPROVALS_FILE
from workbooks.books.approvals import write_approvals
from workbooks.build import build_samples
from workbooks.layout import FIRST_ROW
from workbooks.samples.orders import order_samples

if TYPE_CHECKING:
    from addin.staging.processes import Clerk

ALL_OUTCOMES = {"created", "updated", "unchanged", "merged", "held", "conflict", "rejected"}


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything the story needs."""

    folder: Path
    today: dt.date
    screen: Screen
    server: ServerProcess
    gate: Gate
    book: Path
    other_book: Path
    clerk: Clerk
    other: Clerk
    seen: dict[int, str] = field(default_factory=dict)


def main() -> int:
    """Play the demo and return 0 only if every step came out as expected."""
    started = time.monotonic()
    screen = Screen()
    folder = _fresh_folder()
    password = secrets.token_urlsafe(12)
    server = ServerProcess(folder / "data", password)
    try:
        _play(folder, screen, server, password)
    finally:
        server.stop()
    return _end(screen, folder, time.monotonic() - started)


def _fresh_folder() -> Path:
    data = Path(os.environ.get("SHEETLINE_DATA") or "data")
    now = dt.datetime.now(SHANGHAI)
    folder = data / "demo" / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    folder.mkdir(parents=True)
    return folder.resolve()


def _play(folder: Path, screen: Screen, server: ServerProcess, password: str) -> None:
    today = dt.datetime.now(SHANGHAI).date()
    screen.step("准备工作簿，启动服务器，导入主数据", "workbooks, a server process, master data")
    master_data, book, other_book = build_samples(folder, today=today, password=password)
    screen.say(f"服务器 {server.start():.1f} 秒就绪：{server.url}")
    server.admin("import", str(master_data))
    gate = Gate(server.port)
    with open_gate(gate) as through:
        clerk = sign_in(server, "wangfang", password, through=through)
        other = sign_in(server, "lina", password)
        stage = Stage(folder, today, screen, server, gate, book, other_book, clerk, other)
        for act in (_others_first, _forty_rows, _again, _two_clerks, _server_dies, _client_dies, _undo):
            act(stage)
        _approvals(stage, sign_in(server, "zhoumin", password))
    screen.expect("每种结果都出现过 every outcome was seen", found=screen.outcomes, expected=ALL_OUTCOMES)


def _others_first(stage: Stage) -> None:
    stage.screen.step("李娜先录两行", "another clerk enters two rows first")
    done = stage.other.press("sync", stage.other_book)
    _shown(stage, done, stage.other_book)
    stage.screen.expect("两行都登记 both created", found=done.get("counts"), expected={"created": 2})


def _forty_rows(stage: Stage) -> None:
    screen = stage.screen
    screen.step("王芳的四十行：先预检，再同步", "forty rows: checked, then synced")
    samples = dict(enumerate(order_samples(stage.today), start=FIRST_ROW))
    expected = {number: sample.outcome for number, sample in samples.items() if sample.outcome}
    checked = stage.clerk.press("precheck", stage.book)
    screen.expect("预检与预期一致 the check foresees", found=_by_row(checked), expected=expected)
    done = stage.clerk.press("sync", stage.book)
    _shown(stage, done, stage.book)
    screen.expect("每行结果 outcome of every row", found=_by_row(done), expected=expected)
    for row in done.get("rows", []):
        codes = {problem["code"] for problem in row.get("problems", [])}
        wanted = set(samples[row["row"]].codes)
        screen.expect(f"第 {row['row']} 行的原因 why", found=codes & wanted, expected=wanted)
    screen.say(_speed(done))


def _again(stage: Stage) -> None:
    stage.screen.step("再按一次同步：已登记的不会再发", "pressed again: nothing accepted is sent twice")
    before = _count(stage)
    done = stage.clerk.press("sync", stage.book)
    found = set(_by_row(done).values())
    stage.screen.expect("只有要改的行又被退回 only bad rows", found=found, expected={"rejected"})
    stage.screen.expect("订单没有变多 no new orders", found=_count(stage), expected=before)


def _two_clerks(stage: Stage) -> None:
    screen = stage.screen
    screen.step("王芳同步时，李娜也在改同样两行", "a second clerk edits the same rows at the same moment")
    stage.other.press("refresh", stage.other_book, "--scope", "all")
    mine, theirs = look(stage.book), look(stage.other_book)
    both, apart = FIRST_ROW + 3, FIRST_ROW + 4
    found = {row: theirs.row_of(order_no=mine.rows[row]["order_no"]) for row in (both, apart)}
    type_in(stage.other_book, {found[both]: {"quantity": 1300}, found[apart]: {"remark": "送北门"}})
    type_in(stage.book, {both: {"quantity": 1250}, apart: {"quantity": 220}})
    edited: dict[str, Any] = {}
    hers = lambda: edited.update(stage.other.press("sync", stage.other_book))  # noqa: E731 - a deed
    stage.gate.arm(hers, when=When.BEFORE)
    done = stage.clerk.press("sync", stage.book)
    _shown(stage, edited, stage.other_book)
    screen.expect("李娜的两行更新 hers", found=edited.get("counts", {}).get("updated"), expected=2)
    _shown(stage, done, stage.book)
    wanted = {both: "conflict", apart: "merged"}
    screen.expect("一行冲突，一行合并", found=_some(done, wanted), expected=wanted)
    screen.say("王芳在“操作”里选 用我的，再同步  (she writes 用我的 and presses again)")
    type_in(stage.book, {both: {"action": "用我的"}})
    chosen = stage.clerk.press("sync", stage.book)
    _shown(stage, chosen, stage.book)
    screen.expect("选择生效 her choice stands", found=_some(chosen, [both]), expected={both: "updated"})
    number = mine.rows[both]["order_no"]
    stored = [row["values"]["quantity"] for row in _orders(stage) if row["values"]["order_no"] == number]
    screen.expect("服务器上的数量 stored", found=stored, expected=["1250"])


def _server_dies(stage: Stage) -> None:
    screen = stage.screen
    screen.step("同步到一半服务器断电，重新启动", "the server is killed in the middle of a press")
    sheet = look(stage.book)
    bad = [row for row, cells in sheet.rows.items() if cells.get("sync_result") == "请修改"][:3]
    good = {**_good(stage), "product": "QP-18", "quantity": 500}
    type_in(stage.book, dict.fromkeys(bad, good))
    before = _count(stage)

    def power_cut() -> None:
        stage.server.kill()
        screen.say(f"断电… 服务器 {stage.server.start():.1f} 秒后恢复")

    stage.gate.arm(power_cut, when=When.ON_ITS_WAY)
    done = stage.clerk.press("sync", stage.book)
    _shown(stage, done, stage.book)
    screen.expect("退出码 exit code", found=done["exit"], expected=0)
    wanted = dict.fromkeys(bad, "created")
    screen.expect("改好的行登记一次 mended rows created", found=_some(done, bad), expected=wanted)
    screen.expect("订单各一次 each order once", found=_count(stage), expected=before + len(bad))


def _client_dies(stage: Stage) -> None:
    screen = stage.screen
    screen.step("新录三行，提交到一半电脑死机，重开再按", "the client is killed in the middle of a press")
    last = look(stage.book).last_row
    new = [last + 1, last + 2, last + 3]
    good = {**_good(stage), "product": "DD-COB"}
    type_in(stage.book, {row: {**good, "quantity": 100 + 5 * row} for row in new})
    before = _count(stage)
    press = stage.clerk.start("sync", stage.book)
    stage.gate.arm(press.kill, when=When.ANSWERED)  # long before it sends: a fresh Python is still starting
    press.communicate()
    screen.say(f"死机时服务器已登记 {_count(stage) - before} 行，表上还没有结果")
    screen.expect("服务器已登记 committed", found=_count(stage), expected=before + len(new))
    again = stage.clerk.press("sync", stage.book)
    _shown(stage, again, stage.book)
    wanted = dict.fromkeys(new, "unchanged")
    screen.expect("再按只是认回来 known again", found=_some(again, new), expected=wanted)
    screen.expect("订单各一次 each order once", found=_count(stage), expected=before + len(new))
    numbers = {look(stage.book).rows[row]["order_no"] for row in new}
    screen.expect("三个订单号 three numbers", found=len(numbers - {None}), expected=len(new))


def _undo(stage: Stage) -> None:
    screen = stage.screen
    screen.step("撤销本次提交", "undo the last submission")
    done = stage.clerk.press("undo", stage.book)
    _shown(stage, done, stage.book)
    sheet = look(stage.book)
    undone = [row["row"] for row in done.get("rows", []) if row["outcome"] == "updated"]
    screen.expect("三行撤销 three rows", found=len(undone), expected=3)
    left = [sheet.rows[row].get(key) for row in undone for key in ("order_no", "_key")]
    screen.expect("表上可以改了再交 rows are free again", found=set(left), expected={None})


def _approvals(stage: Stage, supervisor: Clerk) -> None:
    screen, book = stage.screen, stage.folder / APPROVALS_FILE
    screen.step("销售主管在 审批待办 里审：一张驳回，其余同意", "the supervisor decides in a to-do book")
    write_approvals(book, lists={})
    supervisor.press("refresh", book)
    waiting = sorted(look(book, spec=TODO).rows)
    no = {"decision": "驳回", "comment": "交期太急，请和客户再谈"}
    answers = {row: no if row == waiting[0] else {"decision": "同意"} for row in waiting}
    type_in(book, answers, spec=TODO)
    done = supervisor.press("sync", book)
    screen.say(f"同意 {len(waiting) - 1}，驳回 1")
    found = set(_by_row(done).values())
    screen.expect(f"{len(waiting)} 个决定都算数 all count", found=found, expected={"updated"})
    number = look(book, spec=TODO).rows[waiting[0]]["order_no"]
    for person, orders in ((stage.clerk, stage.book), (stage.other, stage.other_book)):
        person.press("refresh", orders)
    rows = [row for orders in (stage.book, stage.other_book) for row in look(orders).rows.values()]
    back = [row for row in rows if row.get("order_no") == number]
    screen.expect(
        "驳回的回到录单员表上 it comes back", found={row["status"] for row in back}, expected={"已驳回"}
    )
    screen.say(f"同步说明：{back[0]['sync_note']}" if back else "")


def _good(stage: Stage) -> dict[str, Any]:
    """Return what makes any row right: a known customer, a date to come, defaults for the rest."""
    first = look(stage.book).rows[FIRST_ROW]
    blank = dict.fromkeys(("unit_price", "payment_terms", "phone", "customer_po"))
    return {"customer": first["customer"], "requested_on": str(first["requested_on"]), **blank}


def _orders(stage: Stage) -> list[Any]:
    return list(all_rows(stage.server, stage.other, "orders"))


def _count(stage: Stage) -> int:
    return sum(1 for row in _orders(stage) if row["values"].get("order_no"))


def _shown(stage: Stage, done: dict[str, Any], book: Path) -> None:
    if done.get("message"):
        stage.screen.say(done["message"])
    sheet = look(book)
    known = {row for row, why in stage.seen.items() if sheet.rows.get(row, {}).get("sync_note") == why}
    stage.screen.rows(done, sheet, hidden=known if book == stage.book else frozenset())
    if book == stage.book:
        bad = {row for row, outcome in _by_row(done).items() if outcome == "rejected"}
        stage.seen.update({row: str(sheet.rows[row].get("sync_note")) for row in bad})


def _by_row(done: dict[str, Any]) -> dict[int, str]:
    return {row["row"]: row["outcome"] for row in done.get("rows", [])}


def _some(done: dict[str, Any], wanted: Any) -> dict[int, str]:
    return {row: outcome for row, outcome in _by_row(done).items() if row in set(wanted)}


def _speed(done: dict[str, Any]) -> str:
    return f"{len(done.get('rows', []))} 行，{done.get('seconds')} 秒，提交编号 {done.get('submission')}"


def _end(screen: Screen, folder: Path, seconds: float) -> int:
    passed = screen.checks - len(screen.failures)
    screen.step(
        f"完成：{passed}/{screen.checks} 项符合预期，{seconds:.0f} 秒",
        f"{passed} of {screen.checks} as expected",
    )
    screen.say(f"打开看看 open: {folder / '订单录入.xlsx'}")
    for failure in screen.failures:
        screen.say(f"✗ {failure}")
    return 1 if screen.failures else 0


if __name__ == "__main__":
    sys.exit(main())
