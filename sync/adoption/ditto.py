"""Marks by which people say that a cell holds what stands above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from sync.fields.values import Cell

_DITTO = re.compile(
    r"""["'`”“″〃＂]{1,2}|[,，]{2}|-\s*["”“″〃]\s*-|同上行?|同前|同右?上|ditto|do\.|〃+|…+|↑+""",
    re.IGNORECASE,
)
_LONGEST = 8


def is_ditto(cell: Cell) -> TypeGuard[str]:
    """Tell whether a cell means the one above: `"`, `〃`, 同上."""
    return isinstance(cell, str) and len(cell) <= _LONGEST and _DITTO.fullmatch(cell.strip()) is not None
