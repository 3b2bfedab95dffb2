"""What reading a cell can give beside canonical text: a text that is no value, a reading that is a guess."""

from __future__ import annotations

from typing import Self


class BadValueError(ValueError):
    """The text is no canonical form of its kind."""


class Unparsed(str):
    """A cell's text as typed, because it is no value of its kind; the server says what to write instead."""

    __slots__ = ()


class Guess(str):
    """Canonical text of a cell that leaves something open (a missing year); `others` are its other readings.

    What was open is closed in the sheet: write-back puts the full value into the cell.
    """

    __slots__ = ("others",)
    others: tuple[str, ...]

    def __new__(cls, text: str, others: tuple[str, ...] = ()) -> Self:
        """Return the likeliest reading with the other ones."""
        made = super().__new__(cls, text)
        made.others = others
        return made
