"""A line between client and server that breaks in the middle of a chosen call, byte for byte."""

from __future__ import annotations

import socket
import threading
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 65_536


class Cut(StrEnum):
    """Where a call breaks."""

    BEFORE = "before the request"
    IN_REQUEST = "half of the request arrived"
    UNANSWERED = "the request arrived"
    ANSWER_LOST = "the answer was made"
    IN_ANSWER = "half of the answer arrived"


@dataclass
class Line:
    """Passes calls on to `target`; call number `at` (from 1) is cut, with `for_good` all later ones, too."""

    target: int
    cut: Cut | None = None
    at: int = 0
    for_good: bool = False
    calls: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def arm(self, cut: Cut | None, *, at: int = 0, for_good: bool = False) -> None:
        """Choose what breaks next."""
        self.cut, self.at, self.for_good, self.calls = cut, at, for_good, 0

    def next_cut(self) -> Cut | None:
        """Count a call and return how it breaks."""
        with self.lock:
            self.calls += 1
            if self.cut is None or self.calls < self.at or (self.calls > self.at and not self.for_good):
                return None
            return self.cut if self.calls == self.at else Cut.BEFORE


@contextmanager
def open_line(line: Line) -> Iterator[str]:
    """Listen until the block ends; yields the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_accept, args=(listener, line), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        thread.join()


def _accept(listener: socket.socket, line: Line) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            with closing(client), suppress(OSError):
                _pass_on(client, line)


def _pass_on(client: socket.socket, line: Line) -> None:
    cut = line.next_cut()
    if cut is Cut.BEFORE:
        return
    request = _request(client)
    with socket.create_connection(("127.0.0.1", line.target)) as server:
        server.sendall(request[: len(request) // 2] if cut is Cut.IN_REQUEST else request)
        if cut is Cut.IN_REQUEST or cut is Cut.UNANSWERED:
            return
        server.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: server.recv(PIECE), b""))
    if cut is not Cut.ANSWER_LOST:
        client.sendall(answer[: len(answer) // 2] if cut is Cut.IN_ANSWER else answer)


def _request(client: socket.socket) -> bytes:
    """Return a whole request: its head, and as many bytes as that announces."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += client.recv(PIECE)
    head, _, body = read.partition(b"\r\n\r\n")
    named = (part.partition(b":") for part in head.split(b"\r\n"))
    length = next(int(text) for name, _, text in named if name.lower() == b"content-length")
    while len(body) < length:
        body += client.recv(PIECE)
    return head + b"\r\n\r\n" + body
