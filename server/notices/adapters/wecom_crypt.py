"""The envelope of calls from 企业微信: signed with SHA-1 over sorted values, sealed with AES-256-CBC.

Format: WXBizMsgCrypt as published (developer.work.weixin.qq.com/document/path/90968). Padding is PKCS#7 to
blocks of 32, which a stock unpadder for 16 refuses.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from server.errors import ForbiddenError

BLOCK, HEAD, SALT = 32, 20, 16


class ForgedCallError(ForbiddenError):
    """The call is not from whom it says: signature, sealing or receiver are wrong."""

    title = "签名不对"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Token, key (43 characters) and receiver (the corp's id) as set in the application's callback."""

    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    receiver: str

    def signature(self, sealed: str, *, timestamp: str, nonce: str) -> str:
        """Return the signature of a sealed text."""
        joined = "".join(sorted((self.token, timestamp, nonce, sealed)))
        return hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324 - the protocol's choice

    def demand_signature(self, signature: str, sealed: str, *, timestamp: str, nonce: str) -> None:
        """Raise ForgedCallError unless it is the signature; takes as long either way."""
        right = self.signature(sealed, timestamp=timestamp, nonce=nonce)
        if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")):
            raise ForgedCallError

    def open(self, sealed: str) -> str:
        """Return the text in a sealed one whose signature was right; raises ForgedCallError."""
        try:
            cipher = Cipher(algorithms.AES(self._key()), modes.CBC(self._key()[:SALT])).decryptor()
            plain = cipher.update(base64.b64decode(sealed, validate=True)) + cipher.finalize()
            return self._content(_unpadded(plain))
        except (ValueError, binascii.Error, IndexError) as error:
            raise ForgedCallError from error

    def seal(self, text: str, *, salt: bytes | None = None) -> str:
        """Return a text sealed; `salt` (16 bytes) is random but in tests."""
        message = text.encode()
        plain = (salt or secrets.token_bytes(SALT)) + len(message).to_bytes(4, "big") + message
        plain += self.receiver.encode()
        count = BLOCK - len(plain) % BLOCK
        cipher = Cipher(algorithms.AES(self._key()), modes.CBC(self._key()[:SALT])).encryptor()
        return base64.b64encode(cipher.update(plain + bytes([count]) * count) + cipher.finalize()).decode()

    def _key(self) -> bytes:
        return base64.b64decode(self.aes_key + "=")

    def _content(self, plain: bytes) -> str:
        end = HEAD + int.from_bytes(plain[SALT:HEAD], "big")
        if end > len(plain) or plain[end:] != self.receiver.encode():
            raise ForgedCallError
        return plain[HEAD:end].decode()


def _unpadded(plain: bytes) -> bytes:
    count = plain[-1]
    if not 1 <= count <= BLOCK or plain[-count:] != bytes([count]) * count:
        raise ForgedCallError
    return plain[:-count]
