"""Spellings that mean the same (width, case, spaces, brackets, dashes), and how a name sounds."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SAME = str.maketrans(
    {
        **dict.fromkeys("[{〔〈《「『【〖", "("),
        **dict.fromkeys("]}〕〉》」』】〗", ")"),
        **dict.fromkeys("‐‑‒–—―−－", "-"),
    }
)
_COMPANY = re.compile("(有限责任|股份有限|股份|有限)?公司$")
_TITLE = re.compile("[｜|]")


@lru_cache(maxsize=32_768)  # one name is folded ten times on its way through a push
def fold(text: str) -> str:
    """Return what two spellings of one name or code have in common."""
    plain = unicodedata.normalize("NFKC", text.translate(_SAME)).casefold().translate(_SAME)
    return "".join(plain.split())


def code_of(text: str) -> str:
    """Return the code of a dropdown entry `代码｜品名 规格`; any other text stays as it is."""
    return _TITLE.split(text, maxsplit=1)[0].strip()


def core(folded: str) -> str:
    """Return a folded company name without the words that all companies share."""
    return _COMPANY.sub("", folded) or folded


@lru_cache(maxsize=32_768)  # dropdowns of 20,000 names are made for every book: a second each without
def sound(folded: str) -> str:
    """Return how a folded name sounds, in pinyin without tones."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 54 MB, needed only when somebody searches or mistypes

    return "".join(lazy_pinyin(core(folded)))


def begins_like(folded: str, letters: str) -> bool:
    """Tell whether letters stand for the beginnings of syllables side by side: `jm` is in 不锈钢角码."""
    known = [_initials(letter) for letter in folded]
    starts = range(len(known) - len(letters) + 1)
    return any(all(letters[at] in known[start + at] for at in range(len(letters))) for start in starts)


@lru_cache(maxsize=16_384)
def _initials(letter: str) -> frozenset[str]:
    """Return with what the readings of a character begin; a letter or digit stands for itself."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - as above

    if letter.isascii():
        return frozenset(letter)
    (readings,) = pinyin(letter, style=Style.NORMAL, heteronym=True)
    return frozenset(reading[:1] for reading in readings)
