"""企业微信 as its documents describe it: tokens, messages, cards, robots, limits and errors.

Never compared with the real one. What no document tells is chosen as the stricter of what may be.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
CORP, SECRET, AGENT, ROBOT = "ww5f3c9a1b2d4e6f70", "s3cret", 1000007, "11111111-2222-4333-8444-555555555555"
TOKEN_SECONDS, SAME_SECONDS_MOST = 7_200, 4 * 3_600
ROBOT_A_MINUTE, MEMBER_A_MINUTE = 20, 30
TASK = re.compile(r"[0-9A-Za-z_\-@]{1,128}")


@dataclass(frozen=True)
class Failure:
    """What happens to the next call of a path: an error code, an answer, a status, or a line that breaks."""

    code: int = 0
    answer: Json | None = None
    status: int = 200
    retry_after: str = ""
    cut: str = ""  # `before` or `after` it was done


@dataclass
class Arrived:
    """A message as a member sees it."""

    member: str
    body: Json
    code: str | None
    codes: dict[str, Arrived] = field(default_factory=dict, repr=False)
    button: str | None = None

    @property
    def card(self) -> Json:
        found: Json = self.body.get("template_card", {})
        return found

    @property
    def text(self) -> str:
        return json.dumps(self.body, ensure_ascii=False)


@dataclass
class Wecom:
    """The state of the service, with a clock that tests move."""

    now: float = 1_000_000.0
    members: set[str] = field(default_factory=lambda: {"ZhouMin", "LiWei", "Boss"})
    callback: bool = True
    sliding: bool = True
    arrived: list[Arrived] = field(default_factory=list)
    group: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    failures: dict[str, list[Failure]] = field(default_factory=dict)
    tokens: dict[str, float] = field(default_factory=dict)
    codes: dict[str, Arrived] = field(default_factory=dict)
    robot_times: list[float] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, path: str, *failures: Failure) -> None:
        """Let the next calls of a path fail so, one after the other."""
        self.failures.setdefault(path, []).extend(failures)

    def revoke(self) -> None:
        """Make every token invalid before its time."""
        self.tokens.clear()

    def of(self, member: str) -> list[Arrived]:
        """Return what a member got."""
        return [message for message in self.arrived if message.member == member]

    def answer(self, path: str, query: dict[str, str], body: Json) -> Json:
        """Return the answer to a call."""
        if path == "gettoken":
            return self._token(query)
        if path == "webhook/send":
            return self._robot(query, body)
        refused = self._refused_token(query)
        if refused:
            return refused
        if body.get("agentid") != AGENT:
            return _error(40056, "invalid agentid")
        return self._send(body) if path == "message/send" else self._update(body)

    def _token(self, query: dict[str, str]) -> Json:
        if query.get("corpid") != CORP:
            return _error(40013, "invalid corpid")
        if query.get("corpsecret") != SECRET:
            return _error(40001, "invalid credential")
        token = next((name for name, until in self.tokens.items() if until > self.now), None)
        if token is None:
            token = f"token+/{len(self.calls)}="
            self.tokens[token] = self.now + TOKEN_SECONDS
        lasts = int(self.tokens[token] - self.now)
        return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": lasts}

    def _refused_token(self, query: dict[str, str]) -> Json | None:
        token = query.get("access_token")
        if not token:
            return _error(41001, "access_token missing")
        if token not in self.tokens:
            return _error(40014, "invalid access_token")
        return None if self.tokens[token] > self.now else _error(42001, "access_token expired")

    def _send(self, body: Json) -> Json:
        wrong = _wrong(body, callback=self.callback)
        if wrong:
            return wrong
        asked = [name for name in body.get("touser", "").split("|") if name]
        valid = (
            sorted(self.members) if asked == ["@all"] else [name for name in asked if name in self.members]
        )
        if not valid:
            return _error(81013, "user & party & tag all invalid")
        code = f"RC_{len(self.calls)}" if "template_card" in body else None
        same = json.dumps(body, sort_keys=True)
        lasts = min(body.get("duplicate_check_interval", 1_800), SAME_SECONDS_MOST)
        repeated = body.get("enable_duplicate_check") == 1 and self.seen.get(same, -lasts) + lasts > self.now
        self.seen.setdefault(same, self.now)
        for member in [] if repeated else valid:
            self._arrive(member, body, code)
        invalid = "|".join(name for name in asked if name not in valid)
        answer = {"errcode": 0, "errmsg": "ok", "invaliduser": invalid, "invalidparty": "", "msgid": "m"}
        return answer | ({"response_code": code} if code else {})

    def _arrive(self, member: str, body: Json, code: str | None) -> None:
        lately = [
            at
            for name, at in self.seen.items()
            if name.startswith(f"member {member} ") and at > self.now - 60
        ]
        if len(lately) >= MEMBER_A_MINUTE:
            return  # silently dropped, as documented
        self.seen[f"member {member} {len(self.seen)}"] = self.now
        message = Arrived(member, body, code, self.codes)
        self.arrived.append(message)
        if code:
            self.codes[code] = message

    def _update(self, body: Json) -> Json:
        card = self.codes.pop(str(body.get("response_code")), None)
        if card is None:
            return _error(42045, "invalid response_code")
        for message in self.arrived:
            if message.member in body["userids"] and message.card.get("task_id") == card.card["task_id"]:
                message.button = body["button"]["replace_name"]
        return {"errcode": 0, "errmsg": "ok", "invaliduser": ""}

    def _robot(self, query: dict[str, str], body: Json) -> Json:
        if query.get("key") != ROBOT:
            return _error(93000, "invalid webhook url")
        kind = body.get("msgtype")
        content = body.get(str(kind), {}).get("content", "")
        if kind not in {"text", "markdown"}:
            return _error(40008, "invalid message type")
        if not content or len(content.encode()) > {"text": 2_048, "markdown": 4_096}[kind]:
            return _error(45002, "content size out of limit")
        begin = self.now - 60 if self.sliding else self.now // 60 * 60 - 0.001
        if len([at for at in self.robot_times if at > begin]) >= ROBOT_A_MINUTE:
            return _error(45009, "api freq out of limit")
        self.robot_times.append(self.now)
        self.group.append(content)
        return {"errcode": 0, "errmsg": "ok"}


def _wrong(body: Json, *, callback: bool) -> Json | None:
    """Return the error of a message that is not as documented."""
    kind = body.get("msgtype")
    if kind == "template_card":
        card = body["template_card"]
        sound = all(
            (
                callback,
                TASK.fullmatch(card.get("task_id", "")),
                0 < len(card["button_list"]) <= 6,
                all(len(button["text"]) <= 10 for button in card["button_list"]),
                all(len(button.get("key", "").encode()) <= 1_024 for button in card["button_list"]),
                len({button.get("key", button.get("url")) for button in card["button_list"]})
                == len(card["button_list"]),
                len(card.get("horizontal_content_list", [])) <= 6,
                len(card["main_title"]["title"]) <= 26,
            )
        )
        return None if sound else _error(40058, "invalid Request Parameter")
    if kind == "textcard":
        card = body["textcard"]
        short = len(card["title"].encode()) <= 128 and len(card["description"].encode()) <= 512
        return None if short and card.get("url") else _error(45002, "content size out of limit")
    if kind == "text":
        content = body["text"]["content"]
        return None if 0 < len(content.encode()) <= 2_048 else _error(45002, "content size out of limit")
    return _error(40008, "invalid message type")


def _error(code: int, text: str) -> Json:
    return {"errcode": code, "errmsg": text}


class _Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for the service."""

    service: Wecom

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _serve(self, body: Json) -> None:
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/cgi-bin/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        service = self.service
        with service.lock:
            service.calls.append(path)
            planned = service.failures.get(path, [])
            failure = planned.pop(0) if planned else Failure()
            if failure.code:
                answer = _error(failure.code, "as planned")
            elif failure.answer is not None:
                answer = failure.answer
            elif failure.cut == "before" or failure.status != 200:
                answer = {}
            else:
                answer = service.answer(path, query, body)
        if failure.cut:
            self.close_connection = True
            return
        self._reply(failure, json.dumps(answer).encode())

    def _reply(self, failure: Failure, content: bytes) -> None:
        self.send_response(failure.status)
        if failure.retry_after:
            self.send_header("Retry-After", failure.retry_after)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *given: Any) -> None:
        """Say nothing."""


def serving(service: Wecom) -> Iterator[str]:
    """Serve on loopback; yields the address."""
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()
