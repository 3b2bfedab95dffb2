"""The gate cuts lines at the moment it is told, typing reaches the file, the screen counts what differs."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from addin.staging.gate import FIRST_SEND, Gate, When, open_gate
from addin.staging.processes import free_port, without_sign_in
from addin.staging.screen import Screen
from addin.staging.typing_in import Sheet, look, type_in
from sync.client.transport import Server, UnreachableError
from tests.addin.presses import order, write_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def counting() -> Iterator[tuple[int, list[int]]]:
    """Serve a port that answers every call with an empty object; yields it and the numbers that arrived."""
    arrived: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            arrived.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["number"])
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port, arrived
        finally:
            server.shutdown()
            thread.join()


def call(url: str, number: int) -> Any:
    return Server(url=url, pauses_seconds=()).post("/api/v1/bridge/sync", {"number": number})


@pytest.mark.parametrize(("when", "arrived_before"), [(When.BEFORE, [2]), (When.ANSWERED, [2, FIRST_SEND])])
def test_a_deed_is_done_once_at_its_moment(when: When, arrived_before: list[int]) -> None:
    seen: list[list[int]] = []
    with counting() as (port, arrived):
        gate = Gate(port)
        with open_gate(gate) as through:
            gate.arm(lambda: seen.append(list(arrived)), when=when)
            call(through, 2)
            assert seen == []
            with suppress(UnreachableError):
                call(through, FIRST_SEND)
            call(through, FIRST_SEND)
    assert seen == [arrived_before]
    assert arrived == [2, FIRST_SEND, FIRST_SEND]


@pytest.mark.parametrize("when", [When.ON_ITS_WAY, When.ANSWERED])
def test_the_answer_to_a_cut_call_is_lost_and_the_next_one_arrives(when: When) -> None:
    with counting() as (port, _):
        gate = Gate(port)
        with open_gate(gate) as through:
            gate.arm(lambda: None, when=when)
            with pytest.raises(UnreachableError):
                call(through, FIRST_SEND)
            assert call(through, FIRST_SEND) == {}


def test_without_a_server_the_gate_cuts_the_line() -> None:
    with open_gate(Gate(free_port())) as through, pytest.raises(UnreachableError):
        call(through, 1)


def test_rows_are_typed_into_the_file_and_seen_again(tmp_path: Path) -> None:
    book = write_book(tmp_path / "订单录入.xlsx", [order(), order(product="B-2")])
    type_in(book, {4: {"quantity": 77, "remark": "=北门"}})
    sheet = look(book)
    assert (sheet.rows[4]["quantity"], sheet.rows[4]["remark"], sheet.last_row) == (77, "=北门", 4)
    assert sheet.row_of(product="B-2") == 4
    with pytest.raises(KeyError):
        sheet.row_of(product="C-3")


def test_differences_are_counted_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(colourful=True)
    screen.step("一步", "a step")
    screen.expect("相同", found=1, expected=1)
    screen.expect("不同", found=1, expected=2)
    assert (screen.checks, screen.failures) == (2, ["不同"])
    assert "✗ 不同" in capsys.readouterr().out


def test_rows_are_printed_in_the_colour_of_their_outcome_and_known_ones_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [
        {"row": 4, "outcome": "rejected"},
        {"row": 3, "outcome": "created"},
        {"row": None, "outcome": "updated"},
    ]
    cells = {"sync_result": "已建单", "order_no": "SO1", "customer": "华东五金" * 9, "quantity": 5}
    screen = Screen(colourful=True)
    screen.rows({"rows": rows}, Sheet({3: cells}, 3), hidden={4})
    out = capsys.readouterr().out.splitlines()
    assert out[1].startswith("\x1b[32m   3  已建单   SO1")
    assert "还有 1 行" in out[2]
    assert screen.outcomes == {"created", "rejected", "updated"}


def test_the_demo_meets_no_real_server_by_accident() -> None:
    assert without_sign_in({"SHEETLINE_TOKEN": "x", "DATABASE_URL": "y", "PATH": "z"}) == {"PATH": "z"}
    assert free_port() > 1024
