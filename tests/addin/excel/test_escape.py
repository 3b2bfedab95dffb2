"""Esc in Excel stops a press between rows, the next goes on; a factory's own authority is trusted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from addin.actions import opening
from addin.excel import press as presses
from addin.excel import words
from addin.excel.keys import ESCAPE, escape_in
from tests.addin.excel.test_press import Desk
from tests.addin.fake_api import TOKEN, FakeApi
from tests.addin.presses import COLUMN, order
from tests.addin.serving import serving
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WINDOW = 77


class User32:
    """Windows as far as keys go: each look takes what was pressed since the last."""

    def __init__(self, *states: int, front: int = WINDOW) -> None:
        self.states, self.front = list(states), front

    def GetAsyncKeyState(self, key: int) -> int:  # noqa: N802 - the name is Windows'
        assert key == ESCAPE
        return self.states.pop(0) if self.states else 0

    def GetForegroundWindow(self) -> int:  # noqa: N802 - as above
        return self.front


@pytest.mark.parametrize(
    ("state", "pressed"), [(0x8000, True), (1, True), (0x8001, True), (0, False), (2, False)]
)
def test_esc_counts_when_it_is_down_or_was_since_last_asked(state: int, pressed: bool) -> None:  # noqa: FBT001
    assert escape_in(WINDOW, user32=User32(0, state))() == pressed


def test_an_esc_of_before_the_press_or_in_another_program_does_not_count() -> None:
    assert escape_in(WINDOW, user32=User32(0x8001, 0))() is False
    assert escape_in(WINDOW, user32=User32(0, 0x8001, front=5))() is False


def test_where_there_is_no_windows_nothing_is_ever_pressed() -> None:
    assert escape_in(WINDOW)() is False
    assert escape_in(0, user32=User32(0, 0x8001))() is False


def _after(calls: int) -> Callable[[], bool]:
    """Return an Esc that is pressed after it was asked for some times."""
    asked = iter([*[False] * calls, True])
    return lambda: next(asked, False)


def test_esc_stops_between_rows_says_so_and_the_next_press_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHUNK_ROWS", 2)
    api = FakeApi()
    with serving(api) as url:
        desk = Desk(tmp_path, url, rows=[order() for _ in range(6)])
        desk.sign_ins.keep(url, "xiaoli", TOKEN)
        monkeypatch.setattr(presses, "escape_in", lambda _: _after(2))
        assert desk.press("sync") == 0
        assert words.STOPPED.split("\n")[0] in desk.app.alerts[-1][0]
        assert words.STOPPING in desk.app.statuses
        assert 0 < api.orders < 6
        monkeypatch.setattr(presses, "escape_in", lambda _: _after(1_000))
        assert desk.press("sync") == 0
    assert api.orders == 6
    numbers = [desk.grid.at((FIRST_ROW + row, COLUMN["order_no"])).value for row in range(6)]
    assert len(set(numbers)) == 6


def test_a_readable_file_of_an_own_authority_is_trusted_and_another_is_passed_over(tmp_path: Path) -> None:
    assert presses.own_authority(tmp_path) == ""
    (tmp_path / presses.CA_FILE).write_bytes(b"\x30\x82 for Windows alone")
    assert presses.own_authority(tmp_path) == ""
    (tmp_path / presses.CA_FILE).write_text("-----BEGIN CERTIFICATE-----\n")
    assert presses.own_authority(tmp_path) == str(tmp_path / presses.CA_FILE)
    pc = replace(Desk(tmp_path, "https://x").pc, ca="/ca.pem")
    assert (pc.at("t").ca, pc.at("t").token, pc.at(pauses_seconds=()).pauses_seconds) == ("/ca.pem", "t", ())
