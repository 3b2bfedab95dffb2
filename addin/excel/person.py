"""The person in front of Excel: questions and messages as alerts, how far the press is in the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.excel import words

if TYPE_CHECKING:
    from collections.abc import Callable

    import xlwings as xw

LEVELS = ("info", "warning", "error")
TWO = 2


def _never() -> bool:
    return False


class ExcelPerson:
    """Asks at once and tells at the end of the press: an alert in its middle would hold it up."""

    def __init__(
        self, app: xw.App, *, forget: Callable[[], None], escape: Callable[[], bool] = _never
    ) -> None:
        self._app = app
        self._forget = forget
        self._escape = escape
        self._is_stopping = False
        self.said: list[tuple[str, str]] = []
        self.has_forgotten = False

    def ask(self, question: dict[str, Any]) -> str | None:
        """Return the choice, or None when cancelled: alerts know yes and no, so more are offered in turn."""
        text, choices = str(question["text"]), [str(choice) for choice in question["choices"]]
        if len(choices) == TWO:
            yes, no = choices
            shown = words.YES_NO.format(text=text, yes=yes, no=no)
            return yes if self._app.alert(shown, words.TITLE, "yes_no") == "yes" else no
        for number, choice in enumerate(choices, start=1):
            shown = words.OFFER.format(text=text, number=number, choice=choice)
            answer = self._app.alert(shown, words.TITLE, "yes_no_cancel")
            if answer != "no":
                return choice if answer == "yes" else None
        return None

    def tell(self, operation: dict[str, Any]) -> None:
        """Show progress; keep messages; forget the sign-in."""
        kind = operation["type"]
        if kind == "forget_token":
            self.has_forgotten = True
            self._forget()
        elif kind == "progress":
            self._app.status_bar = words.PROGRESS.format(done=operation["done"], total=operation["total"])
        else:
            self.said.append((str(operation["text"]), str(operation.get("level", "info"))))

    def wants_to_stop(self) -> bool:
        """Tell whether Esc was pressed in Excel: the rows at hand are done, then the press ends."""
        if not self._is_stopping and self._escape():
            self._is_stopping = True
            self._app.status_bar = words.STOPPING
            self.said.append((words.STOPPED, "warning"))
        return self._is_stopping

    def show(self) -> None:
        """Show all that was said: in the status bar, or in one alert where it must not be missed."""
        if not self.said:
            return
        gravest = max((level for _, level in self.said), key=LEVELS.index)
        text = "\n".join(dict.fromkeys(text for text, _ in self.said))
        self.said.clear()
        if gravest == "info":
            self._app.status_bar = text.replace("\n", " ")
        else:
            self._app.alert(text, words.TITLE, "ok", "critical")
