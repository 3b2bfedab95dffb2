"""HTTP to the Sheetline server with the standard library: JSON in and out, lost answers asked for again."""

from __future__ import annotations

import errno
import gzip
import http.client
import json
import os
import socket
import ssl
import time
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAUSES_SECONDS = (0.3, 1.0, 2.0, 4.0)
LONGEST_PAUSE_SECONDS = 15.0
TIMEOUT_SECONDS = 120.0
LEAST_PACKED_BYTES = 4096
PACKED_PATHS = "/api/v1/bridge/"
"""Where longer bodies are sent packed: the bridge unpacks them."""
CA_VARIABLE = "SHEETLINE_CA"
NOT_TRUSTED = (
    "服务器 {url} 的证书不可信（{reason}），没有发送任何内容。请核对网址；"
    "工厂自己的证书请向管理员要 CA 文件，用环境变量 SHEETLINE_CA 指明。 "
    "The server's certificate is not trusted and nothing was sent. "
    "Ask your administrator for the CA file and name it in SHEETLINE_CA."
)
_REASONS = (
    (ConnectionRefusedError, "服务器没有在运行，或者网址的端口不对"),
    (socket.gaierror, "找不到这个名字的服务器，请检查网址和网络"),
    (socket.timeout, "等了很久没有回答"),
    (ssl.SSLError, "安全连接没有建立，请检查网址是 https 还是 http"),
    ((ConnectionError, http.client.HTTPException, EOFError, zlib.error), "连接断了，没有收到回答"),
)
_NO_ROUTE = "网络不通，请检查网线、无线网或 VPN"
_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, 10051, 10065})
"""The last two are how Windows numbers the first."""
_OK = range(200, 300)
_AWAY = frozenset({502, 503, 504})
_BUSY = 429
_SERVER_FAULT = 500


class UnreachableError(Exception):
    """The server did not answer, however often it was asked."""

    def __init__(self, url: str, *, reason: str) -> None:
        super().__init__(
            f"连不上服务器 {url}：{reason}。请稍后再按一次，订单不会重复；一直连不上请告诉管理员。 "
            "The server cannot be reached. Press again later: no order doubles."
        )
        self.reason = reason


class FailedError(UnreachableError):
    """The server answered that it failed, and why."""

    def __init__(self, url: str, *, reason: str) -> None:
        Exception.__init__(
            self,
            f"服务器 {url} 没有办成：{reason}。请再按一次，订单不会重复；还不行请把编号告诉管理员。 "
            "The server failed. Press again; if it fails again, tell your administrator the number.",
        )
        self.reason = reason


class UntrustedError(UnreachableError):
    """Whoever answers cannot prove to be the server; nothing was sent to it."""

    def __init__(self, url: str, *, reason: str) -> None:
        Exception.__init__(self, NOT_TRUSTED.format(url=url, reason=reason))
        self.reason = reason


class RefusedError(Exception):
    """The server answered that it will not do this; `title` and `detail` say why."""

    UNAUTHORIZED: ClassVar = 401

    def __init__(self, *, status: int, title: str, detail: str = "") -> None:
        super().__init__(detail or title)
        self.status = status
        self.title = title


@dataclass(frozen=True)
class Answer:
    """What came back over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A Sheetline server at `url`, spoken to as the owner of `token`. `wait` sleeps for seconds.

    `ca` names a file (PEM) of certificates to trust beside those the system trusts.
    """

    url: str
    token: str = field(default="", repr=False)
    ca: str = field(default_factory=lambda: os.environ.get(CA_VARIABLE, ""))
    pauses_seconds: tuple[float, ...] = field(default_factory=lambda: PAUSES_SECONDS)
    wait: Callable[[float], None] = time.sleep

    def get(self, path: str) -> Any:
        """Return the JSON at `path`. Raises UnreachableError, RefusedError."""
        return self.request("GET", path)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Return the JSON answer to `body`. Raises UnreachableError, RefusedError.

        A request may reach the server twice: only bodies that carry their own identity may be posted.
        """
        # Half characters, which a spreadsheet may hold and no message can, are dropped: they mean nothing.
        return self.request("POST", path, json.dumps(body, ensure_ascii=False).encode("utf-8", "ignore"))

    def delete(self, path: str) -> None:
        """Delete what is at `path`. Raises UnreachableError, RefusedError."""
        self.request("DELETE", path)

    def request(self, method: str, path: str, body: bytes | None = None) -> Any:
        """Send one request until it is answered, and return the decoded JSON of a success."""
        reason = ""
        for pause in (*self.pauses_seconds, None):
            try:
                answer = self._send(method, path, body)
            except ssl.SSLCertVerificationError as error:
                raise UntrustedError(self.url, reason=error.verify_message) from error
            except (OSError, http.client.HTTPException, EOFError, zlib.error) as error:
                reason = _why(error)
            else:
                if answer.status not in _AWAY and (answer.status != _BUSY or pause is None):
                    return _decoded(answer, self.url)
                reason = _named(answer)
                pause = _asked_pause(answer, pause)  # noqa: PLW2901 - the server knows better
            if pause is not None:
                self.wait(pause)
        raise UnreachableError(self.url, reason=reason)

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        host, port = parts.hostname or "", parts.port
        if parts.scheme != "https":
            return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        context = _context(self.url, self.ca)
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=context)

    def _send(self, method: str, path: str, body: bytes | None) -> Answer:
        parts = urlsplit(self.url)
        connection = self._connection(parts)
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        if body is not None and len(body) >= LEAST_PACKED_BYTES and path.startswith(PACKED_PATHS):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 1, mtime=0)
        try:
            connection.request(method, parts.path.rstrip("/") + path, body=body, headers=headers)
            response = connection.getresponse()
            content = response.read()
            if response.getheader("Content-Encoding", "").lower() == "gzip":
                content = gzip.decompress(content)
            return Answer(response.status, dict(response.getheaders()), content)
        finally:
            connection.close()


def _why(error: Exception) -> str:
    """Return why a server was not reached, as a person can act on it."""
    for kind, words in _REASONS:
        if isinstance(error, kind):
            return words
    return (
        _NO_ROUTE if getattr(error, "errno", None) in _UNREACHABLE else f"网络出错（{type(error).__name__}）"
    )


def _context(url: str, ca: str) -> ssl.SSLContext:
    """Return how certificates are judged: by the system's authorities and the file, never not at all."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca:
        try:
            context.load_verify_locations(cafile=ca)
        except OSError as error:
            raise UntrustedError(url, reason=f"{CA_VARIABLE}={ca}: {error}") from error
    return context


def _asked_pause(answer: Answer, pause: float | None) -> float | None:
    """Return the pause of Retry-After where the server names one, never longer than we care to wait."""
    asked = answer.headers.get("Retry-After", "")
    if pause is None or not asked.isdigit():
        return pause
    return min(float(asked), LONGEST_PAUSE_SECONDS)


def _named(answer: Answer) -> str:
    """Return a fault as a person reads it to an administrator: the number is in the server's log."""
    number = next((text for name, text in answer.headers.items() if name.lower() == "x-request-id"), "")
    return f"HTTP {answer.status}" + (f"，编号 {number}" if number else "")


def _decoded(answer: Answer, url: str) -> Any:
    try:
        content = json.loads(answer.body) if answer.body else None
    except ValueError as error:
        if answer.status in _OK:
            raise UnreachableError(url, reason="回答不是 JSON") from error
        content = None
    if answer.status in _OK:
        return content
    if answer.status >= _SERVER_FAULT:
        title = content.get("title") if isinstance(content, dict) else None
        raise FailedError(url, reason=f"{title or '服务器出错了'}（{_named(answer)}）")
    problem = content if isinstance(content, dict) else {}
    raise RefusedError(
        status=answer.status,
        title=str(problem.get("title") or f"HTTP {answer.status}"),
        detail=str(problem.get("detail") or ""),
    )
