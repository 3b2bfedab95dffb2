"""Sending: what is due is claimed in one transaction, sent outside of any, and accounted for in another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from server.db.keys import new_key
from server.db.session import reading, writing
from server.notices.rules.batches import batches
from server.notices.rules.letters import Letter
from server.notices.rules.outcomes import Fate, Outcome, State, follow
from server.notices.service.posting import post, update_card
from server.notices.service.routing import Ways, failures, going_out, route, stopped
from server.notices.store import inbox, outbox

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from server.notices.rules.batches import Batch
    from server.notices.rules.letters import CardChange, Way
    from server.notices.store.outbox import Due

LEASE = dt.timedelta(minutes=5)
"""Who claimed has so long to send; what is not accounted for then was claimed by somebody who is gone."""
AT_ONCE = 20
ROUNDS = 20
LONGEST_TRY = dt.timedelta(seconds=30)
TOO_LATE = Outcome(fate=Fate.FAILED, detail="轮到时太晚 (its turn came too late)")
INTERRUPTED = Outcome(fate=Fate.UNKNOWN, detail="发送时中断，不知道是否已送到 (it may have arrived)")
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What this worker alone may send until `until`, in batches; `message` names each batch."""

    until: dt.datetime
    batches: Sequence[tuple[str, Batch]]
    due: Mapping[str, Due] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tried:
    """How a try by a way ended; `repeatable` is the way's."""

    way: str
    outcome: Outcome
    repeatable: bool


def deliver(engine: Engine, ways: Ways, clock: Clock) -> int:
    """Send what is due, as far as the ways take it now; return how many messages went out."""
    sent = 0
    for _ in range(ROUNDS):
        with writing(engine) as conn:
            claimed = claim(conn, ways, now=clock())
        if not claimed.batches:
            break
        with reading(engine) as conn:
            letters = _letters(conn, claimed, ways)
        for message, batch in claimed.batches:
            late = clock() + LONGEST_TRY > claimed.until
            way = ways.by_name()[batch.box[0]]
            outcome = TOO_LATE if late else _try(way, letters[message])
            tried = Tried(way.name, outcome, repeatable=way.repeatable)
            with writing(engine) as conn:
                account(conn, message, [claimed.due[key] for key in batch.keys], tried=tried, now=clock())
            sent += outcome.fate is Fate.SENT
    return sent


def claim(conn: Connection, ways: Ways, *, now: dt.datetime) -> Claimed:
    """Take what is due and can go out now; nobody else has it until the lease is over."""
    outbox.lock_claims(conn)
    _find_abandoned(conn, ways, now=now)
    due = outbox.load_due(conn, now=now)
    if not due:
        return Claimed(now, ())
    routed = route(conn, due, ways, now=now)
    for state, keys in routed.ended.items():
        outbox.save_steps(conn, [{"key": key, "state": state, "done_at": now} for key in keys])
    outbox.save_steps(conn, [{"key": key, "due_at": until} for key, until in routed.later.items()])
    post(conn, failures(each for each in due if each.key in routed.ended[State.DEAD]), now)
    recent = outbox.load_recent(conn, now=now)
    made = [(new_key(), batch) for batch in batches(routed.items, recent, most=AT_ONCE)]
    by_key = {each.key: each for each in due}
    outbox.save_steps(conn, [_claimed(by_key[key], pair, now=now) for pair in made for key in pair[1].keys])
    taken = {key: by_key[key] for _, batch in made for key in batch.keys}
    return Claimed(now + LEASE, made, taken)


def account(conn: Connection, message: str, due: Sequence[Due], *, tried: Tried, now: dt.datetime) -> None:
    """Write down what became of a message; nothing when its lease was over and somebody else had it."""
    outbox.lock_claims(conn)
    ours = outbox.load_still_claimed(conn, [each.key for each in due], message=message)
    _write_down(conn, [each for each in due if each.key in ours], tried, now=now)


def _write_down(conn: Connection, due: Sequence[Due], tried: Tried, *, now: dt.datetime) -> None:
    outcome, way = tried.outcome, tried.way
    nexts = {
        each.key: follow(outcome, tries=each.tries + 1, repeatable=tried.repeatable, now=now) for each in due
    }
    outbox.save_steps(
        conn,
        [
            {
                "key": each.key,
                "state": found.state,
                "due_at": found.due_at,
                "tries": 0 if found.crossed_out else each.tries + found.counts,
                "crossed_out": f"{each.crossed_out} {way}".strip() if found.crossed_out else each.crossed_out,
                "detail": outcome.detail or None,
                "code": outcome.code,
                "done_at": None if found.state is State.WAITING else now,
            }
            for each in due
            for found in [nexts[each.key]]
        ],
    )
    rests = [found.rest_until for found in nexts.values() if found.rest_until]
    if rests:
        outbox.rest(conn, way, until=max(rests), detail=outcome.detail)
    if outcome.fate is Fate.SENT and outcome.code:
        _change_settled(conn, due, now=now)
    alarms = failures((each for each in due if nexts[each.key].state is State.DEAD), outcome.detail)
    if outcome.fate is Fate.STOPPED:
        alarms.append(stopped(way, outcome.detail, now=now))
    post(conn, alarms, now)


def _find_abandoned(conn: Connection, ways: Ways, *, now: dt.datetime) -> None:
    """Account for what a worker claimed that is gone: whether it sent it, nobody knows."""
    by_name = ways.by_name()
    for each in outbox.load_abandoned(conn, before=now - LEASE):
        way = by_name.get(each.way or "")
        tried = Tried(each.way or "", INTERRUPTED, repeatable=way is not None and way.repeatable)
        _write_down(conn, [each], tried, now=now)


def _change_settled(conn: Connection, due: Sequence[Due], *, now: dt.datetime) -> None:
    """Change cards of what was settled while they were on their way."""
    notices = inbox.load_notices(conn, [each.notice for each in due if each.notice])
    settled = [notice for notice in notices.values() if notice.settled]
    cards = inbox.load_cards(conn, [notice.key for notice in settled])
    words = {notice.key: notice.settled or "" for notice in settled}
    inbox.insert_deliveries(conn, [update_card(card, words[card.notice], at=now) for card in cards])


def _claimed(due: Due, made: tuple[str, Batch], *, now: dt.datetime) -> dict[str, Any]:
    message, batch = made
    return {
        "key": due.key,
        "state": State.CLAIMED,
        "way": batch.box[0],
        "address": batch.box[1],
        "message": message,
        "claimed_at": now,
    }


def _try(way: Way, going: Letter | CardChange) -> Outcome:
    return way.send(going) if isinstance(going, Letter) else way.change(going)


def _letters(conn: Connection, claimed: Claimed, ways: Ways) -> dict[str, Letter | CardChange]:
    """Return what goes out, by message."""
    notices = inbox.load_notices(conn, [each.notice for each in claimed.due.values() if each.notice])
    made: dict[str, Letter | CardChange] = {}
    for message, batch in claimed.batches:
        due = [claimed.due[key] for key in batch.keys]
        made[message] = going_out(due, notices, address=batch.box[1], url=ways.url)
    return made
