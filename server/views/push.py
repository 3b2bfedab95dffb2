"""Writing what a sheet changed: gather what is stored, decide by row, let the view apply, keep history."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from server.views import history, own
from server.views.contract import Applied, Sighted
from server.views.decide import Marks, Place, decide, refused_edit
from server.views.history import NewRevision
from server.views.identity import match_lost
from server.views.intake import HIGHEST_REV
from server.views.own import Owning
from server.views.prints import text_print, values_text
from server.views.store import add_book_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from server.views.access import Access
    from server.views.contract import Context, Delta, Stored, Touched, Written
    from server.views.decide import Case
    from server.views.intake import Sent


NOTHING_FILLED = values_text({})


@dataclass(frozen=True, slots=True)
class Press:
    """What a request says about its rows as a whole.

    `saved` is the place of the last submission whose answers the book kept (see `history.rows_made`). From
    the stamp `broken` on, history is not the one its revisions are of: a backup was restored.
    """

    context: Context
    saved: int | str = -1
    restore: bool = False
    broken: int | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """A case for each row in the order sent, what the view wrote by key, and the rows changed beside them.

    `own` is what was written, by key of the row, in columns of the actor's own.
    """

    cases: Sequence[Case]
    written: Mapping[str, Written]
    touched: Sequence[Touched] = ()
    own: Mapping[str, Delta] = field(default_factory=dict)


def push(conn: Connection, access: Access, sents: Sequence[Sent], *, press: Press) -> Pushed:
    """Write rows and their history; of a dry run the history is left out, the rest its caller takes back."""
    if press.broken is not None:
        sents = _believable(conn, access, sents, broken=press.broken)
    places = _gather(conn, access, sents, press=press)
    sighted = access.view.sighted if isinstance(access.view, Sighted) else frozenset[str]()
    marks = Marks(access.view.witness, sighted)
    cases = [decide(place, columns=access.columns, marks=marks, restore=press.restore) for place in places]
    edits = [case.edit for case in cases if case.edit]
    refused = tuple(refused_edit(case.place) for case in cases if case.refusal)
    context = replace(press.context, refused=refused)
    applied = access.view.apply(conn, edits, context) if edits else Applied(())
    written = {row.key: row for row in applied.written}
    beside = [row for row in applied.touched if row.view or row.key not in written]
    owned = dict(_own_changes(cases, written))
    if owned and isinstance(access.view, Owning):
        access.view.write_own(conn, owned, context)
    pushed = Pushed(cases, written, beside, owned)
    if not press.context.dry_run:
        _remember(conn, access, pushed, context=press.context)
    return pushed


def is_rejected(written: Written) -> bool:
    """Tell whether the view refused a row: then nothing of it was written."""
    return bool(written.problems) and any(found.level == "reject" for found in written.problems)


def is_changed(case: Case, written: Written) -> bool:
    """Tell whether the view wrote a row: a resolved alias or a command without effect leaves it as it was."""
    stored = case.place.stored
    return not is_rejected(written) and (stored is None or written.rev != stored.rev)


def _own_changes(cases: Sequence[Case], written: Mapping[str, Written]) -> Iterator[tuple[str, Delta]]:
    """Yield (key, changes) of rows with columns of the actor's own that are not refused otherwise."""
    for case in cases:
        if case.own and not (case.edit and is_rejected(written[case.edit.key])):
            stored = case.place.stored
            yield (stored.key if stored else case.place.sent.key), case.own


def _gather(conn: Connection, access: Access, sents: Sequence[Sent], *, press: Press) -> list[Place]:
    """Return each row beside what is stored for it, with as much history as its merge needs."""
    keys = [sent.key for sent in sents if sent.valid]
    firsts = history.lock_rows(conn, access.name, keys)
    stored = dict(access.view.find(conn, keys, access.actor))
    born = {
        sent.key: values_text(sent.filled(access.columns))
        for sent in sents
        if sent.valid and sent.key not in stored
    }
    new = {sent.key: born[sent.key] for sent in sents if sent.key in born and sent.rev is None}
    lost = _lost_keys(conn, access, new, keys=set(keys), press=press)
    if lost:
        firsts |= history.lock_rows(conn, access.name, list(lost.values()))
        found = access.view.find(conn, list(lost.values()), access.actor)
        stored |= {key: row for key, row in found.items() if row.visible}
        lost = {key: first for key, first in lost.items() if first in stored}
    known = {sent.key: lost.get(sent.key, sent.key) for sent in sents}
    bases = {
        known[sent.key]: 0 if sent.base == HIGHEST_REV else sent.base
        for sent in sents
        if _is_behind(sent, stored.get(known[sent.key]))
    }
    records = history.records_after(conn, access.name, bases)
    with_own = [known[sent.key] for sent in sents if sent.own]
    texts = own.kept(conn, access, [key for key in with_own if key in stored])
    return [
        Place(
            sent=sent,
            stored=stored.get(known[sent.key]),
            first_key=lost.get(sent.key),
            first=firsts.get(known[sent.key]),
            records=records.get(known[sent.key], ()),
            born=born.get(sent.key),
            own=texts.get(known[sent.key], own.NO_TEXTS),
        )
        for sent in sents
    ]


def _believable(conn: Connection, access: Access, sents: Sequence[Sent], *, broken: int) -> list[Sent]:
    """Return the rows; one sent with a revision that was lost, or made again since, has one that no row had.

    Every difference is then a conflict: a new revision of the same number is another text.
    """
    kept = history.revisions_before(conn, access.name, [sent.key for sent in sents], stamp=broken)
    return [
        msgspec.structs.replace(sent, rev=HIGHEST_REV) if (sent.rev or 0) > kept.get(sent.key, 0) else sent
        for sent in sents
    ]


def _is_behind(sent: Sent, stored: Stored | None) -> bool:
    return stored is not None and (sent.base < stored.rev or sent.base == HIGHEST_REV)


def _lost_keys(
    conn: Connection, access: Access, new: Mapping[str, bytes], *, keys: Collection[str], press: Press
) -> dict[str, str]:
    """Return the first keys of new rows that this book created before and forgot, by their keys now."""
    book = press.context.book
    prints = [(key, text_print(text)) for key, text in new.items() if text != NOTHING_FILLED]
    if not book or not prints:
        return {}
    made = history.rows_made(
        conn, access.name, book=book, prints={found for _, found in prints}, after=press.saved
    )
    forgotten = [
        (key, sent_print)
        for key, sent_print, submission in made
        if submission != press.context.submission and key not in keys
    ]
    return match_lost(prints, forgotten)


def _remember(conn: Connection, access: Access, pushed: Pushed, *, context: Context) -> None:
    """Keep the history of what was written, and that the rows are on this book."""
    history.keep(conn, access.name, list(_revisions(access, pushed)), context=context)
    history.keep_touched(conn, access.name, pushed.touched, context=context)
    if context.book:
        add_book_rows(conn, access.name, book=context.book, keys=list(_rows_on_book(pushed)))


def _revisions(access: Access, pushed: Pushed) -> Iterator[NewRevision]:
    for case in pushed.cases:
        edit = case.edit
        if edit is None or not is_changed(case, pushed.written[edit.key]):
            continue
        written = pushed.written[edit.key]
        secrets = access.columns.secrets and access.columns.secrets & written.delta.keys()
        yield NewRevision(
            key=edit.key,
            rev=written.rev or 1,
            delta={**written.delta, **dict.fromkeys(secrets, (None, None))} if secrets else written.delta,
            command_at=(case.place.sent.rev or 0) if edit.command else None,
            sent=case.place.born if edit.stored is None else None,
        )


def _rows_on_book(pushed: Pushed) -> Iterator[str]:
    for case in pushed.cases:
        if case.known:
            yield case.place.first_key or case.place.sent.key
        elif case.edit and not is_rejected(pushed.written[case.edit.key]):
            yield case.edit.key
