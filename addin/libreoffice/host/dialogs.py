"""Small windows built in code: sign-in, a question with buttons, a message, progress with a way to stop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import unohelper
from com.sun.star.awt import XActionListener

from addin.libreoffice.host import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH, MARGIN, LINE, BUTTON_HEIGHT, GAP = 230, 8, 10, 15, 4
LETTERS_A_LINE = 68
"""Half-width letters that fit on a line; a Chinese one takes two."""
MOST_LINES = 16
_FIRST_FULL_WIDTH = 0x2E80
_CONTROL = "com.sun.star.awt.UnoControl"


class Dialog:
    """A window that grows downwards, control by control. Sizes are in the office's own dialog units."""

    def __init__(self, context: Any, title: str, *, width: int = WIDTH) -> None:
        self._context = context
        self._model = self._service(f"{_CONTROL}DialogModel")
        self._model.Title = title
        self._model.Width, self._model.Closeable, self._model.Moveable = width, True, True
        self._width = width
        self._bottom = MARGIN
        self._pressed: dict[str, Callable[[], None]] = {}
        self.window: Any = None

    def text(self, text: str, *, name: str = "text", colour: int | None = None) -> None:
        """Add text, as tall as it needs to be; what is too long scrolls."""
        lines = lines_of(text)
        if lines > MOST_LINES:
            more = {"MultiLine": True, "ReadOnly": True, "VScroll": True, "Border": 0}
            self._add("Edit", name, MOST_LINES * LINE, Text=text, **more)
        else:
            looks = {} if colour is None else {"TextColor": colour}
            self._add("FixedText", name, lines * LINE, Label=text, MultiLine=True, **looks)

    def field(self, name: str, label: str, *, value: str = "", secret: bool = False) -> None:
        """Add a line to type into."""
        self._add("FixedText", f"{name}_label", LINE, Label=label)
        self._bottom -= GAP - 1
        self._add("Edit", name, 14, Text=value, **({"EchoChar": ord("•")} if secret else {}))

    def bar(self) -> None:
        """Add a bar of progress."""
        self._add("ProgressBar", "bar", LINE, ProgressValueMin=0, ProgressValueMax=1, ProgressValue=0)

    def buttons(self, labels: Sequence[str], *, pressed: Callable[[int], None], by_enter: int = 0) -> None:
        """Add a row of buttons, each told by its place; Enter presses the first, or the one named."""
        width = min(90, (self._width - 2 * MARGIN - GAP * (len(labels) - 1)) // len(labels))
        left = self._width - MARGIN - len(labels) * width - (len(labels) - 1) * GAP
        self._bottom += GAP
        for place, label in enumerate(labels):
            model = self._model.createInstance(f"{_CONTROL}ButtonModel")
            model.PositionX, model.PositionY = left + place * (width + GAP), self._bottom
            model.Width, model.Height, model.Label, model.Name = width, BUTTON_HEIGHT, label, f"button{place}"
            model.DefaultButton = place == by_enter
            self._model.insertByName(model.Name, model)
            self._pressed[model.Name] = partial(pressed, place)
        self._bottom += BUTTON_HEIGHT + MARGIN

    def open(self, parent: Any, *, focus: str = "") -> None:
        """Make the window, in the middle of its parent; it shows once it is run or made visible."""
        self._model.Height = self._bottom
        self.window = self._service(f"{_CONTROL}Dialog")
        self.window.setModel(self._model)
        self.window.createPeer(self._service("com.sun.star.awt.Toolkit"), parent)
        for name, deed in self._pressed.items():
            self.window.getControl(name).addActionListener(_Listener(deed))
        size, around = self.window.getPosSize(), parent.getPosSize()
        left, top = max(0, (around.Width - size.Width) // 2), max(0, (around.Height - size.Height) // 3)
        self.window.setPosSize(left, top, 0, 0, 3)
        if focus:
            self.window.getControl(focus).setFocus()

    def run(self, parent: Any, *, focus: str = "") -> int:
        """Show the window until it is ended; return the number given to `end`, 0 when it was closed."""
        self.open(parent, focus=focus)
        try:
            return int(self.window.execute())
        finally:
            self.window.dispose()

    def end(self, number: int) -> None:
        """End a window that runs."""
        self.window.endDialog(number)

    def typed(self, name: str) -> str:
        """Return what stands in a field, also after the window has gone."""
        return str(self._model.getByName(name).Text)

    def show_text(self, text: str, *, name: str = "text") -> None:
        """Change a text."""
        self._model.getByName(name).Label = text

    def show_progress(self, done: int, total: int) -> None:
        """Move the bar."""
        bar = self._model.getByName("bar")
        bar.ProgressValueMax, bar.ProgressValue = max(total, 1), done

    def _add(self, kind: str, name: str, height: int, **looks: Any) -> None:
        model = self._model.createInstance(f"{_CONTROL}{kind}Model")
        model.PositionX, model.PositionY = MARGIN, self._bottom
        model.Width, model.Height, model.Name = self._width - 2 * MARGIN, height, name
        for key, value in looks.items():
            setattr(model, key, value)
        self._model.insertByName(name, model)
        self._bottom += height + GAP

    def _service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)


class _Listener(unohelper.Base, XActionListener):  # type: ignore[misc]  # UNO has no types
    """Tells that a button was pressed."""

    def __init__(self, deed: Callable[[], None]) -> None:
        self._deed = deed

    def actionPerformed(self, _: Any) -> None:  # noqa: N802 - the name is UNO's
        self._deed()

    def disposing(self, _: Any) -> None:
        """Nothing to let go of."""


def lines_of(text: str) -> int:
    """Return how many lines of a dialog a text takes."""
    return sum(1 + max(0, _width(line) - 1) // LETTERS_A_LINE for line in text.split("\n"))


def _width(line: str) -> int:
    return sum(2 if ord(letter) >= _FIRST_FULL_WIDTH else 1 for letter in line)


def ask(context: Any, parent: Any, text: str, *, choices: Sequence[str], default: str) -> str | None:
    """Return the choice that was pressed; None when the window was closed.

    Enter is pressed without looking: it takes what is done where nobody answers, else the last choice, "no".
    """
    dialog = Dialog(context, words.PRODUCT)
    dialog.text(text)
    by_enter = choices.index(default) if default in choices else len(choices) - 1
    dialog.buttons(choices, pressed=lambda place: dialog.end(place + 1), by_enter=by_enter)
    pressed = dialog.run(parent, focus=f"button{by_enter}")
    return choices[pressed - 1] if pressed else None


def sign_in(
    context: Any, parent: Any, *, server: str, user: str, problem: str
) -> tuple[str, str, str] | None:
    """Return server, user and password as typed; None when the window was closed or cancelled."""
    dialog = Dialog(context, words.SIGN_IN_TITLE)
    if problem:
        dialog.text(problem, colour=0xC0392B)
    dialog.field("server", words.SERVER_LABEL, value=server)
    dialog.field("user", words.USER_LABEL, value=user)
    dialog.field("password", words.PASSWORD_LABEL, secret=True)
    buttons = (words.SIGN_IN_BUTTON, words.CANCEL_BUTTON)
    dialog.buttons(buttons, pressed=lambda place: dialog.end(1 - place))
    if not dialog.run(parent, focus="password" if user else "user"):
        return None
    return dialog.typed("server").strip().rstrip("/"), dialog.typed("user").strip(), dialog.typed("password")
