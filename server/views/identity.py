"""Whose row is it: keys a book lost, and the numbers a row must show to be believed."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from sync.fields.values import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from server.views.contract import Values
    from sync.fields.kinds import Field


def match_lost(rows: Iterable[tuple[str, str]], made: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for rows with unknown keys the keys they were first sent under, matched one to one in order.

    Both lists hold (key, print of the sent values): `rows` of this request in the order of the sheet, `made`
    of rows the same book created and whose answers it never saved, oldest first.
    """
    waiting: defaultdict[str, deque[str]] = defaultdict(deque)
    for key, sent_print in made:
        waiting[sent_print].append(key)
    return {key: waiting[sent_print].popleft() for key, sent_print in rows if waiting[sent_print]}


def contradicts(witness: Values | None, stored: Values, *, fields: Mapping[str, Field]) -> bool:
    """Tell whether a row shows another number than the stored one. A blank one says nothing.

    `fields` are those a witness may name; others in it are not looked at.
    """
    if not witness:
        return False
    return any(
        text is not None and text.strip() and _legible(fields[name], text) != stored.get(name)
        for name, text in witness.items()
        if name in fields
    )


def _legible(field: Field, text: str) -> str | None:
    try:
        return canonical(field, text)
    except ValueError:
        return text
