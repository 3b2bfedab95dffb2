"""`admin migrate`, `admin import`, `admin audit verify`: what keeps a database in order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from server import wiring
from server.accounts import administration
from server.audit.service import latest_digest, verify
from server.commands.opening import database
from server.db.session import reading
from server.views.importing import import_sheet
from server.web.edge import system_clock
from sync.fields.dates import SHANGHAI
from workbooks.reader import read_sheets

if TYPE_CHECKING:
    from server.commands.opening import Commands, Words
    from server.config import Config
    from server.views.importing import Imported

MOST_COMPLAINTS = 50
OUTCOMES = {
    "created": "新增 created",
    "updated": "更新 updated",
    "merged": "合并 merged",
    "unchanged": "未变 unchanged",
    "rejected": "未收 rejected",
    "held": "待确认 held",
    "conflict": "冲突 conflict",
}


def add_to(admin: Commands) -> None:
    """Add the commands."""
    admin.add_parser("migrate", help="升级数据库 migrate the database").set_defaults(run=migrate)
    importing = admin.add_parser("import", help="导入主数据 import master data")
    importing.add_argument("file", type=Path)
    importing.set_defaults(run=import_file)
    audit = admin.add_parser("audit", help="审计 audit trail").add_subparsers(required=True, metavar="verify")
    audit.add_parser("verify", help="检查审计记录 check the audit trail").set_defaults(run=verify_audit)


def migrate(config: Config, _words: Words) -> int:
    """Bring the database up to date."""
    with database(config):
        print("数据库已是最新。 The database is up to date.")
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
