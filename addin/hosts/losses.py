"""What a press would spoil although it keeps every part: what vouches for the whole file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LOSSES = (
    ("数字签名", re.compile(r"_xmlsignatures/", re.IGNORECASE)),
    ("共享修订记录", re.compile(r"xl/(revisions|userNames)", re.IGNORECASE)),
)
"""Words for a person, names of the parts: any change breaks a signature, and a log of revisions would lie."""


def losses(parts: Iterable[str]) -> list[str]:
    """Return what writing into the workbook would spoil, in words."""
    names = list(parts)
    return [words for words, pattern in LOSSES if any(pattern.match(name) for name in names)]
