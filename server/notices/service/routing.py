"""By which way each thing in the outbox goes, in which words, and what is told of what cannot go."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from server.accounts.store import load_people
from server.notices.contract import Event, Kind
from server.notices.rules.batches import Item
from server.notices.rules.letters import CardChange, Letter, Way, digest, page_of
from server.notices.rules.outcomes import State
from server.notices.rules.words import WORDS, told
from server.notices.service.posting import GROUP, UPDATE, quiet_hours
from server.notices.store import outbox

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.accounts.store import Person
    from server.notices.store.inbox import Notice
    from server.notices.store.outbox import Due

APP, MAIL, ROBOT = "wecom", "mail", "robot"
GROUP_ADDRESS = "group"
ADMINISTRATOR = "admin"
_content = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways that are set up, the preferred first, and the public address of the server."""

    ways: Sequence[Way]
    url: str | None = None

    def by_name(self) -> dict[str, Way]:
        """Return the ways by their names."""
        return {way.name: way for way in self.ways}


@dataclass(frozen=True, slots=True)
class Routed:
    """What can go out now, what has to wait until when, and what will not go out at all, by its end."""

    items: list[Item] = field(default_factory=list)
    later: dict[str, dt.datetime] = field(default_factory=dict)
    ended: defaultdict[State, list[str]] = field(default_factory=lambda: defaultdict(list))


def route(conn: Connection, due: Sequence[Due], ways: Ways, *, now: dt.datetime) -> Routed:
    """Return by which way each thing goes. Changing a card disturbs nobody: it goes in quiet hours too."""
    quiet, resting = quiet_hours(conn), outbox.load_resting(conn, now=now)
    people = {one.name: one for one in load_people(conn, names={each.person for each in due if each.person})}
    found = Routed()
    for each in due:
        allowed = now if each.purpose == UPDATE else quiet.after(now, urgent=each.urgent)
        box = _box(each, people.get(each.person or ""), ways)
        if isinstance(box, State):
            found.ended[box].append(each.key)
        elif allowed > now or box[0] in resting:
            found.later[each.key] = max(allowed, resting.get(box[0], now))
        else:
            found.items.append(Item(each.key, box, alone=each.purpose == UPDATE))
    return found


def going_out(
    due: Sequence[Due], notices: Mapping[str, Notice], *, address: str, url: str | None
) -> Letter | CardChange:
    """Return the message that carries what is due: one thing in full, several as a digest."""
    first = due[0]
    if first.purpose == UPDATE:
        content = _content(first.content)
        return CardChange(address, content["code"], content["words"])
    if len(due) > 1:
        return digest(first.key, address, [told(*_event(each, notices)) for each in due], url=url)
    kind, facts = _event(first, notices)
    words = told(kind, facts)
    rev = notices[first.notice].subject_rev if first.notice else None  # a button decides what was shown
    return Letter(
        key=first.key,
        address=address,
        title=words.title,
        body=words.body,
        rows=words.rows,
        link=page_of(facts.get("order_no"), url=url),
        asks=WORDS[kind].asks and rev is not None,
        rev=rev,
    )


def failures(dead: Iterable[Due], detail: str = "") -> list[Event]:
    """Return what administrators are told of what reached nobody; that this did not reach them, they see."""
    return [
        _alarm(
            f"dead/{due.key}",
            due.key,
            {"recipient": due.person or "群机器人", "detail": detail or due.detail or ""},
        )
        for due in dead
        if due.purpose != UPDATE and due.kind != Kind.NOT_DELIVERED
    ]


def stopped(way: str, detail: str, *, now: dt.datetime) -> Event:
    """Return what administrators are told, once a day, of a way that is shut."""
    return _alarm(f"stopped/{way}/{now.date()}", way, {"recipient": way, "detail": detail})


def _alarm(name: str, subject: str, facts: dict[str, str]) -> Event:
    return Event(kind=Kind.NOT_DELIVERED, subject=subject, dedupe=name, roles=(ADMINISTRATOR,), facts=facts)


def _box(due: Due, person: Person | None, ways: Ways) -> tuple[str, str] | State:
    """Return the way and the address there, or how it ends without one."""
    if due.purpose == UPDATE:
        return (APP, _content(due.content)["address"]) if APP in ways.by_name() else State.VOID
    crossed = due.crossed_out.split()
    if due.purpose == GROUP:
        addresses = {ROBOT: GROUP_ADDRESS}
    elif person is None:  # switched off since
        return State.VOID
    else:
        addresses = {APP: person.wecom_id or "", MAIL: person.email or ""}
    for way in ways.ways:
        if way.name not in crossed and addresses.get(way.name):
            return way.name, addresses[way.name]
    return State.DEAD if crossed else State.KEPT


def _event(due: Due, notices: Mapping[str, Notice]) -> tuple[Kind, Mapping[str, str]]:
    if due.notice:
        return Kind(notices[due.notice].kind), notices[due.notice].facts
    content = _content(due.content)
    return Kind(content["kind"]), content["facts"]
