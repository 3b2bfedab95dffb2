"""A tiny server for tests of the bridge: rows by key, stored requests, conflicts, a feed of changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import msgspec

from sync.protocol.messages import Change, Conflict, RowIn, RowResult, SyncRequest, SyncResponse
from sync.protocol.problems import problem
from sync.protocol.stories import FieldChange, RowRevision, Section, Story

Answer = tuple[int, Mapping[str, str], bytes]
TOKEN = "token-of-xiaoli"
PASSWORD = "fern-lamp-42"
REQUIRED = ("customer", "product", "quantity", "requested_on")


@dataclass
class Row:
    """A stored row; `people` is what was sent, `order_no` what the server gave."""

    rev: int
    order_no: str
    values: dict[str, str | None]
    submission: str | None = None
    gone: bool = False


@dataclass
class FakeApi:
    """The server. `orders` counts rows ever created; `calls` lists what was asked for."""

    server: str = "server-1"
    epoch: int = 1
    rows: dict[str, Row] = field(default_factory=dict)
    feed: list[str] = field(default_factory=list)
    requests: dict[str, bytes] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    asked: list[SyncRequest] = field(default_factory=list)
    revisions: list[RowRevision] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    layouts: dict[str, bytes] = field(default_factory=dict)
    reports: dict[str, bytes] = field(default_factory=dict)
    orders: int = 0
    required: tuple[str, ...] = REQUIRED

    def __call__(self, method: str, path: str, body: bytes | None, token: str) -> Answer:
        """Answer one request."""
        self.calls.append(f"{method} {path}")
        if method == "POST" and path == "/api/v1/session":
            return self._signed_in(json.loads(body or b"{}"))
        if token != TOKEN:
            return 401, {}, json.dumps({"title": "请先登录", "status": 401}).encode()
        if path == "/api/v1/session":
            return 200, {}, b'{"name": "xiaoli", "role": "clerk"}'
        if method == "GET" or "/layouts/" in path:
            return self._looked_up(path, body)
        if path.endswith("/undo"):
            return 200, {}, self._undone(path.split("/")[-2])
        return 200, {}, self._synced(msgspec.json.decode(body or b"", type=SyncRequest))

    def _looked_up(self, path: str, body: bytes | None) -> Answer:
        if "/layouts/" in path:
            return self._layout(path, body)
        if "/reports/" in path:
            return self._report(path)
        return self._told(path.split("/")[-2]) if path.endswith("/history") else self._offered(path)

    def _report(self, path: str) -> Answer:
        """Answer a report by its name; what was asked of it stands in `calls`."""
        kept = self.reports.get(path.partition("?")[0].rpartition("/")[2])
        return (200, {}, kept) if kept else (404, {}, b'{"title": "?", "status": 404}')

    def _layout(self, path: str, body: bytes | None) -> Answer:
        """Keep a layout, or answer the one that was kept."""
        if body is not None:
            self.layouts[path] = body
            return 204, {}, b""
        kept = self.layouts.get(path)
        return (200, {}, kept) if kept else (404, {}, b'{"title": "?", "status": 404}')

    def _offered(self, path: str) -> Answer:
        """Answer the dropdown of a field; a search finds what holds the text."""
        plain, _, query = path.partition("?")
        sought = parse_qs(query).get("search", [""])[0].casefold()
        names = [n for n in self.choices.get(plain.rpartition("/")[2], []) if sought in n.casefold()]
        shown = names[:20] if query else names
        choices = [{"value": n.partition("｜")[0], "label": n} for n in shown]
        return 200, {}, json.dumps({"choices": choices, "found": len(names)}).encode()

    def _told(self, key: str) -> Answer:
        row = self.rows.get(key)
        if row is None:
            return 404, {}, json.dumps({"title": "没有这一行", "status": 404}).encode()
        changes = [FieldChange(name, None, text) for name, text in row.values.items() if text]
        first = RowRevision(
            rev=1, at="2026-11-24T15:40:00Z", by="xiaoli", book=None, how="created", changes=changes
        )
        story = Story(key, row.rev, self._shown(key), [first, *self.revisions], 0, self.sections)
        return 200, {}, msgspec.json.encode(story)

    def _signed_in(self, asked: dict[str, str]) -> Answer:
        if asked != {"name": "xiaoli", "password": PASSWORD}:
            return 401, {}, json.dumps({"title": "用户名或密码不对", "status": 401}).encode()
        return 200, {}, json.dumps({"token": TOKEN, "expires_at": "2026-12-24T00:00:00Z"}).encode()

    def edit(self, key: str, *, by: str = "小王", **values: str | None) -> None:
        """Change a row as another clerk would."""
        row = self.rows[key]
        row.values |= {**values, "changed_by": by}
        row.rev += 1
        self.feed.append(key)

    def _synced(self, request: SyncRequest) -> bytes:
        stored = self.requests.get(request.request_id or "")
        if stored is not None:
            return stored
        if request.rows:
            self.asked.append(request)
        results = [self._row(row, request) for row in request.rows]
        answer = msgspec.json.encode(self._response(request, results))
        if request.request_id and not request.dry_run:
            self.requests[request.request_id] = answer
        return answer

    def _response(self, request: SyncRequest, results: list[RowResult]) -> SyncResponse:
        start = int(request.cursor or "0") if request.cursor is not msgspec.UNSET else None
        changed = [] if start is None else list(dict.fromkeys(self.feed[start:]))
        return SyncResponse(
            submission=request.submission,
            cursor=None if start is None else str(len(self.feed)),
            has_more=False,
            complete=False,
            server=self.server,
            epoch=self.epoch,
            results=results,
            changes=[Change(key, self.rows[key].rev, self._shown(key)) for key in changed],
            choices={name: len(values) for name, values in self.choices.items()},
        )

    def _shown(self, key: str) -> dict[str, str | None]:
        row = self.rows[key]
        served = {"order_no": row.order_no, "line_no": "1", "stage": "cancelled" if row.gone else "review"}
        return {**row.values, **served, "status": "已作废" if row.gone else "待审核"}

    def _row(self, sent: RowIn, request: SyncRequest) -> RowResult:
        stored = self.rows.get(sent.key)
        if stored is None:
            return self._created(sent, request)
        if sent.rev is not None and sent.rev < stored.rev:
            differing = {f: v for f, v in sent.values.items() if stored.values.get(f) != v}
            if differing:
                conflicts = [
                    Conflict(f, v, stored.values.get(f), stored.values.get("changed_by"), None)
                    for f, v in differing.items()
                ]
                return RowResult(sent.key, "conflict", stored.rev, conflicts=conflicts)
        changed = {f: v for f, v in sent.values.items() if stored.values.get(f) != v and f != "action"}
        if not changed and "action" not in sent.values:
            return RowResult(sent.key, "unchanged", stored.rev, self._shown(sent.key))
        return self._updated(sent, stored, changed, dry_run=request.dry_run)

    def _updated(
        self, sent: RowIn, stored: Row, changed: dict[str, str | None], *, dry_run: bool
    ) -> RowResult:
        if not dry_run:
            stored.values |= changed
            stored.rev += 1
            stored.gone = sent.values.get("action") == "作废"
            self.feed.append(sent.key)
        return RowResult(sent.key, "updated", stored.rev, self._shown(sent.key))

    def _created(self, sent: RowIn, request: SyncRequest) -> RowResult:
        missing = [name for name in self.required if not sent.values.get(name)]
        if missing:
            return RowResult(
                sent.key, "rejected", problems=[problem("required", n, label=n) for n in missing]
            )
        if request.dry_run:
            return RowResult(sent.key, "created", values={"status": "待审核"})
        self.orders += 1
        self.rows[sent.key] = Row(1, f"SO{self.orders:04d}", dict(sent.values), request.submission)
        self.feed.append(sent.key)
        shown = self._shown(sent.key)
        values = {name: shown[name] for name in ("order_no", "line_no", "stage", "status")}
        return RowResult(sent.key, "created", 1, values)

    def _undone(self, submission: str) -> bytes:
        results = []
        for key, row in self.rows.items():
            if row.submission == submission:
                row.rev, row.gone = row.rev + 1, True
                self.feed.append(key)
                results.append(RowResult(key, "updated", row.rev, self._shown(key)))
        return msgspec.json.encode(self._response(SyncRequest(submission=submission), results))
