"""A button of the ribbon from end to end: the real client, a real socket, a book in the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import xlwings as xw

from addin.excel import press as presses
from addin.excel import words
from addin.excel.person import ExcelPerson
from addin.excel.press import BROKEN, REFUSED, UNREACHABLE, Pc, press
from addin.signin import FileVault, SignIns
from sync.client import transport
from tests.addin.excel.engine.classes import EngineApp
from tests.addin.excel.engine.files import opened_file
from tests.addin.fake_api import PASSWORD, TOKEN, FakeApi
from tests.addin.presses import COLUMN, SHEET, order, write_book
from tests.addin.serving import serving
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.addin.excel.engine.store import Grid


class Desk:
    """A PC with Excel, a book of one order open in it, and somebody who types a password."""

    def __init__(self, folder: Path, server: str, *, rows: Sequence[dict[str, Any]] = (order(),)) -> None:
        self.app = EngineApp()
        self.book: xw.Book = self.app.open(opened_file(write_book(folder / "订单录入.xlsx", rows)))
        self.asked = 0
        self.typed: tuple[str, str] | None = ("xiaoli", PASSWORD)
        self.sign_ins = SignIns(FileVault(folder / "tokens.json"))
        self.pc = Pc(server, self.sign_ins, self._ask, folder / "addin.log")

    def _ask(self, **_: Any) -> tuple[str, str] | None:
        self.asked += 1
        return self.typed

    def press(self, action: str) -> int:
        return press(action, self.book, self.pc).exit

    @property
    def grid(self) -> Grid:
        found: Grid = self.book.impl.store.grid(SHEET)
        return found

    @property
    def result(self) -> Any:
        return self.grid.at((FIRST_ROW, COLUMN["sync_result"])).value


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Serve, and sit down."""
    with serving(FakeApi(choices={"customer": ["华东五金"]})) as url:
        yield Desk(tmp_path, url)


def test_a_press_colours_the_sheet_and_leaves_excel_as_it_was(desk: Desk) -> None:
    desk.sign_ins.keep(desk.pc.server, "xiaoli", TOKEN)
    assert desk.press("sync") == 0
    assert desk.result == "已建单"
    app = desk.app
    assert (app.screen_updating, app.calculation, app.alerts) == (True, "automatic", [])
    assert app.statuses[0] == words.WORKING
    assert app.statuses[-2] is False
    assert "1" in app.statuses[-1]
    assert desk.asked == 0


def test_who_is_not_signed_in_is_asked_once_and_remembered(desk: Desk) -> None:
    assert desk.press("precheck") == 0
    assert desk.press("precheck") == 0
    assert desk.asked == 1


def test_nothing_is_sent_when_the_window_is_closed(desk: Desk) -> None:
    desk.typed = None
    assert desk.press("sync") == REFUSED
    assert desk.result is None
    assert desk.app.alerts == [(words.SIGN_IN_FIRST, "ok")]


def test_a_wrong_password_is_said(desk: Desk) -> None:
    desk.typed = ("xiaoli", "wrong")
    assert desk.press("login") == REFUSED
    assert desk.sign_ins.token(desk.pc.server) == ""
    assert len(desk.app.alerts) == 1


def test_a_token_that_has_expired_is_asked_for_anew_in_the_same_press(desk: Desk) -> None:
    desk.sign_ins.keep(desk.pc.server, "xiaoli", "an old token")
    assert desk.press("sync") == 0
    assert (desk.asked, desk.result) == (1, "已建单")


def test_signing_in_and_out_is_said(desk: Desk) -> None:
    assert (desk.press("login"), desk.press("logout")) == (0, 0)
    said = (words.SIGNED_IN.format(user="xiaoli"), words.SIGNED_OUT)
    assert [text.replace("\n", " ") for text in said] == [
        each for each in desk.app.statuses if each in {text.replace("\n", " ") for text in said}
    ]
    assert desk.app.alerts == []
    assert desk.sign_ins.token(desk.pc.server) == ""


def test_a_server_that_is_away_is_said_and_excel_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "PAUSES_SECONDS", ())
    desk = Desk(tmp_path, "http://127.0.0.1:9")
    desk.sign_ins.keep(desk.pc.server, "xiaoli", TOKEN)
    assert desk.press("sync") == UNREACHABLE
    assert "连不上服务器" in desk.app.alerts[0][0]
    assert (desk.app.screen_updating, desk.app.status_bar) == (True, False)


def test_a_pc_without_an_address_is_told_where_to_get_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "")
    assert desk.press("sync") == REFUSED
    assert desk.app.alerts == [(words.NO_SERVER, "ok")]


class ComError(Exception):
    """As pywin32 raises them."""

    def __init__(self, hresult: int, *details: Any) -> None:
        super().__init__(hresult)
        self.hresult, self.excepinfo = hresult, details


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ComError(-2147418111), words.BUSY),
        (ComError(-2146777998), words.BUSY),
        (ComError(-2147352567, 0, "Microsoft Excel", "", None, 0, -2146827284), words.PROTECTED),
    ],
)
def test_what_excel_says_by_number_is_said_in_words(
    desk: Desk, error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presses, "run_press", _raising(error))
    desk.sign_ins.keep(desk.pc.server, "xiaoli", TOKEN)
    assert desk.press("sync") == REFUSED
    assert desk.app.alerts == [(said, "ok")]


def test_what_nobody_foresaw_is_in_the_log_and_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presses, "run_press", _raising(ZeroDivisionError("of all things")))
    desk.sign_ins.keep(desk.pc.server, "xiaoli", TOKEN)
    assert desk.press("sync") == BROKEN
    assert "ZeroDivisionError" in desk.pc.log.read_text("utf-8")
    assert str(desk.pc.log) in desk.app.alerts[0][0]


def _raising(error: Exception) -> Any:
    def run(*_: Any, **__: Any) -> None:
        raise error

    return run


@pytest.mark.parametrize(
    ("choices", "pressed", "answer"),
    [
        (["是", "不"], ["yes"], "是"),
        (["是", "不"], ["no"], "不"),
        (["甲", "乙", "丙"], ["no", "yes"], "乙"),
        (["甲", "乙", "丙"], ["no", "cancel"], None),
        (["甲", "乙", "丙"], ["no", "no", "no"], None),
    ],
)
def test_a_question_is_answered_by_the_buttons_an_alert_has(
    choices: list[str], pressed: list[str], answer: str | None
) -> None:
    app = EngineApp()
    app.answers = list(pressed)
    person = ExcelPerson(xw.App(impl=app), forget=lambda: None)
    assert person.ask({"id": "q", "text": "怎么办？", "choices": choices}) == answer
    assert len(app.alerts) == len(pressed)
