"""`admin check`: whether all that is stored agrees."""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING

from server import wiring
from server.commands.opening import database
from server.db.session import reading
from server.integrity.rules.words import chinese, english
from server.integrity.service import check

if TYPE_CHECKING:
    from server.commands.opening import Commands, Words
    from server.config import Config

MOST_SHOWN = 200


def add_to(admin: Commands) -> None:
    """Add the command."""
    checking = admin.add_parser("check", help="核对全部数据 check that all stored data agree")
    checking.set_defaults(run=check_all)


def check_all(config: Config, _words: Words) -> int:
    """Recompute everything that must hold; print what does not, and return 1 when there is any of it."""
    started, count = time.monotonic(), 0
    with database(config) as engine, reading(engine) as conn:
        findings = check(conn, wiring.REGISTRY.views)
        for finding in islice(findings, MOST_SHOWN):
            count += 1
            print(f"{chinese(finding)}\n  {english(finding)}")
        count += sum(1 for _ in findings)
    seconds = time.monotonic() - started
    if count == 0:
        print(f"核对完成，全部一致，{seconds:.1f} 秒。 Everything agrees.")
        return 0
    if count > MOST_SHOWN:
        print(f"…… 还有 {count - MOST_SHOWN} 处 (and more)")
    print(f"核对完成，{count} 处不一致，{seconds:.1f} 秒；请不要手工改数据库，先备份再找管理员。")
    print(f"{count} findings. Change nothing by hand: make a backup first, then find out what happened.")
    return 1
