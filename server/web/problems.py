"""Turns errors of a whole request into problem documents (RFC 9457), in one place."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec
import structlog
from flask import Response
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from server.db.session import is_busy, is_unwritable
from server.errors import AppError, StorageError, UnavailableError
from server.watch.trace import in_hand

if TYPE_CHECKING:
    from flask import Flask

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "请求格式不对",
    404: "没有找到",
    405: "这个地址不接受这种请求",
    411: "请求要说明内容的长度",
    413: "内容太大，请分几次提交",
    415: "请用 JSON 提交",
}
log = structlog.get_logger("sheetline.web")


def install(app: Flask) -> None:
    """Register the handlers: ours, the framework's, the database's, and the unforeseen."""
    app.register_error_handler(AppError, of_app_error)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(SQLAlchemyError, of_database)
    app.register_error_handler(Exception, _of_unforeseen)


def respond(status: int, *, title: str, detail: str = "", retry_after_seconds: int | None = None) -> Response:
    """Return a problem document."""
    document: dict[str, str | int] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        document["detail"] = detail
    trace = in_hand()
    if trace is not None:
        document["request_id"] = trace.id
    response = Response(msgspec.json.encode(document), status=status, mimetype=MEDIA_TYPE)
    if retry_after_seconds is not None:
        response.headers["Retry-After"] = str(retry_after_seconds)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="sheetline"'
    return response


def of_app_error(error: AppError) -> Response:
    """Return the document of an error of ours."""
    return respond(
        error.status, title=error.title, detail=error.detail, retry_after_seconds=error.retry_after_seconds
    )


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    response = respond(status, title=TITLES.get(status, error.name))
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def of_database(error: SQLAlchemyError) -> Response:
    """Return the document of an error of the database: it is busy, cannot write, or was asked wrongly."""
    if is_unwritable(error):
        log.error("database cannot write", exc_info=error)
        return of_app_error(StorageError())
    if is_busy(error):
        return of_app_error(UnavailableError())
    return _of_unforeseen(error)


def _of_unforeseen(error: Exception) -> Response:
    log.error("unforeseen", exc_info=error)
    return respond(500, title=AppError.title)
