"""Telling: from events to notices and the outbox, in the transaction of the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from server.accounts.rules import fold_name
from server.accounts.store import load_people
from server.db.commits import stamp
from server.db.keys import new_key
from server.masterdata import service as masterdata
from server.notices.rules.hours import Quiet
from server.notices.rules.outcomes import State
from server.notices.rules.words import WORDS, settled_words, told
from server.notices.store import inbox

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.accounts.store import Person
    from server.notices.contract import Event

ASKING = frozenset(kind for kind, wording in WORDS.items() if wording.asks)
TELL, GROUP, UPDATE = "tell", "group", "update"
_encode = msgspec.json.encode


def post(conn: Connection, events: Sequence[Event], now: dt.datetime) -> None:
    """Write the notices of events and what is to be sent; a fixed number of statements for any number.

    Implements `contract.Sink`. Whoever was told of an event under its name is left out; events that settle
    take effect on what was told before them, here or earlier.
    """
    if not events:
        return
    _settle(conn, events, now=now)
    people = load_people(
        conn,
        names={name for event in events for name in event.users},
        roles={role for event in events for role in event.roles},
    )
    written = stamp(conn)
    rows = [_row(event, name, now=now) for event in events for name in _recipients(event, people)]
    overtaken = _overtaken(events)
    for row in rows:
        words = overtaken.get((_event_name(row), row["subject"]))
        row.update(stamp=written, settled=words, settled_at=now if words else None)
    quiet = quiet_hours(conn)
    new = inbox.save_new(conn, rows)
    by_name = {event.dedupe: event for event in events}
    tellings = [
        _delivery_of(by_name[_event_name(row)], TELL, row["natural"], notice=row["key"], when=(quiet, now))
        for row in rows
        if row["key"] in new and row["settled_at"] is None
    ]
    loud = [event for event in events if WORDS[event.kind].group]
    inbox.insert_deliveries(
        conn,
        tellings
        + [_delivery_of(event, GROUP, event.dedupe, notice=None, when=(quiet, now)) for event in loud],
    )


def quiet_hours(conn: Connection) -> Quiet:
    """Return the stretch of the day in which nothing is sent."""
    rules = masterdata.rules(conn)
    return Quiet(*rules.quiet_hours, urgent_breaks=rules.urgent_breaks_quiet)


def delivery(
    purpose: str, name: str, *, notice: str | None, due_at: dt.datetime, **more: Any
) -> dict[str, Any]:
    """Return a row of the outbox."""
    return {
        "key": new_key(),
        "dedupe": f"{purpose}\n{name}",
        "purpose": purpose,
        "notice": notice,
        "content": "",
        "urgent": False,
        "state": State.WAITING,
        "due_at": due_at,
        "tries": 0,
        "crossed_out": "",
        **more,
    }


def update_card(card: Any, words: str, *, at: dt.datetime, code: str | None = None) -> dict[str, Any]:
    """Return the row of the outbox that shows on a card how it was settled; each code works once."""
    unlocking = code or card.code
    content = _encode({"code": unlocking, "words": words, "address": card.address}).decode()
    return delivery(UPDATE, f"{card.key}/{unlocking}", notice=card.notice, due_at=at, content=content)


def _settle(conn: Connection, events: Sequence[Event], *, now: dt.datetime) -> None:
    """Settle what was told of these subjects before: what is unsent is not sent, cards lose their buttons."""
    words = {event.subject: settled_words(event.kind, event.facts) for event in events if _settles(event)}
    if not words:
        return
    settled = inbox.settle(conn, words, kinds=ASKING, at=now)
    if not settled:
        return
    inbox.save_words(conn, {key: words[subject] for key, subject in settled.items()})
    inbox.void_waiting(conn, settled, at=now)
    cards = inbox.load_cards(conn, settled)
    inbox.insert_deliveries(conn, [update_card(card, words[settled[card.notice]], at=now) for card in cards])


def _settles(event: Event) -> bool:
    return WORDS[event.kind].settles


def _overtaken(events: Sequence[Event]) -> dict[tuple[str, str], str]:
    """Return the words of what is settled further down in the same set, by event and subject."""
    found: dict[tuple[str, str], str] = {}
    settling: dict[str, str] = {}
    for event in reversed(events):
        if event.kind in ASKING and event.subject in settling:
            found[event.dedupe, event.subject] = settling[event.subject]
        if _settles(event):
            settling[event.subject] = settled_words(event.kind, event.facts)
    return found


def _recipients(event: Event, people: Iterable[Person]) -> list[str]:
    asked = {fold_name(name) for name in event.users}
    return [one.name for one in people if fold_name(one.name) in asked or one.role in event.roles]


def _row(event: Event, person: str, *, now: dt.datetime) -> dict[str, Any]:
    words = told(event.kind, event.facts)
    return {
        "key": new_key(),
        "rev": 1,
        "ended": False,
        "natural": f"{person}\n{event.dedupe}",
        "person": person,
        "kind": event.kind,
        "subject": event.subject,
        "subject_rev": event.rev,
        "at": now,
        "title": words.title,
        "order_no": event.facts.get("order_no"),
        "body": words.body,
        "facts": _encode(dict(event.facts)).decode(),
        "read": False,
    }


def _event_name(row: Mapping[str, Any]) -> str:
    return str(row["natural"]).partition("\n")[2]


def _delivery_of(
    event: Event, purpose: str, name: str, *, notice: str | None, when: tuple[Quiet, dt.datetime]
) -> dict[str, Any]:
    quiet, now = when
    due_at = quiet.after(max(now, event.not_before or now), urgent=event.urgent)
    content = "" if notice else _encode({"kind": event.kind, "facts": dict(event.facts)}).decode()
    return delivery(purpose, name, notice=notice, due_at=due_at, urgent=event.urgent, content=content)
