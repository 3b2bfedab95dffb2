"""How 企业微信 calls an application: written from its documents apart from our own code, to check that."""

from __future__ import annotations

import base64
import hashlib
import os
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

if TYPE_CHECKING:
    from tests.emulators.wecom import Arrived


@dataclass(frozen=True)
class Call:
    """One call as it goes over the wire."""

    query: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Caller:
    """Who calls: token, key and corp as set on both sides."""

    token: str
    aes_key: str
    corp: str

    def press(self, card: Arrived, button: str, *, at: int, reason: str | None = None) -> Call:
        """Return the call that tells of a button pressed, by its text."""
        (key,) = [each["key"] for each in card.card["button_list"] if each["text"] == button]
        card.codes[f"RC_click_{at}"] = card
        selected = (
            "<SelectedItems><SelectedItem><QuestionKey><![CDATA[reason]]></QuestionKey><OptionIds>"
            f"<OptionId><![CDATA[{reason or 'none'}]]></OptionId></OptionIds></SelectedItem></SelectedItems>"
        )
        return self.event(card.member, key, task=card.card["task_id"], at=at, more=selected)

    def event(self, member: str, key: str, *, task: str, at: int, more: str = "") -> Call:
        """Return the call that tells of an event on a card."""
        text = (
            f"<xml><ToUserName><![CDATA[{self.corp}]]></ToUserName><FromUserName><![CDATA[{member}]]></FromUserName>"
            f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
            f"<Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[{key}]]></EventKey>"
            f"<TaskId><![CDATA[{task}]]></TaskId><CardType><![CDATA[button_interaction]]></CardType>"
            f"<ResponseCode><![CDATA[RC_click_{at}]]></ResponseCode><AgentID>1000007</AgentID>{more}</xml>"
        )
        return self.call(text, at=at)

    def call(self, text: str, *, at: int, corp: str | None = None, nonce: str = "839201746") -> Call:
        """Return a sealed and signed call of any text."""
        sealed = self.sealed(text, corp=corp or self.corp)
        query = {"msg_signature": self.signed(str(at), nonce, sealed), "timestamp": str(at), "nonce": nonce}
        head = f"<xml><ToUserName>{self.corp}</ToUserName><AgentID>1000007</AgentID>"
        return Call(query, f"{head}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode())

    def check(self, text: str, *, at: int, nonce: str = "n") -> dict[str, str]:
        """Return the query of a check of the address."""
        sealed = self.sealed(text, corp=self.corp)
        signed = self.signed(str(at), nonce, sealed)
        return {"msg_signature": signed, "timestamp": str(at), "nonce": nonce, "echostr": sealed}

    def sealed(self, text: str, *, corp: str, pad: int | None = None) -> str:
        """Return a text sealed; `pad` forges the padding."""
        key = base64.b64decode(self.aes_key + "=")
        plain = os.urandom(16) + struct.pack(">I", len(text.encode())) + text.encode() + corp.encode()
        count = 32 - len(plain) % 32
        plain += bytes([count if pad is None else pad]) * count
        sealing = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        return base64.b64encode(sealing.update(plain) + sealing.finalize()).decode()

    def signed(self, *parts: str) -> str:
        """Return the signature of parts."""
        return hashlib.sha1("".join(sorted([self.token, *parts])).encode()).hexdigest()  # noqa: S324

    def shown(self, body: bytes) -> str | None:
        """Return what a passive reply puts on the button; None of an empty one. Fails when it is forged."""
        if not body:
            return None
        outer = ET.fromstring(body)  # noqa: S314 - our own answer
        sealed, timestamp, nonce = (outer.findtext(name) or "" for name in ("Encrypt", "TimeStamp", "Nonce"))
        assert outer.findtext("MsgSignature") == self.signed(timestamp, nonce, sealed)
        key = base64.b64decode(self.aes_key + "=")
        opening = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = opening.update(base64.b64decode(sealed)) + opening.finalize()
        plain = plain[16 : -plain[-1]]
        length = struct.unpack(">I", plain[:4])[0]
        assert plain[4 + length :].decode() == self.corp
        inner = ET.fromstring(plain[4 : 4 + length])  # noqa: S314 - our own answer
        assert inner.findtext("MsgType") == "update_button"
        return inner.findtext("Button/ReplaceName")
