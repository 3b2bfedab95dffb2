"""One press of a button: a thread of its own does the waiting, the main thread what touches the document."""

from __future__ import annotations

import datetime as dt
import json
import threading
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import unohelper
from com.sun.star.util import CloseVetoException, XCloseListener

from addin.libreoffice.host import words
from addin.libreoffice.host.book import CalcBook
from addin.libreoffice.host.person import Quiet, Watching
from addin.libreoffice.host.signin import SignIn, SignIns, profile
from sync.client.loop import Ended, run_press
from sync.client.transport import RefusedError, Server, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.libreoffice.host.facts import Facts
    from addin.libreoffice.host.main_thread import MainThread

SESSION = "/api/v1/session"
REFUSED, UNREACHABLE, BROKEN = 2, 3, 4
LONGEST_LOG_BYTES = 1_000_000


@dataclass(frozen=True)
class Asked:
    """A button as it was pressed. A program gives `options` and `answers`, and then nothing is shown."""

    action: str
    is_quiet: bool = False
    options: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)


class Press:
    """A press under way. `ended` is called on the main thread with the outcome."""

    def __init__(self, asked: Asked, *, frame: Any, host: Host, ended: Callable[[Ended], None]) -> None:
        self.asked = asked
        self.frame = frame
        self.context = host.context
        self.document = frame.getController().getModel()
        self.label = host.facts.labels.get(asked.action, asked.action)
        self._host = host
        self._ended = ended
        self._book = CalcBook(self.document, label=self.label, facts=host.facts, main=host.main)
        self._signed = host.sign_ins.current()
        self._keeper = _Keeper()
        self.person: Quiet = (
            Quiet(asked.answers, forget=self._forget)
            if asked.is_quiet
            else Watching(self, main=host.main, flush=self._book.flush, forget=self._forget)
        )

    def begin(self) -> None:
        """Start. On the main thread."""
        self._take_what_is_being_typed()
        self.document.addCloseListener(self._keeper)
        self.person.begin()
        threading.Thread(target=self._run, name=f"sheetline {self.asked.action}", daemon=True).start()

    def _take_what_is_being_typed(self) -> None:
        """End the editing of a cell: of all Calc's commands this one does so and changes nothing else."""
        service = "com.sun.star.frame.DispatchHelper"
        helper = self.context.ServiceManager.createInstanceWithContext(service, self.context)
        helper.executeDispatch(self.frame, ".uno:Calculate", "", 0, ())

    def _run(self) -> None:
        ended = self._outcome()
        self._host.main.run(lambda: self._end(ended))

    def _end(self, ended: Ended) -> None:
        if ended.exit and not self.person.said:
            text = str(ended.outcome.get("message") or ended.outcome.get("refused") or "")
            self.person.said.append(
                {"text": text, "level": "error" if ended.exit >= UNREACHABLE else "warning"}
            )
        if self.person.stopping.is_set() and not ended.exit:
            self.person.said.append({"text": words.STOPPED_BY_PERSON(), "level": "warning"})
        self._book.close()
        self.document.removeCloseListener(self._keeper)
        self.person.end(self.asked.action, ended.exit)
        self._ended(ended)

    def _outcome(self) -> Ended:
        """Do the press; whatever goes wrong becomes an outcome with words."""
        try:
            ended = self._done()
            self._book.flush()
        except UnreachableError as error:
            return Ended({"unreachable": True, "message": str(error)}, UNREACHABLE)
        except RefusedError as error:
            return Ended({"refused": error.title, "message": str(error)}, REFUSED)
        except Exception as error:  # noqa: BLE001 - a thread has nobody above it; the log has all of it
            log(traceback.format_exc())
            what = f"{type(error).__name__}: {str(error)[:200]}"
            return Ended({"broken": what, "message": words.BROKEN(what=what)}, BROKEN)
        return ended

    def _done(self) -> Ended:
        if self.asked.action == "login":
            return self._login()
        if self.asked.action == "logout":
            return self._logout()
        if not self._signed.token and not self._signs_in(""):
            return Ended({"refused": "not_signed_in", "message": words.SIGN_IN_FIRST()}, REFUSED)
        ended = self._pressed()
        if self.person.has_forgotten and self._signs_in(words.EXPIRED()):
            self.person.has_forgotten = False
            self.person.said.clear()
            ended = self._pressed()
        return ended

    def _pressed(self) -> Ended:
        server = Server(self._signed.server, self._signed.token, wait=self._pause)
        path = f"/api/v1/bridge/{self.asked.action}"

        def post(body: dict[str, Any]) -> dict[str, Any]:
            answer: dict[str, Any] = server.post(path, body)
            return answer

        return run_press(post, book=self._book, person=self.person, options=self.asked.options)

    def _login(self) -> Ended:
        given = self.asked.options
        if "password" in given:
            server = given.get("server") or self._signed.server
            self._keep(server, given["user"], given["password"])
        elif not self._signs_in(""):
            return Ended({"refused": "not_signed_in", "message": words.SIGN_IN_FIRST()}, REFUSED)
        self.person.tell(
            {"type": "message", "text": words.SIGNED_IN(user=self._signed.user), "level": "info"}
        )
        return Ended({"action": "login", "user": self._signed.user}, 0)

    def _signs_in(self, problem: str) -> bool:
        """Let the person type until the server agrees; False when they give up."""
        server, user = self._signed.server, self._signed.user
        while True:
            typed = self.person.sign_in(server, user, problem)
            if typed is None:
                return False
            server, user = _address(typed[0]), typed[1]
            try:
                self._keep(server, user, typed[2])
            except (RefusedError, UnreachableError) as error:
                problem = str(error)
            else:
                return True

    def _keep(self, server: str, user: str, password: str) -> None:
        """Sign in and remember it. Raises RefusedError, UnreachableError."""
        if not server:
            raise RefusedError(status=0, title=words.BAD_ADDRESS.chinese, detail=words.BAD_ADDRESS())
        answer = Server(server, pauses_seconds=()).post(SESSION, {"name": user, "password": password})
        self._signed = SignIn(server, user, answer["token"])
        self._host.sign_ins.keep(self._signed)

    def _logout(self) -> Ended:
        signed = self._signed
        self._host.sign_ins.forget(signed)
        if signed.token:
            try:
                Server(signed.server, signed.token, pauses_seconds=()).delete(SESSION)
            except RefusedError as error:
                if error.status != RefusedError.UNAUTHORIZED:  # a token that is void already is what we want
                    raise
        self.person.tell({"type": "message", "text": words.SIGNED_OUT(), "level": "info"})
        return Ended({"action": "logout"}, 0)

    def _pause(self, seconds: float) -> None:
        """Wait before asking again, but not for somebody who wants to stop."""
        self.person.stopping.wait(seconds)

    def _forget(self) -> None:
        self._host.sign_ins.forget(self._signed)


@dataclass(frozen=True)
class Host:
    """What all presses of this office share."""

    context: Any
    facts: Facts
    main: MainThread
    sign_ins: SignIns


class _Keeper(unohelper.Base, XCloseListener):  # type: ignore[misc]  # UNO has no types
    """Keeps a document open while a press is under way."""

    def queryClosing(self, _event: Any, _owner: bool) -> None:  # noqa: N802, FBT001 - the names are UNO's
        """Raise CloseVetoException: not now."""
        raise CloseVetoException(words.BUSY(), self)

    def notifyClosing(self, _: Any) -> None:  # noqa: N802
        """Nothing to let go of."""

    def disposing(self, _: Any) -> None:
        """Nothing to let go of."""


def _address(typed: str) -> str:
    """Return a server address; http where it names no scheme; empty when it cannot be one."""
    address = typed if "://" in typed else f"http://{typed}"
    scheme, _, rest = address.partition("://")
    return address if scheme in {"http", "https"} and rest else ""


def log(text: str) -> None:
    """Add to the log in the user's profile, begun afresh when it has grown long."""
    path = profile() / "sheetline" / "addin.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = "w" if path.exists() and path.stat().st_size > LONGEST_LOG_BYTES else "a"
    with path.open(mode, encoding="utf-8") as file:
        file.write(f"{dt.datetime.now().astimezone().isoformat()} {text}\n")


def outcome_text(ended: Ended, said: list[Any]) -> str:
    """Return an outcome as a program that dispatched the press receives it."""
    return json.dumps({**ended.outcome, "exit": ended.exit, "said": said}, ensure_ascii=False)
