"""`admin backup` and `admin restore`: the whole database in one file, and the way back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server import wiring
from server.backup import service
from server.backup.archive import verify
from server.backup.folder import keep_newest, new_name
from server.commands.opening import tell
from server.web.edge import system_clock
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    from server.backup.archive import Manifest
    from server.commands.opening import Commands, Words
    from server.config import Config

REFUSED = 2
FOLDER = "backups"
MAIN = {
    "orders": "订单 orders",
    "order_lines": "订单行 lines",
    "customers": "客户 customers",
    "products": "产品 products",
}


def add_to(admin: Commands) -> None:
    """Add the commands."""
    making = admin.add_parser("backup", help="备份数据库 back up the database")
    making.add_argument("--to", type=Path, metavar="FILE_OR_FOLDER", help="默认 data/backups")
    making.add_argument("--keep", type=int, metavar="N", help="只保留最新的 N 份 keep the newest N")
    making.set_defaults(run=back_up)
    restoring = admin.add_parser("restore", help="恢复备份 restore a backup")
    restoring.add_argument("file", type=Path)
    restoring.add_argument("--yes", action="store_true", help="不再询问 do not ask")
    restoring.set_defaults(run=restore)


def back_up(config: Config, words: Words) -> int:
    """Write a backup, then delete the oldest ones if asked to."""
    now = system_clock()
    to = words.to or config.data / FOLDER
    is_folder = words.to is None or words.to.is_dir() or not words.to.suffix
    if words.keep is not None and (words.keep < 1 or not is_folder):
        return tell(
            "--keep 要写不小于 1 的数，并且备份到文件夹 (--keep N needs a folder, N at least 1)", code=REFUSED
        )
    file = new_name(to, now=now) if is_folder else to
    made = service.back_up(config.database_url, file, now=now)
    print(f"备份完成 {file}，{file.stat().st_size / 1e6:.1f} MB，{_told(made)} (backup made)")
    if words.keep is not None:
        for gone in keep_newest(to, words.keep, server=made.holds.server, now=now):
            print(f"已删除旧备份 {gone.name} (old backup deleted)")
    return 0


def restore(config: Config, words: Words) -> int:
    """Put a backup in the place of the database, after asking."""
    manifest = verify(words.file)
    database = sa.make_url(config.database_url).render_as_string()
    made_at = manifest.made_at.astimezone(SHANGHAI)
    print(f"备份制作于 {made_at:%Y-%m-%d %H:%M:%S}，版本 {manifest.product}，{_told(manifest)}")
    print(f"将替换数据库 {database} (this backup will take the place of the database)")
    if not words.yes and not _agreed():
        return tell("没有恢复 (not restored)", code=REFUSED)
    done = service.restore(config.database_url, words.file, now=system_clock(), then=wiring.AFTER_RESTORE)
    kept = f"原数据库保留为 {done.former} (the former database stays under this name)" if done.former else ""
    print(f"恢复完成 (restored)。{kept}")
    print(
        "备份之后录入的内容在各人的表格里：每本表再按一次 同步，选“重新登记”即可补回。"
        " What was entered since is in the workbooks: press 同步 in each and answer 重新登记."
    )
    return 0


def _told(manifest: Manifest) -> str:
    rows = manifest.holds.rows
    return "，".join(f"{label} {rows[table]}" for table, label in MAIN.items() if table in rows)


def _agreed() -> bool:
    """Ask whoever sits there; nobody there has not agreed."""
    if not sys.stdin.isatty():
        print("没有终端可以询问，请加 --yes (nobody to ask: add --yes)", file=sys.stderr)
        return False
    return input("确定请输入 yes: ").strip().lower() == "yes"
