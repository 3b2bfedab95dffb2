"""The opening of a press: pull, identity, questions, and the save that must come before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from addin.actions import words
from addin.actions.adoption.colours import with_tags
from addin.actions.adoption.doubts import DOUBTFUL, doubtful_notes, doubtful_question, without_doubtful
from addin.actions.adoption.reading import seen
from addin.actions.adoption.writing import history_marks, row_operations
from addin.actions.books import (
    block_of,
    book_state,
    carried,
    found_place,
    refused,
    state_operation,
)
from addin.actions.closing import Closing, end_sheet
from addin.actions.press import sheet_needs
from addin.actions.pulls import epoch_of, is_other_server, pull
from addin.actions.sending import chunk_needs
from addin.actions.tables import header_operations
from addin.bridge import messages as m
from sync.protocol.messages import SyncRequest
from sync.rows.changes import take_changes
from sync.rows.keys import new_key, new_keys
from sync.rows.minting import mint
from sync.rows.missing import missing, missing_choices, missing_question, remember
from sync.rows.plan import chunks, plan_press
from sync.rows.words import CANCEL_ALL, MINE, ONLY_HIDE, PUT_BACK, THEIRS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.actions.adoption.reading import Seen
    from addin.actions.press import Press
    from addin.actions.pulls import Pulled
    from addin.actions.tables import Place
    from addin.bridge.session import Session
    from sync.rows.missing import Kept
    from sync.rows.plan import Plan
    from sync.rows.sheet import Reading
    from sync.rows.state import BookState

CHUNK_ROWS = 500
"""Rows a request: others who need the same products, or on SQLite anything, wait that long, half a second."""
PREFERENCES = {"mine": MINE, "theirs": THEIRS}
MOST_SEEN = 500
"""Changes of others that a press carries on; after more of them it closes with the whole sheet."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet as a press found it (`known`) and what it will do: after keys, changes of others, choices."""

    place: Place
    state: BookState
    pulled: Pulled
    known: Seen
    after: Reading
    plan: Plan
    gone: Mapping[str, Kept]
    restore: bool

    @property
    def before(self) -> Reading:
        """Return the sheet as it stands."""
        return self.known.reading


def open_sheet(snapshot: m.Snapshot, press: Press, session: Session) -> m.BridgeReply:
    """Mint, ask what must be asked, and have everything saved; then the first chunk goes out."""
    sheet = press.sheets[0]
    place = found_place(snapshot, sheet)
    if isinstance(place, m.BridgeReply):
        return place
    opened = look(snapshot, place, session)
    asked = _questions(opened, session)
    if asked:
        return m.BridgeReply([*asked], more=m.More(sheet_needs(press, snapshot), press))
    if words.NO in {session.answers.get("restore"), session.answers.get("brake")}:
        return refused(words.STOPPED(why=words.NOT_CONFIRMED()), code="not_confirmed")
    return _opened(snapshot, press, opened, session)


def look(snapshot: m.Snapshot, place: Place, session: Session) -> Opened:
    """Return the sheet with keys and with what others changed; nothing is written and nothing sent."""
    state = book_state(snapshot)
    state = state if state.book else replace(state, book=new_key())
    view = state.view(place.memory)
    request = SyncRequest(book=state.book, scope="book", cursor=view.cursor)
    pulled = pull(session, place.spec.name, request)
    restore = is_other_server(state, place.memory, pulled)
    known = seen(snapshot, place, session, book=state.book)
    before = known.reading
    prefer = PREFERENCES.get(session.options.get("prefer", ""), "")
    # Before the server has seen what the sheet holds, nothing on it is written over: it may have lost that.
    changes = [] if restore else pulled.changes
    gone_rows = [] if restore else pulled.gone(before)
    after = take_changes(mint(before, keys=new_keys(), prefer=prefer), changes, gone_rows)
    after = with_tags(after, known.painted)
    after = mint(after, keys=new_keys(), prefer=prefer) if prefer else after
    # Of a list that is told whole nothing can be lost: what waits is told again.
    gone = {} if restore or pulled.complete else missing(after, view.kept)
    plan = plan_press(after, restore=restore)
    return Opened(place, state, pulled, known, after, plan, gone, restore)


def _questions(opened: Opened, session: Session) -> list[m.Ask]:
    """Return what must be answered before anything is sent and was not yet."""
    confirmed = bool(session.options.get("yes"))
    asked = []
    if opened.restore and not confirmed:
        asked.append(m.Ask("restore", words.OTHER_SERVER(), [words.RESTORE, words.NO]))
    if opened.gone:
        choices = list(missing_choices(opened.after.columns))
        asked.append(m.Ask("missing", missing_question(opened.gone), choices, ONLY_HIDE))
    if opened.plan.brake and not confirmed:
        asked.append(m.Ask("brake", opened.plan.brake_question, [words.YES, words.NO]))
    if not confirmed and (doubt := doubtful_question(opened.after, opened.plan, opened.known.facts)):
        asked.append(doubt)
    return [question for question in asked if question.id not in session.answers]


def _opened(snapshot: m.Snapshot, press: Press, opened: Opened, session: Session) -> m.BridgeReply:
    if session.answers.get(DOUBTFUL) == words.NOT_YET:
        opened = without_doubtful(opened)
    _fill(press, opened, session)
    block, place = block_of(snapshot, press.sheets[0]), opened.place
    writes = [
        *header_operations(block, place),
        *row_operations(opened.before, opened.after, place, opened.known),
        *doubtful_notes(opened),
        *history_marks(place, opened.known, block),
        *(
            [m.Message(words.MISSING_COLUMNS(words="、".join(place.missing)), "warning")]
            if place.missing
            else []
        ),
    ]
    if press.step == "close" and press.at_once:
        closing = Closing(opened.state, opened.pulled, remember(opened.after), writes)
        return end_sheet(snapshot, press, session, closing)
    state = _begun(opened, press)
    save = [m.Save()] if press.step == "send" else []
    needs = chunk_needs(press, snapshot) if press.chunks else sheet_needs(press, snapshot)
    light = bool(press.chunks) and not press.cancel and not press.at_once
    written = [*writes, *state_operation(snapshot, state, {}), *save]
    return m.BridgeReply(written, more=m.More(needs, press, light=light))


def _begun(opened: Opened, press: Press) -> BookState:
    """Return the state with the submission that is about to be sent, and the rows there are.

    A press that closes with the whole sheet remembers them then.
    """
    name = opened.place.memory
    view = opened.state.view(name)
    if press.step == "send":
        view = replace(view, submission=press.submission)
    if press.at_once and (kept := remember(opened.after)) != view.kept:
        view = replace(view, kept=kept)
    return replace(opened.state, views={**opened.state.views, name: view})


def _fill(press: Press, opened: Opened, session: Session) -> None:
    """Put into the carry what the next steps need."""
    view = opened.state.view(opened.place.memory)
    press.place = carried(opened.place)
    press.cursor = opened.pulled.cursor
    press.server, press.epoch = opened.pulled.server, opened.pulled.epoch
    press.restore = opened.restore
    press.since = epoch_of(opened.state, opened.place.memory, opened.pulled)
    answer = session.answers.get("missing")
    press.cancel = list(opened.gone) if answer == CANCEL_ALL else []
    press.put_back = list(opened.gone) if answer == PUT_BACK else []
    parts = chunks(opened.plan.outgoing, size=CHUNK_ROWS)
    press.chunks = [[one.number for one in part] for part in parts]
    press.total = len(opened.plan.outgoing)
    press.wrote = int(view.submission is not None)  # a press begun earlier may have written already
    press.submission = view.submission or new_key()
    press.step = "send" if press.chunks or press.cancel else "close"
    press.at_once = _may_end_at_once(press, opened)
    press.seen = {change.key: change.rev for change in opened.pulled.changes} if press.at_once else {}
    left_alone = (("unfinished", opened.plan.unfinished), ("doubtful", opened.plan.doubtful))
    press.count((word, len(numbers)) for word, numbers in left_alone)


def _may_end_at_once(press: Press, opened: Opened) -> bool:
    """Tell whether the press need not look at the whole sheet again to end.

    It must where rows are to be put back or taken off the server, and where what is there may be lost.
    """
    special = opened.restore or opened.pulled.complete or press.cancel or press.put_back
    return len(press.chunks) <= 1 and not special and len(opened.pulled.changes) <= MOST_SEEN
