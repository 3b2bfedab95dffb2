"""Calls of the 企业微信 API: the access token is kept, and fetched anew when it is refused."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from server.notices.adapters.posting import MaybeSentError, NotSentError, ask
from server.notices.adapters.wecom_codes import STALE_TOKEN, outcome_of
from server.notices.rules.outcomes import Fate, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from server.config import WecomSettings

EARLY_SECONDS = 300


class RefusedCallError(Exception):
    """The call ended with an outcome that is not an answer."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.detail)
        self.outcome = outcome


@dataclass
class WecomApi:
    """The API as one application may use it. One token serves all threads of a process."""

    settings: WecomSettings
    clock: Callable[[], float] = time.monotonic
    _token: str = field(default="", repr=False)
    _until: float = 0.0
    _fetching: threading.Lock = field(default_factory=threading.Lock)

    def call(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to a call; raises RefusedCallError.

        A token that is refused is fetched anew once: nothing was done with the old one.
        """
        token = self._valid_token()
        answer = self._ask(path, token, body)
        if answer.get("errcode") in STALE_TOKEN:
            self._forget(token)
            answer = self._ask(path, self._valid_token(), body)
        return _demand_ok(answer)

    def _ask(self, path: str, token: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return asked(f"{self.settings.api}/cgi-bin/{path}?access_token={quote(token)}", body)

    def _valid_token(self) -> str:
        with self._fetching:
            if not self._token or self.clock() >= self._until:
                self._fetch()
            return self._token

    def _forget(self, token: str) -> None:
        """Let the token go, unless another thread has fetched a new one already."""
        with self._fetching:
            if self._token == token:
                self._token = ""

    def _fetch(self) -> None:
        query = urlencode({"corpid": self.settings.corp, "corpsecret": self.settings.secret})
        try:
            answer = _demand_ok(asked(f"{self.settings.api}/cgi-bin/gettoken?{query}"))
        except RefusedCallError as error:
            if error.outcome.fate is not Fate.UNKNOWN:
                raise
            # However it ended, no message was on its way yet.
            raise RefusedCallError(Outcome(fate=Fate.FAILED, detail=error.outcome.detail)) from error
        self._token = str(answer.get("access_token", ""))
        lasts = int(answer.get("expires_in", 0))
        self._until = self.clock() + max(lasts - EARLY_SECONDS, lasts / 2)


def asked(url: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the answer, whatever its code; raises RefusedCallError when there was none."""
    try:
        return ask(url, body)
    except NotSentError as error:
        fate = Fate.BUSY if error.wait_seconds else Fate.FAILED
        outcome = Outcome(fate=fate, detail=str(error), wait_seconds=error.wait_seconds)
    except MaybeSentError as error:
        outcome = Outcome(fate=Fate.UNKNOWN, detail=str(error))
    raise RefusedCallError(outcome)


def _demand_ok(answer: dict[str, Any]) -> dict[str, Any]:
    code = answer.get("errcode", 0)
    if code != 0:
        raise RefusedCallError(outcome_of(int(code), str(answer.get("errmsg", ""))))
    return answer
