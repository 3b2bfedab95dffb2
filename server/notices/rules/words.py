"""The words of each kind of event, and which kinds ask for a decision or settle one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from server.notices.rules.events import Kind
from sync.fields.numbers import decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_BODY = 1_000
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Wording:
    """How an event is told: its title, and a sentence filled with its facts.

    `asks`: it wants a decision. `settles`: there is nothing more to decide about its subject. `group`: the
    group robot tells it too.
    """

    title: str
    english: str
    sentence: str
    asks: bool = False
    settles: bool = False
    group: bool = False


WORDS: dict[Kind, Wording] = {
    Kind.DECISION_WANTED: Wording("待您审批", "Your decision is wanted", "{step}", asks=True, group=True),
    Kind.DECISIONS_WANTED: Wording("一批订单待您审批", "Many decisions are wanted", "{step}", group=True),
    Kind.HANDED_ON: Wording(
        "转交给您审批", "Handed on to you", "{by} 转交：{comment}", asks=True, settles=True
    ),
    Kind.REMINDER: Wording("审批超时提醒", "Still waiting for you", "已等 {waited} 个工作小时", asks=True),
    Kind.ESCALATED: Wording(
        "下属审批超时",
        "Escalated to you",
        "{waiting_for} 已 {waited} 个工作小时没有处理。{history}",
        asks=True,
        group=True,
    ),
    Kind.DECIDED: Wording("已处理", "Decided", "{by} {decision}：{comment}", settles=True),
    Kind.WITHDRAWN: Wording("无需审批", "Nothing to decide any more", "{reason}", settles=True),
    Kind.ORDER_APPROVED: Wording("订单已审核", "Order approved", "{by} 终审通过"),
    Kind.ORDER_REJECTED: Wording("订单被驳回", "Order rejected", "{by} 驳回：{reason}"),
    Kind.ORDER_HELD: Wording("订单待确认", "Order on hold", "{hold}", group=True),
    Kind.RULING_REFUSED: Wording("没有办成", "Your decision does not count", "{detail}"),
    Kind.NOT_DELIVERED: Wording("消息没有送达", "A message reached nobody", "{recipient}：{detail}"),
}
LABELS = {
    "order_no": "订单",
    "customer": "客户",
    "amount": "金额",
    "requested_on": "交期",
    "step": "步骤",
    "due": "限时",
}
"""Facts that are shown as rows of their own, in this order."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event in words: title, what is said in one line, and (label, value) rows."""

    title: str
    body: str
    rows: tuple[tuple[str, str], ...]


def told(kind: Kind, facts: Mapping[str, str]) -> Told:
    """Return an event in words; of a sentence, what the facts do not tell is left out."""
    wording = WORDS[kind]
    rows = tuple((label, _shown(name, facts[name])) for name, label in LABELS.items() if facts.get(name))
    said = wording.sentence.format_map(_Known(facts)).strip(" ：。")
    shown = [f"{label} {value}" for label, value in rows if value != said]
    body = "，".join([*([said] if said else []), *shown])
    return Told(wording.title, shortened(body, LONGEST_BODY), rows)


def settled_words(kind: Kind, facts: Mapping[str, str]) -> str:
    """Return how a settling event is shown on what it settles: `李伟 同意`, `无需审批`."""
    if kind is Kind.DECIDED and facts.get("by"):
        return shortened(f"{facts['by']} {facts.get('decision', '')}".strip(), 40)
    if kind is Kind.HANDED_ON and facts.get("by"):
        return shortened(f"{facts['by']} 已转交", 40)
    return WORDS[kind].title


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= longest else text[: longest - 1] + ELLIPSIS


def shortened_bytes(text: str, longest: int) -> str:
    """Return a text of at most so many bytes of UTF-8, cut between characters."""
    encoded = text.encode()
    if len(encoded) <= longest:
        return text
    return encoded[: longest - len(ELLIPSIS.encode())].decode(errors="ignore") + ELLIPSIS


def _shown(name: str, text: str) -> str:
    """Return a fact as people read it: amounts with their currency, two digits and commas."""
    plain = decimal_text(text) if name == "amount" else None
    return text if plain is None else f"¥{Decimal(plain):,.2f}"


class _Known(dict[str, str]):
    """Facts of which the missing ones are empty."""

    def __missing__(self, key: str) -> str:
        return ""
