"""Problem documents of the bridge (RFC 9457), in words a person can act on."""

from __future__ import annotations

from http import HTTPStatus

import msgspec

PROBLEM_TYPE = "application/problem+json"
_TITLES: dict[int, tuple[str, str]] = {
    400: ("请求看不懂", "The request is malformed"),
    401: ("请先登录", "Sign in first"),
    404: ("没有这个动作", "There is no such action"),
    405: ("只接受 POST", "POST only"),
    411: ("缺少长度", "A length is required"),
    413: ("内容太大", "The request is too large"),
    415: ("只接受 JSON", "JSON only"),
    426: ("加载项太旧", "The add-in is too old"),
    502: ("服务器内部没有回答", "The server inside did not answer"),
}


class BridgeError(Exception):
    """A call that cannot be answered; `detail` says what to do."""

    def __init__(self, status: int, detail: str = "") -> None:
        super().__init__(detail or _TITLES[status][0])
        self.status = status
        self.detail = detail


class ApiError(Exception):
    """The server refused a call made for the user; its problem document is handed on as it is."""

    def __init__(self, status: int, *, body: bytes, retry_after: str = "") -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.body = body
        self.retry_after = retry_after


def document(error: BridgeError) -> bytes:
    """Return the problem document of an error."""
    chinese, english = _TITLES[error.status]
    return msgspec.json.encode(
        {
            "type": "about:blank",
            "title": chinese,
            "english": english,
            "status": error.status,
            "detail": error.detail or chinese,
        }
    )


def status_line(status: int) -> str:
    """Return a status as WSGI wants it."""
    return f"{status} {HTTPStatus(status).phrase}"
