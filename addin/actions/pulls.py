"""What others changed: all pages of a pull, and whether the book still speaks with the same server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.protocol.messages import SyncRequest
from sync.rows.changes import gone_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addin.bridge.session import Session
    from sync.protocol.messages import Change
    from sync.rows.sheet import Reading
    from sync.rows.state import BookState

MOST_PAGES = 200


@dataclass(slots=True)
class Pulled:
    """Everything a pull brought, and the cursor to go on from."""

    server: str
    epoch: int
    cursor: str | None
    changes: list[Change] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    choices: dict[str, int] = field(default_factory=dict)
    complete: bool = False

    def gone(self, reading: Reading, *, but: Iterable[str] = ()) -> list[str]:
        """Return the keys of rows on the sheet that are out of sight, or listed no more."""
        missing = gone_from(reading, self.changes, but=but) if self.complete else []
        return [*self.removed, *missing]


def pull(session: Session, view: str, request: SyncRequest) -> Pulled:
    """Return all pages of a pull. Raises ApiError."""
    found: Pulled | None = None
    cursor = request.cursor
    for _ in range(MOST_PAGES):
        page = session.sync(
            view,
            SyncRequest(book=request.book, scope=request.scope, since=request.since, cursor=cursor),
        )
        found = found or Pulled(page.server, page.epoch, None)
        found.changes += page.changes
        found.removed += page.removed
        found.choices |= page.choices
        found.cursor = cursor = page.cursor
        found.complete = page.complete
        if not page.has_more:
            return found
    raise RuntimeError("a pull that never ends")


def is_other_server(state: BookState, view: str, pulled: Pulled) -> bool:
    """Tell whether a view was last synced with another server, or with this one before it was restored."""
    server, epoch = state.synced_with(view)
    return server is not None and (server, epoch) != (pulled.server, pulled.epoch)


def epoch_of(state: BookState, view: str, pulled: Pulled) -> int:
    """Return the epoch that the revisions on the sheet are of; 0 when they are another server's."""
    server, epoch = state.synced_with(view)
    if server is None:
        return pulled.epoch
    return (epoch or 0) if server == pulled.server else 0
