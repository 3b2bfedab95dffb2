"""What the demo prints: headings, a line a row in the colour of its outcome, and checks that are counted."""

from __future__ import annotations

import os
import sys
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from addin.staging.typing_in import Sheet

_COLOURS = {
    "created": "32",
    "updated": "32",
    "unchanged": "37",
    "merged": "36",
    "held": "33",
    "conflict": "35",
    "rejected": "31",
}
_NOTE_WIDTH = 60


def _is_colourful() -> bool:
    if os.name == "nt":
        os.system("")  # noqa: S605, S607 - switches the console to colours
    return "NO_COLOR" not in os.environ and (sys.stdout.isatty() or "FORCE_COLOR" in os.environ)


@dataclass(slots=True)
class Screen:
    """Prints the story and remembers what did not come out as expected."""

    colourful: bool = field(default_factory=_is_colourful)
    failures: list[str] = field(default_factory=list)
    checks: int = 0
    outcomes: set[str] = field(default_factory=set)

    def step(self, chinese: str, english: str) -> None:
        """Begin a step of the story."""
        self._print(f"\n{self._dyed(f'▶ {chinese}', '1;34')}  {self._dyed(english, '90')}")

    def say(self, text: str) -> None:
        """Tell something on the way."""
        self._print(f"  {text}")

    def rows(
        self, outcome: Mapping[str, Any], sheet: Sheet, *, hidden: AbstractSet[int] = frozenset()
    ) -> None:
        """Print what became of each row, those `hidden` only as a number."""
        results = sorted(outcome.get("rows", []), key=lambda row: row["row"] or 0)
        for result in results:
            self.outcomes.add(result["outcome"])
            if result["row"] not in hidden:
                self._print(self._dyed(_line(result, sheet), _COLOURS[result["outcome"]]))
        left = sum(result["row"] in hidden for result in results)
        if left:
            self._print(self._dyed(f"      还有 {left} 行等着改（和上次一样） as before", "90"))

    def expect(self, what: str, *, found: object, expected: object) -> None:
        """Check one thing; a difference is printed and makes the demo fail."""
        self.checks += 1
        if found == expected:
            return
        self.failures.append(what)
        self._print(
            self._dyed(f"  ✗ {what}\n    应为 expected {expected}\n    得到 found    {found}", "1;31")
        )

    def _dyed(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colourful else text

    def _print(self, text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _line(result: Mapping[str, Any], sheet: Sheet) -> str:
    cells = sheet.rows.get(result["row"] or 0, {})
    number = f"{result['row']:>4}" if result["row"] else "   —"
    shown = (
        _padded(cells.get("sync_result") or result["outcome"], 8),
        _padded(cells.get("order_no") or "", 12),
        _padded(cells.get("customer") or "", 20),
        _padded(str(cells.get("product") or "").partition("｜")[0], 9),
        _padded(cells.get("quantity") or "", 8),
        _padded(cells.get("status") or "", 8),
        _cut(cells.get("sync_note") or "", _NOTE_WIDTH),
    )
    return f"{number}  {' '.join(shown)}".rstrip()


def _padded(value: object, width: int) -> str:
    text = _cut(str(value), width)
    return text + " " * (width - _width(text))


def _cut(text: str, width: int) -> str:
    while _width(text) > width:
        text = text[:-1]
    return text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "FW" else 1 for letter in text)
