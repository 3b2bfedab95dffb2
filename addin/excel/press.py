"""What a button of the ribbon runs on the clerk's PC: one press, and a message whatever happens."""

from __future__ import annotations

import datetime as dt
import os
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlwings as xw

from addin.excel import words
from addin.excel.credentials import ask_credentials
from addin.excel.keys import escape_in
from addin.excel.person import ExcelPerson
from addin.hosts.excel import ExcelHost
from addin.hosts.port import JsonBook
from addin.signin import sign_ins
from sync.client.loop import Ended, run_press
from sync.client.transport import RefusedError, Server, UnreachableError
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.signin import SignIns

SESSION = "/api/v1/session"
SERVER_VARIABLE = "SHEETLINE_SERVER"
CA_FILE = "ca.pem"
REFUSED, UNREACHABLE, BROKEN = 2, 3, 4
PATIENCE = 30
"""How often a busy Excel is asked again; xlwings would go on for ever."""
_BUSY = frozenset({-2147418111, -2146777998, -2147417846})
"""RPC_E_CALL_REJECTED, VBA_E_IGNORE (a cell is being edited), RPC_E_SERVERCALL_RETRYLATER."""
_NOT_ALLOWED = -2146827284


@dataclass(frozen=True)
class Pc:
    """What a press needs of the computer: the server's address, its sign-ins, how to ask for a password.

    `ca` names the file of a factory's own authority, which the installer left; empty where there is none.
    """

    server: str
    sign_ins: SignIns
    ask: Callable[..., tuple[str, str] | None]
    log: Path
    ca: str = ""

    def at(self, token: str = "", **more: Any) -> Server:
        """Return the server as the owner of the token; `ca` is trusted beside what Windows trusts."""
        server = Server(self.server, token, **more)
        return replace(server, ca=self.ca) if self.ca else server


def main(action: str) -> None:
    """Press on the book that the ribbon was pressed in. Never raises: Excel would show it garbled."""
    _limit_patience()
    home = Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "Sheetline"
    book = xw.Book.caller()
    pc = Pc(
        _server(home),
        sign_ins(os.environ),
        ask_credentials,
        home / "addin.log",
        ca=own_authority(home),
    )
    press(action, book, pc)


def press(action: str, book: xw.Book, pc: Pc) -> Ended:
    """Do one press and say how it went; Excel is left as it was."""
    app = book.app
    escape = escape_in(_window(app))
    person = ExcelPerson(app, forget=lambda: pc.sign_ins.forget(pc.server), escape=escape)
    try:
        app.status_bar = words.WORKING
        ended = _done(action, book, pc, person)
    except UnreachableError as error:
        ended = Ended({"unreachable": True, "message": str(error)}, UNREACHABLE)
    except RefusedBookError as error:
        ended = Ended({"refused": error.code, "message": f"{error.chinese}\n{error.english}"}, REFUSED)
    except RefusedError as error:
        ended = Ended({"refused": error.title, "message": str(error)}, REFUSED)
    except Exception as error:  # noqa: BLE001 - nobody is above it; the log has all of it
        ended = _broken(error, pc.log)
    finally:
        app.status_bar = False  # Excel's own words again
    if ended.exit and not person.said:
        person.tell({"type": "message", "text": ended.outcome["message"], "level": "error"})
    person.show()
    return ended


def _done(action: str, book: xw.Book, pc: Pc, person: ExcelPerson) -> Ended:
    if not pc.server:
        raise RefusedError(status=0, title="no server", detail=words.NO_SERVER)
    if action == "login":
        return _login(pc, person)
    if action == "logout":
        return _logout(pc, person)
    ended = _pressed(action, book, pc, person)
    if person.has_forgotten:
        person.has_forgotten = False
        person.said.clear()
        ended = _pressed(action, book, pc, person)
    return ended


def _pressed(action: str, book: xw.Book, pc: Pc, person: ExcelPerson) -> Ended:
    token = pc.sign_ins.token(pc.server)
    if not token:
        _login(pc, person)
        person.said.clear()
        token = pc.sign_ins.token(pc.server)
    server = pc.at(token)

    def post(body: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = server.post(f"/api/v1/bridge/{action}", body)
        return answer

    with ExcelHost(book) as host:
        return run_press(post, book=JsonBook(host), person=person)


def _login(pc: Pc, person: ExcelPerson) -> Ended:
    typed = pc.ask(title=words.TITLE, text=words.SIGN_IN_TEXT.format(server=pc.server), target=pc.server)
    if typed is None:
        raise RefusedError(status=0, title="not signed in", detail=words.SIGN_IN_FIRST)
    name, password = typed
    answer = pc.at(pauses_seconds=()).post(SESSION, {"name": name, "password": password})
    pc.sign_ins.keep(pc.server, name, answer["token"])
    person.tell({"type": "message", "text": words.SIGNED_IN.format(user=name)})
    return Ended({"action": "login", "user": name}, 0)


def _logout(pc: Pc, person: ExcelPerson) -> Ended:
    token = pc.sign_ins.token(pc.server)
    pc.sign_ins.forget(pc.server)
    if token:
        try:
            pc.at(token, pauses_seconds=()).delete(SESSION)
        except RefusedError as error:
            if error.status != RefusedError.UNAUTHORIZED:  # a token that is void already is what we want
                raise
    person.tell({"type": "message", "text": words.SIGNED_OUT})
    return Ended({"action": "logout"}, 0)


def _broken(error: Exception, log: Path) -> Ended:
    """Return the outcome of what nobody foresaw, or of what Excel says of itself by number."""
    number = getattr(error, "hresult", 0)
    if number in _BUSY or type(error).__name__ == "ExcelBusyError":
        return Ended({"refused": "busy", "message": words.BUSY}, REFUSED)
    if _NOT_ALLOWED in _numbers(error):
        return Ended({"refused": "protected", "message": words.PROTECTED}, REFUSED)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write(
            f"{dt.datetime.now().astimezone().isoformat()} {''.join(traceback.format_exception(error))}\n"
        )
    what = f"{type(error).__name__}: {str(error)[:200]}"
    return Ended({"broken": what, "message": words.BROKEN.format(what=what, log=log)}, BROKEN)


def _numbers(error: Exception) -> list[Any]:
    """Return the numbers COM hands over with an error: its own, and that of the program."""
    details = getattr(error, "excepinfo", None) or ()
    return [getattr(error, "hresult", 0), *details]


def _server(home: Path) -> str:
    """Return the address the installer left; empty when there is none."""
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        return given.rstrip("/")
    try:
        return (home / "server.txt").read_text("utf-8-sig").strip().rstrip("/")
    except FileNotFoundError:
        return ""


def own_authority(home: Path) -> str:
    """Return the file of the factory's own authority; empty without one, or where only Windows reads it."""
    path = home / CA_FILE
    return str(path) if path.is_file() and b"BEGIN CERTIFICATE" in path.read_bytes() else ""


def _window(app: xw.App) -> int:
    """Return the handle of Excel's window; 0 where windows have none."""
    try:
        return int(app.hwnd or 0)
    except (AttributeError, NotImplementedError, TypeError):
        return 0


def _limit_patience() -> None:
    """Let a busy Excel be said to be busy."""
    native: Any = xw._xlwindows if hasattr(xw, "_xlwindows") else None  # noqa: SLF001 - it has no other door
    if native is not None:
        native.N_COM_ATTEMPTS = PATIENCE
