"""What both databases offer to backups, and why they may refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from server.errors import AppError, ConflictError, ForbiddenError, NotFoundError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    import sqlalchemy as sa

BLOCK_BYTES = 1024 * 1024


class Copying(Protocol):
    """A copy under way."""

    @property
    def conn(self) -> sa.Connection:
        """A connection that reads exactly what the copy holds."""

    def blocks(self) -> Iterator[bytes]:
        """Yield the copy as it is to be kept. Raises CopyFailedError."""


class Replacing(Protocol):
    """A database that nobody sees yet."""

    @property
    def url(self) -> str:
        """Where it is."""

    def fill(self, blocks: Iterable[bytes]) -> None:
        """Make the database of a kept copy. Raises CopyFailedError."""

    def swap(self, *, at: dt.datetime) -> str:
        """Put it in the place of the old one; return under which name that stays, empty when there was none.

        All connections to `url` must be closed. Raises InUseError.
        """


class CopyFailedError(AppError):
    """A copy was not made, or could not be read back."""

    title = "数据库没有复制成功"


class NoDatabaseError(NotFoundError):
    """There is no database of ours."""

    title = "没有找到数据库"


class InUseError(ConflictError):
    """Somebody works on the database."""

    title = "数据库正在使用，请先停止服务器和后台任务"


class NotAllowedError(ForbiddenError):
    """The database's own account may not do this."""

    title = "数据库账号的权限不够"


class MissingProgramError(NotFoundError):
    """A program of PostgreSQL is not there."""

    title = "缺少 PostgreSQL 的客户端程序"

    def __init__(self, program: str) -> None:
        super().__init__(
            f"找不到 {program}，请安装 postgresql-client（Debian、Ubuntu 的软件包名）；"
            f"Windows 请把 PostgreSQL 的 bin 文件夹加入 PATH (install postgresql-client)"
        )
