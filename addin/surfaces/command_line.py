"""The registry as a command line: one word an action, options that actions understand."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from addin.actions.registry import ACTION_BY_ID, ACTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.actions.action import Action

DEFAULT_SERVER = "http://127.0.0.1:8765"
SHOWN_IN = "cli"
SCOPES = ("book", "mine", "department", "all")
FOR_ACTIONS = (
    *("customer", "from", "to", "on"),
    "prefer",
    "sheet",
    "scope",
    "since",
    "text",
    "row",
    "submission",
    "values",
    "open_from",
    "out",
)
"""Options that travel to the action as they are; the words of `SWITCHES` do too."""
SWITCHES = ("yes", "dry_run", "take_back")


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asked for on the command line."""

    action: Action
    file: Path | None
    server: str
    user: str
    as_json: bool
    password_stdin: bool
    pdf: Path | None
    options: Mapping[str, str]


def parse(words: Sequence[str]) -> Command:
    """Return the command. Exits with 2 and a usage message when it makes no sense."""
    parser = _parser()
    found = parser.parse_args(words)
    action = ACTION_BY_ID[found.action]
    if action.step is not None and found.file is None:
        parser.error(f"{action.id}: --file 缺少工作簿 / which workbook?")
    options = {name: str(value) for name in FOR_ACTIONS if (value := getattr(found, name))}
    return Command(
        action=action,
        file=found.file,
        server=found.server.rstrip("/"),
        user=found.user,
        as_json=found.json,
        password_stdin=found.password_stdin,
        pdf=found.pdf,
        options=({"pdf": "yes"} if found.pdf else {})
        | options
        | dict.fromkeys((name for name in SWITCHES if getattr(found, name)), "yes"),
    )


def _count(text: str) -> int:
    """Return a number of rows; argparse turns ValueError into its own sentence."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _day(text: str) -> str:
    """Return a day as ISO text; argparse turns ValueError into its own sentence."""
    return dt.date.fromisoformat(text).isoformat()


def _parser() -> argparse.ArgumentParser:
    actions = [action for action in ACTIONS if SHOWN_IN in action.surfaces]
    listed = "\n".join(f"  {action.id:<15}{action.label}  {action.english}" for action in actions)
    parser = argparse.ArgumentParser(
        prog="start.py addin",
        description=f"对工作簿执行一个动作 / one action on a workbook:\n{listed}",
        epilog="退出码 / exit code: 0 完成 done, 2 被拒绝 refused, 3 连不上服务器 server not reached",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", choices=[action.id for action in actions], metavar="ACTION")
    parser.add_argument("--file", type=Path, help="工作簿 / the workbook")
    server = os.environ.get("SHEETLINE_SERVER") or DEFAULT_SERVER
    parser.add_argument("--server", default=server, help="服务器 / the server (%(default)s)")
    parser.add_argument("--user", default="", help="用户名 / sign-in name")
    parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码 / password on stdin")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象 / print one JSON object")
    parser.add_argument("--yes", action="store_true", help="不再询问 / go on without asking")
    parser.add_argument("--prefer", choices=["mine", "theirs"], help="冲突用谁的 / whose value in a conflict")
    parser.add_argument("--sheet", help="只处理这张表 / this sheet only")
    parser.add_argument(
        "--scope", choices=["book", "mine", "department", "all"], help="刷新的范围 / of refresh"
    )
    parser.add_argument("--since", help="刷新从哪天起 / refresh from this day on (2026-11-01)")
    parser.add_argument("--text", help="要查的产品 / product to look up")
    parser.add_argument("--row", type=int, help="表上第几行 / number of the row on the sheet")
    parser.add_argument("--submission", help="要撤销的提交编号 / submission to undo")
    _add_own_books(parser)
    _add_reports(parser)
    return parser


def _add_own_books(parser: argparse.ArgumentParser) -> None:
    """Add the options of workbooks of a person's own."""
    parser.add_argument(
        "--dry-run", action="store_true", help="接管、导入：只看方案 / adopt, import: only propose"
    )
    parser.add_argument(
        "--values", type=_count, help="接管：列出前几行读到的值 / adopt: cells of the first rows"
    )
    parser.add_argument("--out", type=Path, help="生成我的视图：新文件 / my_view: the new file")
    parser.add_argument(
        "--open-from", type=_day, help="导入历史：这天起的算未交，默认今天 / import: open from this day on"
    )
    parser.add_argument(
        "--take-back", action="store_true", help="导入历史：整批撤销 --submission / import: take it back"
    )


def _add_reports(parser: argparse.ArgumentParser) -> None:
    """Add the options of reports."""
    parser.add_argument("--customer", help="对账单：客户 / statement: of which customer")
    parser.add_argument("--from", type=_day, help="对账单：从哪天 / statement: first day (2026-11-01)")
    parser.add_argument("--to", type=_day, help="对账单：到哪天 / statement: last day")
    parser.add_argument("--pdf", type=Path, help="对账单：另存 PDF / statement: also as a PDF file")
    parser.add_argument("--on", type=_day, help="周报：这一天所在的周 / weekly report: of this day's week")
