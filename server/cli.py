"""Commands of the server: serve, worker, and what an administrator does on the machine it runs on."""

from __future__ import annotations

import argparse
import getpass
import socket
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from server import processes, wiring, worker
from server.accounts import administration, store
from server.audit.service import latest_digest, verify
from server.config import SettingError, read_config
from server.db.engine import make_engine
from server.db.migrate import upgrade
from server.db.session import reading, writing
from server.errors import AppError
from server.processes import Address
from server.views.importing import import_sheet
from server.web.edge import system_clock
from server.web.logs import log_as_json
from sync.fields.dates import SHANGHAI
from sync.fields.masterdata import ROLES
from workbooks.reader import read_sheets
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Engine

    from server.config import Config
    from server.views.importing import Imported

    Words = argparse.Namespace

REFUSED, NOT_REACHED = 2, 3
MOST_COMPLAINTS = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 not as it should be, 2 refused, 3 no database."""
    words = _parser().parse_args(arguments)
    try:
        code: int = words.run(read_config(), words)
    except AppError as error:
        return _tell(f"{error.title}：{error.detail}" if error.detail else error.title, code=REFUSED)
    except (SettingError, RefusedBookError) as error:
        return _tell(str(error), code=REFUSED)
    except OperationalError as error:
        return _tell(f"数据库连不上，请检查 DATABASE_URL (no database): {error.orig}", code=NOT_REACHED)
    return code


@contextmanager
def database(config: Config) -> Iterator[Engine]:
    """Bring the database up to date, fill in what a new one needs, and open it for the block."""
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    upgrade(config.database_url)
    engine = make_engine(config.database_url)
    try:
        with writing(engine) as conn:
            for seed in wiring.SEEDS:
                seed(conn)
        yield engine
    finally:
        engine.dispose()


def serve(config: Config, words: Words) -> int:
    """Start the server and a worker; on the first start make the administrator."""
    address = Address(words.host, words.port)
    if not _is_free(address):
        return _tell(f"端口 {address.port} 已被占用，请换一个 (port in use): serve --port N", code=1)
    with database(config) as engine, writing(engine) as conn:
        password = administration.make_first_admin(
            conn, wiring.USERS, password=config.admin_password, now=system_clock()
        )
    if password:
        print(f"第一次启动，已建立管理员 admin，一次性密码 {password}（登录后请修改）")
        print(
            f"First start: the administrator is admin, the one-time password {password}; change it.",
            flush=True,
        )
    log_as_json()
    processes.serve(address, workers=words.workers, on_start=lambda: _greet(address))
    return 0


def run_worker(config: Config, words: Words) -> int:
    """Run periodic jobs until asked to stop; with --beside until the server that started it is gone."""
    stop = worker.stop_on_signals()
    if words.beside:
        worker.stop_with_parent(stop)
    else:
        migrate(config, words)
        print("后台任务已启动，按 Ctrl+C 停止。 The worker runs; Ctrl+C stops it.", flush=True)
    log_as_json()
    worker.work(config.database_url, wiring.JOBS, stop=stop)
    return 0


def migrate(config: Config, _words: Words) -> int:
    """Bring the database up to date."""
    with database(config):
        print("数据库已是最新。 The database is up to date.")
    return 0


def add_user(config: Config, words: Words) -> int:
    """Make a user."""
    values = {
        "name": words.name,
        "role": words.role,
        "password": _password(words),
        "display_name": words.display_name,
        "customer": words.customer,
    }
    filled = {field: text for field, text in values.items() if text is not None}
    with database(config) as engine, writing(engine) as conn:
        administration.add_user(conn, wiring.USERS, filled, now=system_clock())
    print(f"已添加用户 {words.name} (user added)")
    return 0


def set_password(config: Config, words: Words) -> int:
    """Give a user a new password."""
    return _change(config, words.name, {"password": _password(words)})


def disable_user(config: Config, words: Words) -> int:
    """Switch a user off."""
    return _change(config, words.name, {"active": "false"})


def list_users(config: Config, _words: Words) -> int:
    """Print the users."""
    with database(config) as engine, reading(engine) as conn:
        users = store.load_users(conn)
    for user in users:
        state = None if user.active else "已停用 (off)"
        words = (user.name, f"{ROLES[user.role]} {user.role}", user.display_name, state)
        print("  ".join(word for word in words if word))
    return 0


def make_token(config: Config, words: Words) -> int:
    """Print a token for a user, and nothing else on standard output."""
    with database(config) as engine, writing(engine) as conn:
        opened = administration.make_token(conn, words.name, now=system_clock())
    print(opened.token)
    return 0


def import_file(config: Config, words: Words) -> int:
    """Take in master data from a workbook or CSV file, and say what became of each sheet."""
    now = system_clock()
    sheets = read_sheets(words.file, today=now.astimezone(SHANGHAI).date())
    with database(config) as engine:
        for sheet in sheets:
            access = wiring.REGISTRY.open(sheet.spec.name, administration.CONSOLE)
            _report(import_sheet(engine, access, sheet, now=now))
    return 0


OUTCOMES = {
    "created": "新增 created",
    "updated": "更新 updated",
    "merged": "合并 merged",
    "unchanged": "未变 unchanged",
    "rejected": "未收 rejected",
    "held": "待确认 held",
    "conflict": "冲突 conflict",
}


def verify_audit(config: Config, _words: Words) -> int:
    """Say whether the audit trail is as it was sealed; name the first block that is not."""
    with database(config) as engine, reading(engine) as conn:
        finding = verify(conn)
        digest = latest_digest(conn)
    if finding is None:
        print(f"审计记录完好 (audit trail intact)，最新封存 {digest}")
        return 0
    print(
        f"审计记录第 {finding.number} 块被改动过 (first broken block: {finding.number})："
        f"应有 {finding.expected_rows} 行，现有 {finding.found_rows} 行"
    )
    return 1


def _report(done: Imported) -> None:
    counts = [f"{OUTCOMES[outcome]} {count}" for outcome, count in done.counts.items()]
    print(f"{done.sheet}：{'，'.join(counts) or '没有数据行 (no rows)'}")
    for complaint in done.complaints[:MOST_COMPLAINTS]:
        print(f"  第 {complaint.number} 行：{complaint.message}")
    if len(done.complaints) > MOST_COMPLAINTS:
        print(f"  …… 还有 {len(done.complaints) - MOST_COMPLAINTS} 条 (and more)")


def _change(config: Config, name: str, values: dict[str, str | None]) -> int:
    with database(config) as engine, writing(engine) as conn:
        administration.change_user(conn, wiring.USERS, name, values=values, now=system_clock())
    print(f"已修改用户 {name} (user changed)")
    return 0


def _password(words: Words) -> str:
    """Return the password from standard input, typed unseen where a person sits there."""
    if words.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass("密码 Password: ")


def _is_free(address: Address) -> bool:
    """Tell whether nobody listens there; granian itself would share the port without a word."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        if sys.platform != "win32":  # there the option means something else
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError:
            return False
    return True


def _greet(address: Address) -> None:
    print(f"表上单已启动 {address.url} ，按 Ctrl+C 停止。")
    print(f"Sheetline is at {address.url}; Ctrl+C stops it.", flush=True)


def _tell(sentence: str, *, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="start.py", description="表上单 Sheetline")
    commands = parser.add_subparsers(required=True, metavar="命令 command")
    serving = commands.add_parser("serve", help="启动服务器 server and worker")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8765)
    serving.add_argument("--workers", type=int, default=1, metavar="N", help="服务进程数 server processes")
    serving.set_defaults(run=serve)
    working = commands.add_parser("worker", help="只启动后台任务 the worker alone")
    working.add_argument("--beside", action="store_true", help=argparse.SUPPRESS)
    working.set_defaults(run=run_worker)
    admin = commands.add_parser("admin", help="用户、令牌、导入 users, tokens, import").add_subparsers(
        required=True, metavar="命令 command"
    )
    _add_user_commands(admin.add_parser("user", help="用户 users"))
    token = admin.add_parser("token", help="给程序用的令牌 a token for programs")
    token.add_argument("name")
    token.set_defaults(run=make_token)
    admin.add_parser("migrate", help="升级数据库 migrate the database").set_defaults(run=migrate)
    importing = admin.add_parser("import", help="导入主数据 import master data")
    importing.add_argument("file", type=Path)
    importing.set_defaults(run=import_file)
    audit = admin.add_parser("audit", help="审计 audit trail").add_subparsers(required=True, metavar="verify")
    audit.add_parser("verify", help="检查审计记录 check the audit trail").set_defaults(run=verify_audit)
    return parser


def _add_user_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="add|password|disable|list")
    adding = commands.add_parser("add", help="添加 add")
    adding.add_argument("name")
    adding.add_argument("--role", required=True, choices=list(ROLES))
    adding.add_argument("--display-name")
    adding.add_argument("--customer", help="经销商的客户编码 a dealer's customer code")
    adding.add_argument("--password-stdin", action="store_true")
    adding.set_defaults(run=add_user)
    changing = commands.add_parser("password", help="改密码 new password")
    changing.add_argument("name")
    changing.add_argument("--password-stdin", action="store_true")
    changing.set_defaults(run=set_password)
    disabling = commands.add_parser("disable", help="停用 switch off")
    disabling.add_argument("name")
    disabling.set_defaults(run=disable_user)
    commands.add_parser("list", help="列出 list").set_defaults(run=list_users)


if __name__ == "__main__":
    sys.exit(main())
