"""Which orders look entered twice: one phone, one product, close in time; or one purchase order again."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from sync.fields.phones import phone_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BY_PHONE = "duplicate_order"
BY_PURCHASE = "duplicate_po"
SHORTEST_PHONE = 7
HEAD, TAIL = 3, 4
MOST_PURCHASES = 20
"""A purchase number such as 电话订单 may stand on hundreds of orders: so many of them are named."""
_NO_PHONE_SIGN = re.compile(r"[^0-9*]+")


class Trace(Struct, frozen=True, kw_only=True, gc=False):
    """An order as the rule sees it.

    `phone` is folded, empty without one; `receiver` and `purchase` are compared as they are. `timed` tells
    that a person gave the time: one filled by the server says nothing about orders of the same submission.
    """

    order: str
    phone: str
    receiver: str
    products: frozenset[str]
    at: dt.datetime
    timed: bool
    submission: str
    purchase: str | None = None


class Match(Struct, frozen=True, gc=False):
    """Two orders (keys, the lower one first) that look like one, by which rule, and how far apart."""

    first: str
    second: str
    rule: str
    gap: dt.timedelta

    def other(self, order: str) -> str:
        """Return the order on the other side."""
        return self.second if order == self.first else self.first


@lru_cache(maxsize=8192)
def fold_phone(text: str | None) -> str:
    """Return the digits (and masking stars) of a phone, empty when there are too few to tell one by."""
    signs = _NO_PHONE_SIGN.sub("", phone_text(text) or "") if text else ""
    return signs if len(signs) >= SHORTEST_PHONE else ""


def mask(phone: str) -> str:
    """Return what a folded phone and its masked forms (`138****1234`) have in common."""
    return f"{phone[:HEAD]}*{phone[-TAIL:]}" if phone else ""


def matches(fresh: Sequence[Trace], known: Iterable[Trace], *, window: dt.timedelta) -> list[Match]:
    """Return the matches of fresh orders with each other and with known ones.

    Of an order that is both, the fresh trace counts. Exactly `window` apart counts.
    """
    asked = {trace.order for trace in fresh}
    every = [*fresh, *(trace for trace in known if trace.order not in asked)]
    found = dict.fromkeys((*_by_phone(every, asked, window), *_by_purchase(every, asked)))
    return list(found)


def cases(found: Iterable[Match]) -> dict[str, str]:
    """Return for every matched order the lowest order (key) of its case: a chain of orders is one case."""
    above: dict[str, str] = {}

    def top(order: str) -> str:
        while (parent := above.setdefault(order, order)) != order:
            above[order] = above[parent]
            order = parent
        return order

    for match in found:
        low, high = sorted((top(match.first), top(match.second)))
        above[high] = low
    return {order: top(order) for order in above}


def _by_phone(every: Sequence[Trace], asked: set[str], window: dt.timedelta) -> Iterator[Match]:
    by_mask: defaultdict[str, list[Trace]] = defaultdict(list)
    for trace in every:
        if trace.phone:
            by_mask[mask(trace.phone)].append(trace)
    for traces in by_mask.values():
        traces.sort(key=lambda trace: (trace.at, trace.order))
        for place, earlier in enumerate(traces):
            for later in _near(traces, place, window):
                if not asked.isdisjoint((earlier.order, later.order)) and _is_same(earlier, later):
                    yield _match(earlier, later, BY_PHONE)


def _near(traces: Sequence[Trace], place: int, window: dt.timedelta) -> Iterator[Trace]:
    """Yield the orders after the one at `place` that are at most `window` later."""
    for later in traces[place + 1 :]:
        if later.at - traces[place].at > window:
            return
        yield later


def _is_same(one: Trace, other: Trace) -> bool:
    apart = (one.timed and other.timed) or one.submission != other.submission
    return apart and not one.products.isdisjoint(other.products) and _is_one_phone(one, other)


def _is_one_phone(one: Trace, other: Trace) -> bool:
    if "*" not in one.phone and "*" not in other.phone:
        return one.phone == other.phone
    (head, tail), (other_head, other_tail) = _visible(one.phone), _visible(other.phone)
    return (
        one.receiver == other.receiver
        and (head.startswith(other_head) or other_head.startswith(head))
        and (tail.endswith(other_tail) or other_tail.endswith(tail))
    )


def _visible(phone: str) -> tuple[str, str]:
    """Return the digits before and behind the stars; all of them twice when there are none."""
    return phone.partition("*")[0], phone.rpartition("*")[2]


def _by_purchase(every: Sequence[Trace], asked: set[str]) -> Iterator[Match]:
    by_purchase: defaultdict[str, list[Trace]] = defaultdict(list)
    for trace in every:
        if trace.purchase:
            by_purchase[trace.purchase].append(trace)
    for traces in by_purchase.values():
        for trace in traces:
            if trace.order in asked:
                others = (other for other in traces if other.order != trace.order)
                yield from (_match(trace, other, BY_PURCHASE) for other in islice(others, MOST_PURCHASES))


def _match(one: Trace, other: Trace, rule: str) -> Match:
    first, second = sorted((one.order, other.order))
    return Match(first, second, rule, abs(one.at - other.at))
