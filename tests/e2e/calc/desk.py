"""A clerk's desk: an office on a virtual screen, its buttons found by their words and pressed by mouse."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.e2e.calc.office import GONE
from tests.e2e.calc.screen import HEIGHT, WIDTH, Screen
from tests.e2e.calc.stand import Stand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.calc.driving import Calc

PICTURES = Path(os.environ.get("SHEETLINE_SCREENSHOTS") or "data/screenshots")
"""Where screenshots are kept, to be looked at."""
PATIENCE_SECONDS = 60.0
_MENUS = frozenset({34, 35})
"""com.sun.star.accessibility.AccessibleRole: MENU, MENU_BAR, whose items are many and asked for by nobody."""
_MANY = 200
_ENABLED = 7
"""com.sun.star.accessibility.AccessibleStateType."""


class Desk:
    """One screen, one office, one person."""

    def __init__(self, folder: Path, *, server: str) -> None:
        """Start the screen; the office starts with the first document."""
        self.screen = Screen(folder / "screen")
        self.stand = Stand(folder, server=server, display=self.screen.display)

    def __repr__(self) -> str:
        return f"<desk at {self.screen.display}>"

    def calc(self, path: Path) -> Calc:
        """Open a workbook over the whole screen."""
        opened = self.stand.calc(path)
        opened.spread(WIDTH, HEIGHT)
        self.screen.settled()
        return opened

    def click(self, words: str) -> None:
        """Press the button with these words, once it is there."""
        places: list[tuple[int, int]] = []

        def is_there() -> bool:
            place = self._place(words)
            places.extend([place] if place else [])
            return place is not None

        self.until(is_there, f"a button {words}")
        self.screen.click(*places[0])

    def shows(self, words: str) -> bool:
        """Tell whether these words are anywhere in a window, cells and menus left out."""
        return self._place(words) is not None

    def wait_for(self, words: str) -> None:
        """Wait until these words are shown."""
        self.until(lambda: self.shows(words), words)

    def is_free(self) -> bool:
        """Tell whether the buttons can be pressed: no press is under way."""
        return self._is_enabled("预检")

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds; a screenshot is kept where it never does."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            if time.monotonic() > deadline:
                path = self.picture("timeout")
                raise TimeoutError(f"{what}; see {path}\n{self.stand.said()}")
            time.sleep(0.1)

    def picture(self, name: str) -> Path:
        """Keep what is on the screen, once nothing moves."""
        return self.screen.settled().save(PICTURES / f"{name}.png")

    def close(self) -> None:
        """End office and screen."""
        self.stand.close()
        self.screen.close()

    def _place(self, words: str) -> tuple[int, int] | None:
        for window in self._windows():
            with suppress(*GONE):  # windows close while one looks at them
                found = _named(window.AccessibleContext, words)
                if found is not None:
                    at, size = found.getLocationOnScreen(), found.getSize()
                    return at.X + size.Width // 2, at.Y + size.Height // 2
        return None

    def _is_enabled(self, words: str) -> bool:
        for window in self._windows():
            with suppress(*GONE):
                found = _named(window.AccessibleContext, words)
                if found is not None:
                    return bool(found.getAccessibleStateSet().contains(_ENABLED))
        return False

    def _windows(self) -> Iterator[Any]:
        toolkit = self.stand.office().service("com.sun.star.awt.Toolkit")
        for index in reversed(range(toolkit.getTopWindowCount())):
            yield toolkit.getTopWindow(index)


def _named(context: Any, words: str) -> Any:
    """Return what carries these words among all in a window that can be seen."""
    waiting = [context]
    while waiting:
        here = waiting.pop()
        if words in str(here.getAccessibleName()):
            return here
        count = here.getAccessibleChildCount()
        if here.getAccessibleRole() in _MENUS or count > _MANY:
            continue
        waiting += [here.getAccessibleChild(index).getAccessibleContext() for index in range(count)]
    return None
