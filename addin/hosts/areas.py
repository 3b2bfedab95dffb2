"""Rectangles of a sheet: where something is the same in all rows, and what is left around cells to spare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int]
"""First and last, ends included."""
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; ends included."""


def pieces(span: Span, read: Callable[[Span], Any]) -> Iterator[tuple[Span, Any]]:
    """Yield spans of rows for which `read` gives one value; Excel says None where they differ.

    Halves what is mixed, so that a column of one format costs one question.
    """
    first, last = span
    found = read(span)
    if found is not None or first == last:
        yield span, found
        return
    middle = (first + last) // 2
    yield from pieces((first, middle), read)
    yield from pieces((middle + 1, last), read)


def patches(area: Area, read: Callable[[Area], Any]) -> Iterator[tuple[Area, Any]]:
    """Yield rectangles for which `read` gives one value; Excel says None where cells differ.

    Columns of one look are told apart first; what is left is halved, rows before columns.
    """
    top, left, bottom, right = area
    found = read(area)
    if found is not None or (top, left) == (bottom, right):
        yield area, found
        return
    if bottom == top:
        yield from _halves(area, read)
        return
    mixed = []
    for column in range(left, right + 1):
        whole = (top, column, bottom, column)
        one = read(whole)
        if one is None:
            mixed.append(column)
        else:
            yield whole, one
    for first, last in spans(mixed):
        yield from _halves((top, first, bottom, last), read)


def _halves(area: Area, read: Callable[[Area], Any]) -> Iterator[tuple[Area, Any]]:
    top, left, bottom, right = area
    found = read(area)
    if found is not None or (top, left) == (bottom, right):
        yield area, found
    elif bottom > top:
        middle = (top + bottom) // 2
        yield from _halves((top, left, middle, right), read)
        yield from _halves((middle + 1, left, bottom, right), read)
    else:
        middle = (left + right) // 2
        yield from _halves((top, left, bottom, middle), read)
        yield from _halves((top, middle + 1, bottom, right), read)


def spans(numbers: Sequence[int]) -> list[Span]:
    """Return ascending numbers as spans without gaps."""
    found: list[Span] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def rectangles(rows: Sequence[tuple[int, Sequence[int]]], breaks: frozenset[int]) -> list[tuple[Span, Span]]:
    """Return (rows, columns) of rectangles that cover just the columns named for each row.

    Rows are ascending; no rectangle goes on into a row of `breaks`.
    """
    found: list[tuple[Span, list[Span]]] = []
    for row, columns in rows:
        wanted = spans(columns)
        if found and found[-1][0][1] == row - 1 and found[-1][1] == wanted and row not in breaks:
            found[-1] = ((found[-1][0][0], row), wanted)
        else:
            found.append(((row, row), wanted))
    return [(tall, wide) for tall, wanted in found for wide in wanted]
