"""Commands of the server: serve, worker, and what an administrator does on the machine it runs on."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from server.commands import backup, integrity, people, running, upkeep
from server.commands.opening import tell
from server.config import SettingError, read_config
from server.db.session import is_unwritable
from server.errors import AppError
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Sequence

REFUSED, NOT_REACHED = 2, 3
CANNOT_WRITE = (
    "数据文件夹或数据库写不进去，请检查它的权限和剩余空间，或用 --data 换一个文件夹"
    " (cannot write; check permissions and free space, or name another folder with --data): {what}"
)
ADMIN = (backup, integrity, people, upkeep)  # each adds its commands to `admin`


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 not as it should be, 2 refused, 3 no database."""
    words = _parser().parse_args(arguments)
    try:
        code: int = words.run(read_config(), words)
    except AppError as error:
        return tell(f"{error.title}：{error.detail}" if error.detail else error.title, code=REFUSED)
    except (SettingError, RefusedBookError) as error:
        return tell(str(error), code=REFUSED)
    except PermissionError as error:
        return tell(CANNOT_WRITE.format(what=error.filename or error), code=REFUSED)
    except OperationalError as error:
        if is_unwritable(error):
            return tell(CANNOT_WRITE.format(what=error.orig), code=REFUSED)
        return tell(f"数据库连不上，请检查 DATABASE_URL (no database): {error.orig}", code=NOT_REACHED)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="start.py", description="表上单 Sheetline")
    commands = parser.add_subparsers(required=True, metavar="命令 command")
    running.add_to(commands)
    admin = commands.add_parser("admin", help="用户、令牌、导入 users, tokens, import").add_subparsers(
        required=True, metavar="命令 command"
    )
    for feature in ADMIN:
        feature.add_to(admin)
    return parser


if __name__ == "__main__":
    sys.exit(main())
