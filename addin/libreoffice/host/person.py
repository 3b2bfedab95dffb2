"""Who sits in front of the book: a person at a window, or a program that gave its answers before."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

import uno

from addin.libreoffice.host import dialogs, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from addin.libreoffice.host.main_thread import MainThread

BAR = "sheetline"
INFO, SUCCESS, WARNING, DANGER = 0, 1, 2, 3
"""com.sun.star.frame.InfobarType."""
LEVELS = {"info": INFO, "warning": WARNING, "error": DANGER}
_WRITING = frozenset({"sync", "precheck", "undo", "refresh"})
"""Presses that went well when nothing worse is said; what others say is news, not success."""
SHOW_AFTER_SECONDS = 0.8
"""A press that is done by then shows no window of progress."""
SCHEME = "sheetline:"
Answer = TypeVar("Answer")


class Quiet:
    """A program: answers were given before, nothing is shown, what was said is kept."""

    def __init__(self, answers: Mapping[str, str], *, forget: Callable[[], None]) -> None:
        self._answers = answers
        self._forget = forget
        self.said: list[Mapping[str, Any]] = []
        self.stopping = threading.Event()
        self.has_forgotten = False
        self.done_rows = 0

    def ask(self, question: Mapping[str, Any]) -> str | None:
        """Return the answer given before."""
        return self._answers.get(question["id"])

    def tell(self, operation: Mapping[str, Any]) -> None:
        """Keep what was said; forget the sign-in."""
        if operation["type"] == "forget_token":
            self.has_forgotten = True
            self._forget()
        elif operation["type"] == "progress":
            self.done_rows = operation["done"]
        else:
            self.said.append(operation)

    def wants_to_stop(self) -> bool:
        """Tell whether somebody asked to stop."""
        return self.stopping.is_set()

    def sign_in(self, server: str, user: str, problem: str) -> tuple[str, str, str] | None:
        """Return None: nobody is there to type a password."""
        return None

    def begin(self) -> None:
        """Nothing to show."""

    def end(self, action: str, exit_code: int) -> None:
        """Nothing to show."""


class Watching(Quiet):
    """A person at the window, which takes no other input until the press has ended."""

    def __init__(
        self, press: Any, *, main: MainThread, flush: Callable[[], None], forget: Callable[[], None]
    ) -> None:
        super().__init__({}, forget=forget)
        self._context = press.context
        self._frame = press.frame
        self._label = press.label
        self._main = main
        self._flush = flush
        self._timer: Any = None
        self._progress: dialogs.Dialog | None = None
        self._total = 0
        self._is_asking = False
        self._is_over = False

    def begin(self) -> None:
        """Show that work has begun. On the main thread."""
        controller = self._frame.getController()
        if controller.hasInfobar(BAR):
            controller.removeInfobar(BAR)
        self._frame.getContainerWindow().setEnable(False)
        self._arm()

    def ask(self, question: Mapping[str, Any]) -> str | None:
        """Ask with a button a choice."""
        self._flush()
        given = {"choices": question["choices"], "default": question.get("default") or ""}
        return self._dialog(lambda: dialogs.ask(self._context, self._window(), question["text"], **given))

    def tell(self, operation: Mapping[str, Any]) -> None:
        """Show progress at once; keep messages for the end."""
        super().tell(operation)
        if operation["type"] == "progress":
            self._main.later(lambda: self._move(operation["done"], operation["total"]))

    def sign_in(self, server: str, user: str, problem: str) -> tuple[str, str, str] | None:
        """Let the person sign in."""
        filled = {"server": server, "user": user, "problem": problem}
        return self._dialog(lambda: dialogs.sign_in(self._context, self._window(), **filled))

    def end(self, action: str, exit_code: int) -> None:
        """Give the window back and say how it went. On the main thread."""
        self._is_over = True
        if self._timer is not None:
            self._timer.cancel()
        self._hide_progress()
        self._frame.getContainerWindow().setEnable(True)
        self._frame.getComponentWindow().setFocus()
        self._say(action, exit_code)

    def _say(self, action: str, exit_code: int) -> None:
        """Show all that was said in a bar above the sheet, with a button for what comes next."""
        if not self.said:
            return
        worst = max((each.get("level", "info") for each in self.said), key=lambda level: LEVELS[level])
        text = "\n".join(dict.fromkeys(str(each["text"]) for each in self.said))
        buttons = []
        if exit_code and action != "login":
            buttons.append(_button(words.AGAIN_BUTTON, action))
        elif self.stopping.is_set():
            buttons.append(_button(words.GO_ON_BUTTON, action))
        elif worst == "warning" and action != "next_problem":
            buttons.append(_button(words.NEXT_PROBLEM_BUTTON, "next_problem"))
        controller = self._frame.getController()
        look = SUCCESS if worst == "info" and action in _WRITING else LEVELS[worst]
        controller.appendInfobar(BAR, "", text, look, tuple(buttons), True)  # noqa: FBT003

    def _dialog(self, work: Callable[[], Answer]) -> Answer:
        """Run a dialog on the main thread, progress out of its way meanwhile."""

        def run() -> Answer:
            self._is_asking = True
            self._hide_progress()
            try:
                return self._main.meanwhile(work)
            finally:
                self._is_asking = False
                self._arm()

        return self._main.run(run)

    def _arm(self) -> None:
        """Show progress in a while, if the press is not over by then."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(SHOW_AFTER_SECONDS, lambda: self._main.later(self._show_progress))
        self._timer.daemon = True
        self._timer.start()

    def _hide_progress(self) -> None:
        if self._progress is not None:
            self._progress.window.dispose()
            self._progress = None

    def _show_progress(self) -> None:
        if self._is_over or self._is_asking or self._progress is not None:
            return
        dialog = dialogs.Dialog(self._context, words.PRODUCT)
        dialog.text(words.WORKING(label=self._label))
        dialog.bar()
        dialog.buttons([words.STOP_BUTTON], pressed=lambda _: self._stop())
        dialog.open(self._window())
        dialog.window.setVisible(True)
        self._progress = dialog
        if self._total:
            self._move(self.done_rows, self._total)

    def _move(self, done: int, total: int) -> None:
        self._total = total
        if self._progress is not None and not self.stopping.is_set():
            self._progress.show_text(words.PROGRESS(label=self._label, done=done, total=total))
            self._progress.show_progress(done, total)

    def _stop(self) -> None:
        self.stopping.set()
        if self._progress is not None:
            self._progress.show_text(words.CANCELLING())

    def _window(self) -> Any:
        return self._frame.getContainerWindow()


def _button(label: str, action: str) -> Any:
    pair = uno.createUnoStruct("com.sun.star.beans.StringPair")
    pair.First, pair.Second = label, SCHEME + action
    return pair
