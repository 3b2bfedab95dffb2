"""Numbers of columns as the letters people know."""

from __future__ import annotations


def column_letters(index: int) -> str:
    """Return the letters of a column number, 1 is `A`."""
    text = ""
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
