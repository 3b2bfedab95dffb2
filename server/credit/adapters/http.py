"""A bureau behind a gateway of the firm's own: one JSON question, one JSON answer.

`POST <url>` with `{"code", "name"}` answers `{"grade": "A", "bad": false}`, 404 for a firm it does not know.
The gateway speaks the bureau's own language; its address and token stand in the environment.
"""

from __future__ import annotations

import http.client
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec

from server.credit.bureau import BureauError, Opinion, Subject

TIMEOUT_SECONDS = 8.0
LARGEST_ANSWER = 64 * 1024
LONGEST_GRADE = 40


class Answer(msgspec.Struct, frozen=True):
    """The answer as it is sent."""

    grade: str | None
    bad: bool


@dataclass(frozen=True, slots=True)
class HttpBureau:
    """Asks a gateway; errors name neither its address nor the token."""

    url: str
    token: str = field(default="", repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS

    def ask(self, subject: Subject) -> Opinion:
        """Return what the gateway says of a customer. Raises BureauError."""
        try:
            status, body = self._post(subject)
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise BureauError(f"没有答复 ({type(error).__name__})") from error
        if status == HTTPStatus.NOT_FOUND:
            return Opinion()
        if status != HTTPStatus.OK:
            raise BureauError(f"HTTP {status}")
        return _read(body)

    def _post(self, subject: Subject) -> tuple[int, bytes]:
        """Return status and body of the answer, of a long body its beginning; no redirect is followed."""
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        body = msgspec.json.encode({"code": subject.code, "name": subject.name})
        with closing(kind(parts.hostname or "", parts.port, timeout=self.timeout_seconds)) as connection:
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(LARGEST_ANSWER + 1)


def _read(body: bytes) -> Opinion:
    if len(body) > LARGEST_ANSWER:
        raise BureauError("答复太长 (too long)")
    try:
        answer = msgspec.json.decode(body, type=Answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BureauError("答复看不懂 (not understood)") from error
    return Opinion(answer.grade[:LONGEST_GRADE] if answer.grade else None, answer.bad)
