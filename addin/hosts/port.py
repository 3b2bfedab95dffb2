"""The port of a host with typed messages, and the adapter that lets the loop drive it with JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from addin.bridge.messages import Need, Operation
from sync.fields.texts import OUR_MARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.bridge.messages import Snapshot

NOTE_MARK = OUR_MARK
"""How notes of ours begin: LibreOffice forgets who wrote a note, so its text has to say it."""


class Host(Protocol):
    """A workbook in hand. Raises RefusedBookError when the book cannot be read or saved."""

    def snapshot(self, needs: Sequence[Need]) -> Snapshot:
        """Return the book's sheets, selection, state, and the blocks asked for."""

    def apply(self, operation: Operation) -> None:
        """Do one operation on the book; messages, questions and progress are not for it."""


@dataclass(frozen=True, slots=True)
class JsonBook:
    """A host as the loop knows it."""

    host: Host

    def snapshot(self, needs: list[Any]) -> dict[str, Any]:
        """Return the snapshot as JSON."""
        found: dict[str, Any] = msgspec.to_builtins(self.host.snapshot(msgspec.convert(needs, list[Need])))
        return found

    def apply(self, operation: dict[str, Any]) -> None:
        """Do an operation that came as JSON."""
        self.host.apply(msgspec.convert(operation, Operation))
