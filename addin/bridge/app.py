"""The bridge, a WSGI application: `POST /{action}` takes a numbered call and answers operations."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions.registry import ACTION_BY_ID
from addin.bridge.messages import BRIDGE_VERSION, OLDEST_VERSION, BridgeReply, BridgeRequest, version_of
from addin.bridge.packing import MOST_BODY_BYTES, TOO_LARGE, packed, unpacked
from addin.bridge.presses import press_key
from addin.bridge.problems import PROBLEM_TYPE, ApiError, BridgeError, document, status_line
from addin.bridge.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from addin.actions.action import Action
    from addin.bridge.presses import PressStore
    from addin.bridge.session import ApiCall

_MOST_DIGITS = 15  # of a length; thousands of digits are no number to Python
_UNAUTHORIZED = 401
_UPDATE = "请到服务器网址的 /setup 下载新版加载项。"
_OK = range(200, 300)
_DECODER = msgspec.json.Decoder(BridgeRequest)


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it came: which action, who asks, the body and how it is packed."""

    action: Action
    token: str
    body: bytes
    encoding: str


def make_bridge(call: ApiCall, presses: PressStore) -> WSGIApplication:
    """Return the bridge; `call` reaches the API as the user, `presses` keeps answers of numbered calls."""

    def bridge(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = _answer(_read(environ), call, presses)
        except BridgeError as error:
            return _respond(start_response, error.status, document(error), kind=PROBLEM_TYPE)
        except ApiError as error:
            extra = {"Retry-After": error.retry_after} if error.retry_after else {}
            return _respond(start_response, error.status, error.body, kind=PROBLEM_TYPE, extra=extra)
        content, extra = packed(answer, environ)
        return _respond(start_response, 200, content, kind="application/json", extra=extra)

    return bridge


def _respond(
    start: StartResponse, status: int, body: bytes, *, kind: str, extra: Mapping[str, str] | None = None
) -> list[bytes]:
    headers = {
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        **(extra or {}),
    }
    start(status_line(status), list(headers.items()))
    return [body]


def _read(environ: WSGIEnvironment) -> Call:
    """Return the call, its size judged by the length alone before anything is read. Raises BridgeError."""
    action = ACTION_BY_ID.get(environ.get("PATH_INFO", "").strip("/"))
    if action is None or action.step is None:
        raise BridgeError(404)
    if environ["REQUEST_METHOD"] != "POST":
        raise BridgeError(405)
    if not environ.get("CONTENT_TYPE", "").lower().startswith("application/json"):
        raise BridgeError(415)
    length = environ.get("CONTENT_LENGTH", "")
    if not (length.isascii() and length.isdigit()):
        raise BridgeError(411)
    if len(length) > _MOST_DIGITS or int(length) > MOST_BODY_BYTES:
        raise BridgeError(413, TOO_LARGE)
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise BridgeError(401)
    body = environ["wsgi.input"].read(int(length))
    return Call(action, token.strip(), body, environ.get("HTTP_CONTENT_ENCODING", ""))


def _answer(asked: Call, call: ApiCall, presses: PressStore) -> bytes:
    """Return the stored answer of the number, or the action's, which is then stored."""
    user = _user(call, asked.token)  # before the body is looked at: strangers get nothing decoded
    request = _decoded(unpacked(asked.body, asked.encoding))
    key = press_key(asked.action.id, token=asked.token, press=request.press, number=request.number)
    stored = presses.load(key)
    if stored is not None:
        return stored
    session = Session(
        call=call,
        token=asked.token,
        user=user,
        press=request.press,
        number=request.number,
        answers=request.answers,
        options=request.options,
    )
    return presses.save(key, msgspec.json.encode(_step(asked.action, request, session)))


def _user(call: ApiCall, token: str) -> str:
    status, headers, body = call("GET", "/api/v1/session", None, token)
    if status not in _OK:
        raise ApiError(status, body=body, retry_after=headers.get("Retry-After", ""))
    who: dict[str, Any] = msgspec.json.decode(body)
    return str(who.get("name", ""))


def _decoded(body: bytes) -> BridgeRequest:
    try:
        request = _DECODER.decode(body)
        uuid.UUID(request.press)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BridgeError(400, str(error)) from error
    if not OLDEST_VERSION <= request.version <= BRIDGE_VERSION:
        raise BridgeError(426, _UPDATE)
    return request


def _step(action: Action, request: BridgeRequest, session: Session) -> BridgeReply:
    if action.step is None:
        raise BridgeError(404)
    try:
        reply = action.step(request.snapshot, request.carry, session)
    except msgspec.ValidationError as error:  # a carry that is not ours
        raise BridgeError(400, str(error)) from error
    if version_of(reply) > request.version:
        raise BridgeError(426, _UPDATE)
    return reply
