"""Whether somebody pressed Esc in Excel: Windows is asked, for Excel itself waits for the press to end."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ESCAPE = 0x1B
DOWN_NOW_OR_SINCE = 0x8001
"""GetAsyncKeyState: the highest bit says that the key is down, the lowest that it was since last asked."""


def escape_in(window: int, *, user32: Any = None) -> Callable[[], bool]:
    """Return what tells whether Esc was pressed since it was last asked, with this window in front.

    Elsewhere than on Windows nothing is ever pressed.
    """
    library = user32 or getattr(getattr(ctypes, "windll", None), "user32", None)
    if library is None or not window:
        return lambda: False

    def pressed() -> bool:
        is_pressed = bool(library.GetAsyncKeyState(ESCAPE) & DOWN_NOW_OR_SINCE)
        return is_pressed and library.GetForegroundWindow() == window

    pressed()  # forget an Esc of before
    return pressed
