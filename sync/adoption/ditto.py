"""Cells that say nothing of their own: marks for what stands above, and errors of formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from sync.fields.values import Cell

_DITTO = re.compile(
    r"""["'`”“″〃＂]{1,2}|[,，]{2}|-\s*["”“″〃]\s*-|同上行?|同前|同右?上|ditto|do\.|〃+|…+|↑+""",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)|Err:\d+", re.IGNORECASE
)
_LONGEST = 14


def is_ditto(cell: Cell) -> TypeGuard[str]:
    """Tell whether a cell means the one above: `"`, `〃`, 同上."""
    return isinstance(cell, str) and len(cell) <= _LONGEST and _DITTO.fullmatch(cell.strip()) is not None


def is_error(cell: Cell) -> TypeGuard[str]:
    """Tell whether a cell shows that its formula failed."""
    return isinstance(cell, str) and len(cell) <= _LONGEST and _ERROR.fullmatch(cell.strip()) is not None
