"""The route that 企业微信 calls: its check of the address, and buttons pressed on cards."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import fields
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from server.errors import NotFoundError
from server.notices.adapters.wecom_calls import press_of, reply, sealed_in, sealed_reply
from server.notices.adapters.wecom_crypt import Envelope, ForgedCallError
from server.notices.rules.words import shortened
from server.notices.service.deciding import Pressed, decide_pressed
from server.views.transactions import in_writing
from server.web.edge import edge, now

if TYPE_CHECKING:
    from server.config import WecomSettings
    from server.notices.contract import Decide

WINDOW = dt.timedelta(minutes=10)
"""A call that was signed longer ago, or later than our clock, is not taken."""
LARGEST = 64 * 1024
BUTTON_WORDS = 20


class NotSetUpError(NotFoundError):
    """There is no application in 企业微信 that could call."""

    title = "没有接入企业微信回调"


def make_hooks(settings: WecomSettings, decide: Decide) -> Blueprint:
    """Return the route; a press becomes a decision through `decide`."""
    hooks = Blueprint("hooks", __name__, url_prefix="/api/v1/hooks")
    envelope = Envelope(settings.token, settings.aes_key, settings.corp)

    def opened(sealed: str) -> str:
        """Return what a call says; raises ForgedCallError."""
        given = {name: request.args.get(name, "") for name in ("msg_signature", "timestamp", "nonce")}
        timestamp, nonce = given["timestamp"], given["nonce"]
        envelope.demand_signature(given["msg_signature"], sealed, timestamp=timestamp, nonce=nonce)
        _demand_fresh(timestamp)
        return envelope.open(sealed)

    @hooks.before_request
    def demand_settings() -> None:
        if not (settings.token and settings.aes_key and settings.corp):
            raise NotSetUpError

    @hooks.get("/wecom")
    def check_address() -> Response:
        # A plus sign that nobody escaped has become a space on the way; base64 has none.
        return Response(opened(request.args.get("echostr", "").replace(" ", "+")), mimetype="text/plain")

    @hooks.post("/wecom")
    def take_press() -> Response:
        if (request.content_length or 0) > LARGEST:
            raise RequestEntityTooLarge
        press = press_of(opened(sealed_in(request.get_data(cache=False))))
        if press is None:
            return Response(status=200)
        pressed = Pressed(*(getattr(press, field.name) for field in fields(Pressed)))
        moment = now()
        words = in_writing(edge().engine, lambda conn: decide_pressed(conn, pressed, decide, now=moment))
        return _answer(envelope, press.member, words, at=int(moment.timestamp())) if words else Response()

    return hooks


def _demand_fresh(timestamp: str) -> None:
    if not timestamp.isascii() or not timestamp.isdigit():
        raise ForgedCallError
    if abs(now().timestamp() - int(timestamp[:12])) > WINDOW.total_seconds():
        raise ForgedCallError("时间相差太多，请核对服务器的时钟 (check the clock)")


def _answer(envelope: Envelope, member: str, words: str, *, at: int) -> Response:
    """Return the passive reply: the button that was pressed shows what became of it."""
    timestamp, nonce = str(at), secrets.token_hex(8)
    text = reply(member, envelope.receiver, words=shortened(words, BUTTON_WORDS), at=at)
    sealed = envelope.seal(text)
    signature = envelope.signature(sealed, timestamp=timestamp, nonce=nonce)
    return Response(
        sealed_reply(sealed, signature, timestamp=timestamp, nonce=nonce), mimetype="application/xml"
    )
