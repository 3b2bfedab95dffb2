"""What a press of 同步 carries from call to call, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from addin.actions.books import PlaceCarry, place_from, whole
from addin.actions.counts import LogFacts, log_needs, summary, summary_level
from addin.bridge import messages as m

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addin.actions.tables import Place
    from addin.bridge.session import Session


class Press(msgspec.Struct):
    """A press under way: `sheets` still to be done, the first in hand; `chunks` are row numbers to send.

    `counts` and `rows` are of the whole press, `answered` and what is below it of the sheet in hand, but for
    `submissions`; `since` is the epoch that its revisions are of; `wrote` counts rows whose answer says that
    they changed something, or may have before. `at_once`: the call that sends the one chunk there is may end
    the press, as long as nobody has changed rows meanwhile but those that it read; `seen` are the revisions
    the opening was told of, which may be told again.
    """

    step: str
    sheets: Annotated[list[str], msgspec.Meta(min_length=1)]
    started: float
    counts: dict[str, int] = {}
    rows: int = 0
    answered: int = 0
    wrote: int = 0
    submissions: list[str] = []
    place: PlaceCarry | None = None
    submission: str = ""
    cursor: str | None = None
    server: str = ""
    epoch: int = 0
    restore: bool = False
    since: int = 0
    cancel: list[str] = []
    put_back: list[str] = []
    chunks: list[list[int]] = []
    total: int = 0
    sent: int = 0
    noted: int = 0
    at_once: bool = False
    seen: dict[str, int] = {}

    def count(self, counts: Iterable[tuple[str, int]]) -> None:
        """Add to what was counted."""
        for name, number in counts:
            self.counts[name] = self.counts.get(name, 0) + number

    def where(self) -> Place:
        """Return where the view in hand stands. Raises ValidationError when the carry does not say."""
        if self.place is None:
            raise msgspec.ValidationError("no place in the carry")
        return place_from(self.place)

    def seconds(self, session: Session) -> float:
        """Return how long the press has taken."""
        return max(0.0, session.now().timestamp() - self.started)

    def facts(self, session: Session) -> LogFacts:
        """Return what 同步记录 says of the press."""
        return LogFacts(self.counts, self.rows, self.seconds(session), " ".join(self.submissions))


def next_sheet(press: Press, snapshot: m.Snapshot) -> m.More | None:
    """Return the call that opens the next sheet; None when all are done."""
    left = press.sheets[1:]
    if not left:
        return None
    fresh = Press(
        step="open",
        sheets=left,
        started=press.started,
        counts=press.counts,
        rows=press.rows,
        submissions=press.submissions,
    )
    return m.More(sheet_needs(fresh, snapshot), fresh)


def ended(press: Press, session: Session, *, action: str) -> tuple[m.Message, dict[str, Any]]:
    """Return the last message of a press and its outcome."""
    seconds = press.seconds(session)
    message = m.Message(summary(press.counts, seconds), summary_level(press.counts))
    outcome = {
        "action": action,
        "counts": {name: number for name, number in press.counts.items() if number},
        "submission": press.submissions[-1] if press.submissions else None,
        "submissions": press.submissions,
        "seconds": round(seconds, 3),
        "rows_per_second": round(press.rows / seconds, 1) if seconds else None,
    }
    return message, outcome


def sheet_needs(press: Press, snapshot: m.Snapshot) -> list[m.Need]:
    """Return what a call reads that looks at the whole sheet in hand and may be the last on it."""
    return [whole(snapshot, press.sheets[0]), *ending_needs(press, snapshot)]


def ending_needs(press: Press, snapshot: m.Snapshot) -> list[m.Need]:
    """Return what the last call on a sheet reads beside its rows."""
    return [] if press.sheets[1:] else log_needs(snapshot)
