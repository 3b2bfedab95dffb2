"""Who or what a typed text means, decided by rank and never guessed, and what to say when it is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct
from rapidfuzz import fuzz, process

from server.masterdata.rules.folding import core, fold, sound
from server.masterdata.rules.records import Found
from sync.fields.texts import first_few
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from server.masterdata.rules.records import Customer, Product
    from sync.protocol.messages import Problem

SUGGESTIONS = 3
LOOKS_ALIKE = 62
SOUNDS_ALIKE = 88


class Named(Protocol):
    """A record that texts may mean."""

    @property
    def key(self) -> str: ...  # noqa: D102

    @property
    def active(self) -> bool: ...  # noqa: D102


N = TypeVar("N", bound=Named)


class Name(Struct, frozen=True, gc=False):
    """One text that means the row `key`; a lower `rank` is stronger (code before name before alias)."""

    key: str
    rank: int
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class Sounding:
    """A name to be suggested: what it has beside the words all companies share, and how it sounds."""

    key: str
    core: str
    sound: str


def strongest(text: str, names: Sequence[Name]) -> list[str]:
    """Return the keys of the rows `text` means by its strongest rank, in which an exact spelling wins."""
    if len(names) <= 1:
        return [name.key for name in names if name.folded == fold(text)]
    folded, typed = fold(text), text.strip()
    ranked = [(name.rank, name.text != typed, name.key) for name in names if name.folded == folded]
    best = min((rank[:2] for rank in ranked), default=None)
    return list(dict.fromkeys(key for *rank, key in ranked if tuple(rank) == best))


def found(keys: Sequence[str], records: Mapping[str, N]) -> Found[N]:
    """Return the match, or the candidates when several rows have the same rank; active rows are preferred."""
    rows = [records[key] for key in keys]
    rows = [row for row in rows if row.active] or rows
    return Found(match=rows[0]) if len(rows) == 1 else Found(candidates=tuple(rows))


def alike(text: str, names: Sequence[Sounding]) -> list[str]:
    """Return the keys of up to three rows whose names look or sound like `text`, the closest first."""
    folded = fold(text)
    looks = process.extract(
        core(folded),
        [name.core for name in names],
        scorer=fuzz.WRatio,
        score_cutoff=LOOKS_ALIKE,
        limit=SUGGESTIONS * 3,
    )
    sounds = process.extract(
        sound(folded),
        [name.sound for name in names],
        scorer=fuzz.ratio,
        score_cutoff=SOUNDS_ALIKE,
        limit=SUGGESTIONS * 3,
    )
    ranked = sorted(((-score, place) for _, score, place in (*looks, *sounds)))
    return list(dict.fromkeys(names[place].key for _, place in ranked))[:SUGGESTIONS]


def customer_problem(field: str, text: str, answer: Found[Customer]) -> Problem | None:
    """Return what is wrong with a customer's name as typed, None when it means one active customer."""
    if answer.match is not None:
        return None
    if answer.candidates:
        words = _some([f"{row.name}（{row.code}）" for row in answer.candidates])
        return problem("ambiguous_customer", field, text=text, candidates=words)
    if answer.retired is not None:
        return problem("unknown_customer", field, text=text, suggestion="：这个客户已停用，请联系管理员")
    words = _suggestion([row.name for row in answer.suggestions])
    return problem("unknown_customer", field, text=text, suggestion=words)


def product_problem(field: str, text: str, answer: Found[Product]) -> Problem | None:
    """Return what is wrong with a product as typed, None when it means one active product."""
    if answer.match is not None:
        stopped = problem("inactive_product", field, product=answer.match.code)
        return None if answer.match.active else stopped
    if answer.candidates:
        words = _some(_told_apart(answer.candidates))
        return problem("ambiguous_product", field, text=text, candidates=words)
    words = _suggestion([row.title for row in answer.suggestions])
    return problem("unknown_product", field, text=text, suggestion=words)


def _told_apart(products: Sequence[Product]) -> list[str]:
    """Return products as labels; those of one name by code and specification alone."""
    if len({product.name for product in products}) > 1:
        return [product.title for product in products]
    return [f"{product.code}（{product.spec}）" if product.spec else product.code for product in products]


def _some(names: Sequence[str]) -> str:
    """Return the first few names and how many there are: a family of products may share one name."""
    return first_few(names, most=SUGGESTIONS, counted="个")


def _suggestion(names: Sequence[str]) -> str:
    if not names:
        return "，请核对写法，或请管理员登记"
    return f"，相近的有：{'、'.join(names)}"
