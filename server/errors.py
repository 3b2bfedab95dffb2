"""Errors of a whole request, ordered by what the caller can do about them.

    AppError
    ├── InvalidError        the request is malformed or asks for what cannot be
    ├── UnauthorizedError   sign in (again)
    ├── ForbiddenError      ask somebody with the right to it
    ├── NotFoundError       look elsewhere
    ├── ConflictError       it was done already, otherwise
    ├── TooManyError        wait, then try again
    ├── StorageError        have somebody make room on the server's disk
    └── UnavailableError    wait, then try again: the server is busy

Concrete errors are defined where they are raised. A problem of one row is never an error: it is a value
beside the result.
"""

from __future__ import annotations


class AppError(Exception):
    """Something the caller is told of in a problem document (RFC 9457)."""

    status = 500
    title = "服务器出错了，请稍后再试"
    retry_after_seconds: int | None = None

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail


class InvalidError(AppError):
    """The request cannot be understood."""

    status = 400
    title = "请求格式不对"


class UnauthorizedError(AppError):
    """Nobody, or nobody any more, is signed in."""

    status = 401
    title = "请先登录"


class ForbiddenError(AppError):
    """The role may not."""

    status = 403
    title = "您的角色没有这个权限"


class NotFoundError(AppError):
    """There is no such thing, or none that the caller may see."""

    status = 404
    title = "没有找到"


class ConflictError(AppError):
    """The same request was made before, with another content."""

    status = 409
    title = "与先前的请求冲突"


class TooManyError(AppError):
    """Too many tries."""

    status = 429
    title = "尝试次数太多，请稍后再试"

    def __init__(self, detail: str = "", *, retry_after_seconds: int = 60) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class StorageError(AppError):
    """The disk under the database is full or cannot be written; waiting does not help."""

    status = 507
    title = "服务器的硬盘满了或写不进去，没有办成。请管理员腾出空间后再按一次，订单不会丢失也不会重复"


class UnavailableError(AppError):
    """The server is busy; the same request may succeed a moment later."""

    status = 503
    title = "服务器正忙，请稍后再试"
    retry_after_seconds = 2
