"""What people write behind a day (`11月3日前`, `(周二)`), and words in place of one (尽快, 下周三)."""

from __future__ import annotations

import re

_NOTES = re.compile(
    r"(?<!\s)\s*(?:之?以?前|左右|日?(?:出货|发货|交货|到货|交付|完成|要货|要|交|出)|[(（][^()（）]{1,8}[)）]|"
    r"(?:周|星期)[一二三四五六日天])+"
)
"""A whole run of notes: it reads in one way only and is not sought again from its middle (linear time)."""
_LONGEST = 40
"""A longer text is no day."""
_WORDS = re.compile(
    r"(上|中|下)旬|月底|月初|月中|年底|年前|节前|尽快|急|待定|待通知|现货|另议|分批|(下|本|这)(周|星期|月)|\d\s*(个)?(工作日|天|日)(内|左右)?|asap",
    re.IGNORECASE,
)


def without_notes(text: str) -> str:
    """Return a day without what is noted behind it."""
    plain = text.strip()
    if len(plain) > _LONGEST:
        return plain
    runs = (run for run in _NOTES.finditer(plain) if run.end() == len(plain))
    return plain[: run.start()] if (run := next(runs, None)) else plain


def is_day_word(text: str) -> bool:
    """Tell whether a text stands where a day would, without being one."""
    return _WORDS.search(text) is not None
