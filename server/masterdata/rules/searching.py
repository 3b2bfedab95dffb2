"""Which products a few typed letters mean: parts of code, name and specification, pinyin, its initials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from server.masterdata.rules.folding import begins_like, code_of, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 200
LEAST_INITIALS = 2
"""One letter alone would begin almost everything."""
_NO_MATCH = 9


class Heard(Struct, frozen=True, gc=False):
    """One text a product goes by; rank 0 is its code."""

    key: str
    natural: str
    rank: int
    folded: str
    sound: str


def words_of(text: str) -> list[str]:
    """Return the folded words of what was typed; of a dropdown entry the code alone."""
    readable = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST])
    return [folded for word in code_of(readable).split() if (folded := fold(word))]


def may_be_initials(word: str) -> bool:
    """Tell whether a word may stand for the first letters of pinyin."""
    return len(word) >= LEAST_INITIALS and word.isascii() and word.isalpha()


def best(words: Sequence[str], names: Iterable[Heard]) -> list[str]:
    """Return the keys of products of which every word is in one of the names, the best first.

    A code that is meant comes before one that begins so, then names that begin so, then what holds the words
    as written, then pinyin; among equals the order of codes.
    """
    by_key: dict[str, list[Heard]] = {}
    for name in names:
        by_key.setdefault(name.key, []).append(name)
    ranked = sorted(
        (sum(scores), known[0].natural, key)
        for key, known in by_key.items()
        if _NO_MATCH not in (scores := [min(_score(word, name) for name in known) for word in words])
    )
    return [key for _, _, key in ranked]


def _score(word: str, name: Heard) -> int:
    if word == name.folded:
        return 0 if name.rank == 0 else 2
    if name.folded.startswith(word):
        return 1 if name.rank == 0 else 3
    if word in name.folded:
        return 4
    if may_be_initials(word) and begins_like(name.folded, word):
        return 5
    return 6 if word.isascii() and word in name.sound else _NO_MATCH
