"""How much of a person's file is read: more than any order book holds, less than a computer chokes on."""

from __future__ import annotations

MOST_CELLS = 8_000_000
MOST_ROWS = 400_000
MOST_COLUMNS = 1_000
MOST_MERGED_COLUMNS = 1_000_000


class TooMuchError(Exception):
    """A sheet holds more than any order book does; `what` says of what."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
