"""Decisions that come in over cards: each press counts once, for the person who made it, with his rights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.accounts.store import load_person_of_wecom
from server.errors import AppError
from server.notices.contract import Decision, Event, Kind, Ruling, Verdict
from server.notices.rules.reasons import REASONS
from server.notices.service.posting import post
from server.notices.store import calls

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from server.notices.contract import Decide

DECISIONS = {"approve": Decision.APPROVE, "reject": Decision.REJECT}
DONE = {Decision.APPROVE: "已同意", Decision.REJECT: "已驳回"}
GONE = "卡片已失效"
NO_USER = "您的企业微信账号没有对应的用户，请找管理员"
NO_REASON = "没有驳回：请先在卡片上选驳回原因，或者打开页面填写原因"
_BUTTON = re.compile(r"(approve|reject):(\d{0,9})")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button pressed on a card; `key` is the same whenever the same press is told again."""

    key: str
    member: str
    button: str
    task: str
    code: str | None
    reason: str | None


def decide_pressed(conn: Connection, pressed: Pressed, decide: Decide, *, now: dt.datetime) -> str:
    """Decide what was pressed, and return what its button shall show; empty: it stays as it is.

    Told again, it returns what it returned before and decides nothing.
    """
    if not calls.claim_call(conn, pressed.key, subject=pressed.task, at=now):
        return calls.load_answer(conn, pressed.key)
    words = _words(conn, pressed, decide, now=now)
    calls.save_answer(conn, pressed.key, words)
    return words


def _words(conn: Connection, pressed: Pressed, decide: Decide, *, now: dt.datetime) -> str:
    card = calls.load_card(conn, pressed.task)
    found = _BUTTON.fullmatch(pressed.button)
    if card is None or found is None:
        return GONE
    if pressed.code:
        calls.renew_code(conn, card.key, pressed.code)
    if card.settled:
        return card.settled
    user = load_person_of_wecom(conn, pressed.member)
    if user is None:
        return NO_USER
    ruling = Ruling(
        key=card.subject,
        decision=DECISIONS[found[1]],
        user=user.name,
        comment=REASONS.get(pressed.reason or ""),
        rev=int(found[2]) if found[2] else None,
    )
    return _rule(conn, ruling, decide, name=pressed.key, now=now)


def _rule(conn: Connection, ruling: Ruling, decide: Decide, *, name: str, now: dt.datetime) -> str:
    if ruling.decision is Decision.REJECT and not ruling.comment:
        verdict = Verdict(False, NO_REASON)  # noqa: FBT003 - reads as what it is
    else:
        verdict = _verdict(conn, ruling, decide, now=now)
    if verdict.counts:
        return DONE[ruling.decision]
    refused = Event(
        kind=Kind.RULING_REFUSED,
        subject=ruling.key,
        dedupe=f"refused/{name}",
        users=(ruling.user,),
        facts={"detail": verdict.sentence},
    )
    post(conn, [refused], now)
    return calls.load_settled(conn, ruling.key, person=ruling.user)


def _verdict(conn: Connection, ruling: Ruling, decide: Decide, *, now: dt.datetime) -> Verdict:
    """Return the verdict; what a use case refuses as a whole is one too, and leaves nothing behind."""
    try:
        with conn.begin_nested():
            return decide(conn, ruling, now)
    except AppError as error:
        if error.status >= AppError.status:  # busy or broken: the press is told again and decided then
            raise
        return Verdict(counts=False, sentence=error.detail or error.title)
