"""A bureau behind a gateway of the firm's own: one JSON question, one JSON answer.

`POST <url>` with `{"code", "name"}` answers `{"grade": "A", "bad": false}`, 404 for a firm it does not know.
The gateway speaks the bureau's own language; its address and token stand in the environment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

import msgspec
import requests

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
            with self._post(subject) as answer:
                status, body = answer.status_code, answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
        except (requests.RequestException, OSError) as error:
            raise BureauError(f"没有答复 ({type(error).__name__})") from error
        if status == HTTPStatus.NOT_FOUND:
            return Opinion()
        if status != HTTPStatus.OK:
            raise BureauError(f"HTTP {status}")
        return _read(body)

    def _post(self, subject: Subject) -> requests.Response:
        return requests.post(
            self.url,
            json={"code": subject.code, "name": subject.name},
            headers={"Authorization": f"Bearer {self.token}"} if self.token else {},
            timeout=self.timeout_seconds,
            allow_redirects=False,
            stream=True,
        )


def _read(body: bytes) -> Opinion:
    if len(body) > LARGEST_ANSWER:
        raise BureauError("答复太长 (too long)")
    try:
        answer = msgspec.json.decode(body, type=Answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BureauError("答复看不懂 (not understood)") from error
    return Opinion(answer.grade[:LONGEST_GRADE] if answer.grade else None, answer.bad)
