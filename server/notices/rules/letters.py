"""What goes out: a letter to one address, or the change of a card; and the port of the ways they go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.notices.rules.outcomes import Outcome
    from server.notices.rules.words import Told

TODO_PAGE = "/todo"
DIGEST_LINES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one address. `key` is the same whenever the same is sent again.

    `asks` tells that it wants a decision; a button pressed on it decides revision `rev`. `link` is where to
    read on, absent where the server has no public address.
    """

    key: str
    address: str
    title: str
    body: str
    rows: Sequence[tuple[str, str]] = ()
    link: str | None = None
    asks: bool = False
    rev: int | None = None


@dataclass(frozen=True, slots=True)
class CardChange:
    """A card that was sent to `address` loses its buttons and shows `words`; `code` unlocks that once."""

    address: str
    code: str
    words: str


class Way(Protocol):
    """A way to reach people, such as mail. It raises nothing: all that may happen is an outcome.

    `repeatable`: the same letter again within minutes arrives once.
    """

    @property
    def name(self) -> str:
        """Return what the way is called in the outbox."""

    @property
    def repeatable(self) -> bool:
        """Tell whether a try of unknown outcome may be made again."""

    def send(self, letter: Letter) -> Outcome:
        """Send a letter."""

    def change(self, change: CardChange) -> Outcome:
        """Change a card that went this way."""


def digest(key: str, address: str, all_told: Sequence[Told], *, url: str | None) -> Letter:
    """Return one letter in place of many."""
    lines = [f"{each.title}：{each.body}" for each in all_told[:DIGEST_LINES]]
    if len(all_told) > len(lines):
        lines.append(f"……另有 {len(all_told) - len(lines)} 条，见“消息”表")
    return Letter(
        key=key,
        address=address,
        title=f"还有 {len(all_told)} 条消息",
        body="\n".join(lines),
        link=url and url + TODO_PAGE,
    )


def page_of(order_no: str | None, *, url: str | None) -> str | None:
    """Return where to read on about an event."""
    if url is None:
        return None
    is_one = order_no is not None and order_no.isascii() and order_no.isalnum()  # not `SO1、SO2 等 30 张`
    return f"{url}/orders/{order_no}" if is_one else url + TODO_PAGE
