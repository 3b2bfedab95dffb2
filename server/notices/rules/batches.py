"""What is sent singly and what becomes a digest, so that nobody and no group gets too much in a minute."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_A_MINUTE = 20
WINDOW_SECONDS = 65
"""Counted a little longer than a minute: clocks and ways differ, and whether the other side's window slides
or stands is not published. Whoever never sends more in any 65 seconds keeps to both."""


@dataclass(frozen=True, slots=True)
class Item:
    """A delivery that is due: its key, and the box it goes to (a way and an address there).

    `alone`: it cannot be part of a digest (a card to be changed).
    """

    key: str
    box: tuple[str, str]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes out as one message."""

    box: tuple[str, str]
    keys: tuple[str, ...]


def batches(due: Sequence[Item], recent: Mapping[tuple[str, str], int], *, most: int) -> list[Batch]:
    """Return the messages that may go out now, at most `most`, in the order of what is due.

    `recent` says how many went to each box within the window. A box that cannot take all that is due gets as
    many single ones as it can less one, and the excess as one digest; a full box nothing.
    """
    by_box: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in due:
        by_box[item.box].append(item)
    made = [batch for box, items in by_box.items() for batch in _of_box(box, items, recent.get(box, 0))]
    place = {item.key: number for number, item in enumerate(due)}
    return sorted(made, key=lambda batch: place[batch.keys[0]])[:most]


def _of_box(box: tuple[str, str], items: Sequence[Item], recent: int) -> list[Batch]:
    room = max(MOST_A_MINUTE - recent, 0)
    if len(items) <= room:
        return [Batch(box, (item.key,)) for item in items]
    alone = [item.key for item in items if item.alone][:room]
    others = [item.key for item in items if not item.alone]
    left = room - len(alone)
    single = [Batch(box, (key,)) for key in [*alone, *others[: max(left - 1, 0)]]]
    rest = others[max(left - 1, 0) :]
    return [*single, Batch(box, tuple(rest))] if left and rest else single
