"""What an action may reach: the server as the signed-in user, the call it is in, the clock."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec

from addin.bridge.problems import ApiError
from sync.protocol.messages import SyncRequest, SyncResponse
from sync.protocol.reports import Report
from sync.protocol.stories import Story

SHANGHAI = ZoneInfo("Asia/Shanghai")
ApiCall = Callable[[str, str, bytes | None, str], tuple[int, Mapping[str, str], bytes]]
"""(method, path, body, token) -> (status, headers, body); in the server process, without a socket."""
_OK = range(200, 300)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Choice(msgspec.Struct, frozen=True):
    """One entry of a dropdown: what it stands for, what it shows, words it is found by."""

    value: str
    label: str = ""
    search: str = ""


class Choices(msgspec.Struct, frozen=True):
    """Entries of a dropdown; `found` counts those a search found, also beyond the ones that were sent."""

    choices: list[Choice]
    found: int = 0


class _Layout(msgspec.Struct, frozen=True):
    """A layout as it travels."""

    layout: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One numbered call of a press, made by a user."""

    call: ApiCall
    token: str = field(repr=False)
    user: str
    press: str
    number: int
    answers: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    now: Callable[[], dt.datetime] = _now

    def sync(self, view: str, request: SyncRequest) -> SyncResponse:
        """Push and pull rows of a view. Raises ApiError."""
        body = self._ask("POST", f"/api/v1/views/{view}/sync", msgspec.json.encode(request))
        return msgspec.json.decode(body, type=SyncResponse)

    def undo(self, submission: str) -> SyncResponse:
        """Take a submission back. Raises ApiError."""
        body = self._ask("POST", f"/api/v1/submissions/{submission}/undo", b"{}")
        return msgspec.json.decode(body, type=SyncResponse)

    def choices(self, view: str, name: str) -> list[Choice]:
        """Return the dropdown of a field. Raises ApiError."""
        body = self._ask("GET", f"/api/v1/views/{view}/choices/{name}", None)
        return msgspec.json.decode(body, type=Choices).choices

    def search(self, view: str, name: str, text: str) -> Choices:
        """Return what the dropdown of a field has for a text, the best first. Raises ApiError."""
        path = f"/api/v1/views/{view}/choices/{name}?{urlencode({'search': text}, errors='replace')}"
        return msgspec.json.decode(self._ask("GET", path, None), type=Choices)

    def story(self, view: str, key: str) -> Story:
        """Return everything the user may know of a row. Raises ApiError."""
        body = self._ask("GET", f"/api/v1/views/{view}/rows/{key}/history", None)
        return msgspec.json.decode(body, type=Story)

    def layout(self, shape: str) -> str | None:
        """Return what the user kept for files of a shape (64 hexadecimal digits). Raises ApiError."""
        try:
            body = self._ask("GET", f"/api/v1/layouts/{shape}", None)
        except ApiError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise
        return msgspec.json.decode(body, type=_Layout).layout

    def keep_layout(self, shape: str, text: str) -> None:
        """Keep a layout, at most 64 KB, for the user's next file of a shape. Raises ApiError."""
        self._ask("PUT", f"/api/v1/layouts/{shape}", msgspec.json.encode(_Layout(text)))

    def report(self, name: str, query: Mapping[str, str]) -> Report:
        """Return a report of the server. Raises ApiError."""
        path = f"/api/v1/reports/{name}?{urlencode(query, errors='replace')}"
        return msgspec.json.decode(self._ask("GET", path, None), type=Report)

    def printed(self, name: str, query: Mapping[str, str]) -> bytes:
        """Return a report of the server as a PDF. Raises ApiError."""
        return self._ask("GET", f"/api/v1/reports/{name}.pdf?{urlencode(query, errors='replace')}", None)

    def request_id(self, part: int = 0) -> str:
        """Return the id of a request of this call: the same when the call is repeated."""
        return str(uuid.uuid5(uuid.UUID(self.press), f"{self.number}.{part}"))

    @property
    def today(self) -> dt.date:
        """The day on the clerk's calendar."""
        return self.now().astimezone(SHANGHAI).date()

    @property
    def clock(self) -> str:
        """The moment on the clerk's clock, to the second, as a cell holds it."""
        return self.now().astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0).isoformat()

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        status, headers, answer = self.call(method, path, body, self.token)
        if status not in _OK:
            raise ApiError(status, body=answer, retry_after=headers.get("Retry-After", ""))
        return answer
