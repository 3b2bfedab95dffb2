"""Operations put into a file as a press does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.bridge import messages as m
from addin.hosts.file import FileHost

if TYPE_CHECKING:
    from pathlib import Path


def pressed(path: Path, *operations: m.Operation) -> None:
    """Apply operations and save."""
    host = FileHost(path)
    for operation in (*operations, m.Save()):
        host.apply(operation)


def put(row: int, column: int, value: m.Cell) -> m.Put:
    """Return the operation that writes one cell."""
    return m.Put(m.Range("订单", row, column, row, column), [[value]])
