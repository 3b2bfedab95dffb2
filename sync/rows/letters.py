"""Numbers of columns as the letters people know, and the other way."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=16_384)
def column_number(letters: str) -> int:
    """Return the number of a column's letters, `A` is 1; they are capitals."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@lru_cache(maxsize=16_384)
def column_letters(index: int) -> str:
    """Return the letters of a column number, 1 is `A`."""
    text = ""
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
