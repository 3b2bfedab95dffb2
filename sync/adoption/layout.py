"""The layout of an adopted sheet: what its columns and colours mean, by words that are found again."""

from __future__ import annotations

import hashlib
from itertools import count
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from sync.adoption.folding import fold_word
from sync.fields.orders import ORDERS
from sync.fields.own import LONGEST_OWN_NAME, MOST_OWN, OWN
from sync.fields.texts import plain_text
from sync.rows.checks import field_sign

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_SAME_SHADE = 3
"""By so many of 255 the channels of one colour may differ: LibreOffice rounds tints of a theme otherwise."""
_SIGNED = frozenset(field_sign(field.key) for field in ORDERS.fields)


class LayoutColumn(msgspec.Struct, frozen=True, omit_defaults=True):
    """A column by the words of its header; `key` is a field, an own column, or empty: left alone."""

    words: str
    key: str = ""


class ColourMeaning(msgspec.Struct, frozen=True):
    """What a colour of the sheet says of a row."""

    kind: Literal["fill", "font"]
    rgb: Annotated[str, msgspec.Meta(pattern="^[0-9A-F]{6}$")]
    tag: str


class Layout(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of an adopted sheet.

    `header_rows` counts them, `memory` names what the book remembers of the sheet's rows; rows dated before
    `since` that were never synced are history. With `repaint` tags of others are painted here too.
    """

    columns: tuple[LayoutColumn, ...]
    header_rows: int = 1
    memory: str = ""
    colours: tuple[ColourMeaning, ...] = ()
    since: str = ""
    repaint: bool = False
    view: str = ORDERS.name

    @property
    def by_key(self) -> dict[str, LayoutColumn]:
        """Return the columns that are synced, by field."""
        return {column.key: column for column in self.columns if column.key}

    def tag_of(self, kind: str, rgb: str) -> str:
        """Return the tag a colour means, empty for none: programs differ by a shade in tinted colours."""
        ranked = (
            (_apart(each.rgb, rgb), each.tag) for each in self.colours if each.kind == kind and each.tag
        )
        shades, tag = min(ranked, default=(_SAME_SHADE + 1, ""), key=lambda one: one[0])
        return tag if shades <= _SAME_SHADE else ""


def _apart(one: str, other: str) -> int:
    """Return by how much the furthest channel of two colours differs, of 255."""
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return max(abs(left - right) for left, right in pairs)


def layout_text(layout: Layout) -> str:
    """Return a layout as text."""
    return msgspec.json.encode(layout).decode()


def layout_of(text: str) -> Layout:
    """Return a layout from its text. Raises msgspec.DecodeError when it is none."""
    layout = msgspec.json.decode(text, type=Layout)
    known, keys = ORDERS.by_key(), [column.key for column in layout.columns if column.key]
    if layout.view != ORDERS.name or len(keys) != len(set(keys)):
        raise msgspec.ValidationError("no layout of orders")
    if any(key not in known and not key.startswith(OWN) for key in keys):
        raise msgspec.ValidationError("a layout with unknown fields")
    return layout


def shape_of(words: Iterable[str]) -> str:
    """Return what stands for the words of a table's header, in their order: 64 hexadecimal digits."""
    return hashlib.sha256("\n".join(map(same_words, words)).encode()).hexdigest()


def same_words(words: str) -> str:
    """Return header words as they are compared."""
    return fold_word(words) or " ".join(words.split())


def own_keys(words: Iterable[str], *, taken: Collection[str] = ()) -> list[str]:
    """Return a key for each own column, in order; empty text where it has no words, or they are too many.

    No two have the same name, nor the same sign in the hidden cells.
    """
    keys: list[str] = []
    signs = {*_SIGNED, *map(field_sign, taken)}
    left = MOST_OWN - sum(key.startswith(OWN) for key in taken)
    for text in words:
        name = (plain_text(" ".join(text.split())) or "")[: LONGEST_OWN_NAME - 3].strip()
        key = next(key for key in _named(name) if field_sign(key) not in signs) if name and left > 0 else ""
        left -= bool(key)
        signs.add(field_sign(key))
        keys.append(key)
    return keys


def _named(name: str) -> Iterator[str]:
    yield f"{OWN}{name}"
    yield from (f"{OWN}{name} {number}" for number in count(2))
