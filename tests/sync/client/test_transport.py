"""HTTP with lost answers, absent servers and refusals, against a real socket."""

from __future__ import annotations

import errno
import gzip
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from sync.client import transport
from sync.client.transport import LONGEST_PAUSE_SECONDS, RefusedError, Server, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def serving(answers: list[Answer | None]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve answers one after the other (the last for ever); None cuts the connection."""
    seen: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            seen.append({"method": self.command, "path": self.path, "body": body, "headers": self.headers})
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            if answer is None:
                self.close_connection = True
                return
            status, headers, content = answer
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(content))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = handle_any  # noqa: N815

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/base/", seen
        finally:
            server.shutdown()
            thread.join()


def client(url: str, waits: list[float] | None = None) -> Server:
    remember: Callable[[float], None] = (waits if waits is not None else []).append
    return Server(url=url, token="t0", pauses_seconds=(0.1, 0.2), wait=remember)


OK: Answer = (200, {}, b'{"a": 1}')


def test_json_goes_and_comes_with_the_token_in_the_header() -> None:
    with serving([OK]) as (url, seen):
        assert client(url).post("/api/x", {"名": "值"}) == {"a": 1}
    assert seen[0]["path"] == "/base/api/x"
    assert json.loads(seen[0]["body"]) == {"名": "值"}
    assert seen[0]["headers"]["Authorization"] == "Bearer t0"
    assert "t0" not in repr(client(url))


def test_get_and_delete_send_no_body() -> None:
    with serving([OK, (204, {}, b"")]) as (url, seen):
        assert client(url).get("/a") == {"a": 1}
        client(url).delete("/b")
    assert [(each["method"], each["body"]) for each in seen] == [("GET", b""), ("DELETE", b"")]


def test_a_lost_answer_is_asked_for_again() -> None:
    waits: list[float] = []
    with serving([None, None, OK]) as (url, seen):
        assert client(url, waits).post("/a", {"n": 1}) == {"a": 1}
    assert len({each["body"] for each in seen}) == 1
    assert waits == [0.1, 0.2]


def test_a_server_that_stays_away_is_named_and_nothing_will_double() -> None:
    with serving([OK]) as (url, _):
        pass
    with pytest.raises(UnreachableError, match="不会重复") as caught:
        client(url).get("/a")
    assert url in str(caught.value)


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_busy_server_is_asked_again_after_the_time_it_names(status: int) -> None:
    waits: list[float] = []
    busy: Answer = (status, {"Retry-After": "7"}, b"")
    with serving([busy, (status, {"Retry-After": "9999"}, b""), OK]) as (url, _):
        assert client(url, waits).get("/a") == {"a": 1}
    assert waits == [7, LONGEST_PAUSE_SECONDS]


def test_a_limit_on_sign_ins_is_a_refusal_in_the_end() -> None:
    limit: Answer = (429, {"Retry-After": "900"}, '{"title": "试得太多", "detail": "15 分钟后再试"}'.encode())
    with serving([limit]) as (url, _), pytest.raises(RefusedError, match="15 分钟"):
        client(url).post("/session", {})


@pytest.mark.parametrize("content", [b"<html>502</html>", b"\xff", b"[1]"])
def test_a_fault_of_the_server_counts_as_not_reached(content: bytes) -> None:
    with serving([(500, {}, content)]) as (url, _), pytest.raises(UnreachableError, match="500"):
        client(url).get("/a")


def test_a_server_without_room_is_heard_with_its_own_words() -> None:
    full: Answer = (507, {}, '{"title": "服务器的硬盘满了，请管理员腾出空间"}'.encode())
    with serving([full]) as (url, _), pytest.raises(UnreachableError, match="没有办成：服务器的硬盘满了"):
        client(url).get("/a")
    with serving([(507, {}, b"<html>")]) as (url, _), pytest.raises(UnreachableError, match="HTTP 507"):
        client(url).get("/a")


def test_an_answer_that_is_no_json_is_no_answer() -> None:
    with (
        serving([(200, {}, b"<html>portal of the hotel</html>")]) as (url, _),
        pytest.raises(UnreachableError),
    ):
        client(url).get("/a")


def test_a_refusal_says_why_and_a_plain_one_its_status() -> None:
    detailed: Answer = (422, {}, '{"title": "太多", "detail": "最多 10000 行"}'.encode())
    with serving([detailed, (404, {}, b"")]) as (url, _):
        with pytest.raises(RefusedError) as caught:
            client(url).get("/a")
        assert (caught.value.status, caught.value.title, str(caught.value)) == (422, "太多", "最多 10000 行")
        with pytest.raises(RefusedError, match="HTTP 404"):
            client(url).get("/a")


def test_long_calls_of_the_bridge_are_packed_and_packed_answers_are_read() -> None:
    packed: Answer = (200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"a": 1}'))
    with serving([packed]) as (url, seen):
        long = {"rows": ["角码"] * 3_000}
        assert client(url).post("/api/v1/bridge/sync", long) == {"a": 1}
        client(url).post("/api/v1/bridge/sync", {"rows": []})
        client(url).post("/api/v1/views/orders/sync", long)
    encodings = [each["headers"].get("Content-Encoding") for each in seen]
    assert encodings == ["gzip", None, None]
    assert json.loads(gzip.decompress(seen[0]["body"])) == long
    assert all(each["headers"]["Accept-Encoding"] == "gzip" for each in seen)


def test_a_packed_answer_that_is_cut_is_asked_for_again() -> None:
    cut: Answer = (200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"a": 1}')[:-9])
    whole: Answer = (200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"a": 1}'))
    with serving([cut, whole]) as (url, seen):
        assert client(url).get("/a") == {"a": 1}
    assert len(seen) == 2


def test_why_a_server_is_not_reached_is_said_in_words_not_in_numbers() -> None:
    with serving([OK]) as (url, _):
        pass
    with pytest.raises(UnreachableError) as refused:
        client(url).get("/a")
    with pytest.raises(UnreachableError) as unnamed:
        client("http://no-such-server.invalid").get("/a")
    with serving([None]) as (url, _), pytest.raises(UnreachableError) as cut:
        client(url).get("/a")
    told = [str(each.value) for each in (refused, unnamed, cut)]
    assert ["没有在运行" in told[0], "找不到这个名字" in told[1], "连接断了" in told[2]] == [True] * 3
    for text in told:
        assert "rrno" not in text
        assert "再按一次" in text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENETUNREACH, "x"), "网络不通"),
        (OSError(10065, "x"), "网络不通"),
        (TimeoutError(), "没有回答"),
        (BrokenPipeError(), "连接断了"),
        (OSError(errno.EMFILE, "x"), "网络出错（OSError）"),
    ],
)
def test_every_error_of_the_network_has_words(error: OSError, words: str) -> None:
    assert words in transport._why(error)
