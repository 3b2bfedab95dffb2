"""A person at a terminal: questions with numbered answers, messages, how far the press is."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

COLOURS = {"info": "\x1b[32m", "warning": "\x1b[33m", "error": "\x1b[31m"}
PLAIN = "\x1b[0m"


@dataclass(slots=True)
class Terminal:
    """Asks only where somebody can answer. `forget` drops the stored sign-in; `quiet` says nothing at all."""

    forget: Callable[[], None]
    quiet: bool = False
    keyboard: TextIO = field(default_factory=lambda: sys.stdin)
    screen: TextIO = field(default_factory=lambda: sys.stderr)

    def ask(self, question: dict[str, Any]) -> str | None:
        """Return the choice, or None where nobody sits at the terminal."""
        if self.quiet or not self.keyboard.isatty():
            return None
        choices = question["choices"]
        lines = [question["text"], *(f"  {number}. {word}" for number, word in enumerate(choices, start=1))]
        self._say("\n".join(lines))
        while True:
            self.screen.write("> ")
            self.screen.flush()
            typed = self.keyboard.readline()
            if not typed:
                return None
            word = typed.strip()
            if word.isdigit() and 1 <= int(word) <= len(choices):
                return str(choices[int(word) - 1])
            if word in choices:
                return word

    def tell(self, operation: dict[str, Any]) -> None:
        """Show a message or progress; forget the sign-in."""
        kind = operation["type"]
        if kind == "forget_token":
            self.forget()
        elif kind == "message" and not self.quiet:
            self._say(operation["text"], operation.get("level", "info"))
        elif kind == "progress" and not self.quiet and self.screen.isatty():
            self.screen.write(f"\r{operation['done']}/{operation['total']} ")
            self.screen.flush()

    def wants_to_stop(self) -> bool:
        """Return False: a press on the command line is stopped by Ctrl+C alone."""
        return False

    def _say(self, text: str, level: str = "") -> None:
        colour = COLOURS.get(level, "") if self.screen.isatty() else ""
        self.screen.write(f"{colour}{text}{PLAIN if colour else ''}\n")
        self.screen.flush()
