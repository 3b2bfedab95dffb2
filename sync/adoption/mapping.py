"""Which field each column of a table holds, by words and values together, with a confidence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from sync.adoption.fits import fit
from sync.adoption.guesses import LEAST, content, values_alone
from sync.adoption.lexicon import OTHER
from sync.adoption.profiles import agreement, compared_rows
from sync.adoption.words import known_meanings, word_meanings
from sync.fields.kinds import Writer
from sync.fields.orders import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sync.adoption.columns import ColumnFacts

APPLY_AT = 0.9
"""From this confidence on a column is mapped without asking."""
_WORDS_ALONE, _BEST = 0.96, 0.985
_ASKED = 0.88
"""The most a mapping may claim that a person shall see first."""
_CLOSE = 0.04
_ALIKE_AT_BEST = 0.8
_AGREES = 0.8
_ROLES = ("quantity", "unit_price", "amount")
_SURE_BY_SUMS, _LIFT = 0.93, 0.22
_ENOUGH_ROWS = 3
"""Rows whose sums must differ before quantity × price is doubted."""
HALF_SURE = 0.5
_PRIORITY = (
    *("product", "quantity", "unit_price", "requested_on", "customer", "ordered_at", "amount", "phone"),
    *("customer_po", "order_no", "product_name", "spec", "unit", "payment_terms", "ship_to", "remark"),
)
_RANK = {key: rank for rank, key in enumerate(_PRIORITY)}
_FROM_PRODUCT = frozenset({"product_name", "spec", "unit", "amount"})
"""Fields the server writes that are nothing but what the row says already; others stay asked."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column is taken for: a field or None for the person's own, and how sure that is (0 to 1)."""

    field: str | None = None
    confidence: float = 0.0

    @property
    def is_applied(self) -> bool:
        """Tell whether it is mapped without asking."""
        return self.field is not None and self.confidence >= APPLY_AT


OWN = Meaning()


def map_columns(columns: Sequence[ColumnFacts]) -> dict[int, Meaning]:
    """Return the meaning of each column by its number; no field comes twice."""
    scores = {facts.column: _scores(facts) for facts in columns}
    _weigh_sums(columns, scores)
    _ask_without_product(scores)
    for column, key, score in values_alone(columns, scores):
        scores[column][key] = score
    taken = dict(_assigned(columns, scores))
    return {facts.column: taken.get(facts.column, OWN) for facts in columns}


def header_meanings(header: Sequence[str]) -> Mapping[str, float]:
    """Return what a header of one or several rows may mean: joined words, else the lowest, else the upper."""
    parts = [part for part in dict.fromkeys(header) if part]
    if len(parts) <= 1:
        return word_meanings(parts[0]) if parts else {}
    leaf, above = parts[-1], parts[:-1]
    for joined in ("".join((leaf, *above)), "".join(parts)):
        if found := known_meanings(joined):
            return found
    if found := word_meanings(leaf):
        return found
    upper = word_meanings(above[-1])
    return {key: strength * _ALIKE_AT_BEST for key, strength in upper.items()}


def _scores(facts: ColumnFacts) -> dict[str, float]:
    found = header_meanings(facts.header)
    return {key: _confidence(key, strength, fit(key, facts.values)) for key, strength in found.items()}


def _confidence(key: str, strength: float, suits: float) -> float:
    base = strength * _WORDS_ALONE
    if key == OTHER:
        return base
    weighed = base * (1 + 0.75 * suits) if suits < 0 else base + (_BEST - base) * 0.35 * suits
    return min(weighed, _ceiling(key))


def _ceiling(key: str) -> float:
    server = ORDERS.field(key).writer is not Writer.PEOPLE
    return _ASKED if server and key not in _FROM_PRODUCT else _BEST


def _weigh_sums(columns: Sequence[ColumnFacts], scores: dict[int, dict[str, float]]) -> None:
    """Trust quantity, price and amount more where they multiply, less where they never do."""
    by_role = [
        sorted((facts for facts in columns if scores[facts.column].get(role, 0.0) >= LEAST), key=content)
        for role in _ROLES
    ]
    best: tuple[float, tuple[ColumnFacts, ...]] = (0.0, ())
    agrees = False
    for three in product(*by_role):
        if len({facts.column for facts in three}) == len(_ROLES):
            share = agreement((three[0].values, three[1].values), three[2].values)
            weight = share + sum(
                scores[facts.column][role] for facts, role in zip(three, _ROLES, strict=True)
            )
            if weight > best[0]:
                best, agrees = (weight, three), share >= _AGREES
    for facts, role in zip(best[1], _ROLES, strict=False):
        scores[facts.column][role] = _summed(scores[facts.column][role], role, best[1], agrees=agrees)


def _summed(score: float, role: str, three: Sequence[ColumnFacts], *, agrees: bool) -> float:
    if agrees:
        most = _ASKED if role == "unit_price" and score < APPLY_AT else _SURE_BY_SUMS
        return max(score, min(most, score + _LIFT))
    compared = compared_rows((three[0].values, three[1].values), three[2].values)
    return min(score, _ASKED) if compared >= _ENOUGH_ROWS and role != "quantity" else score


def _ask_without_product(scores: dict[int, dict[str, float]]) -> None:
    """Ask about name and specification where no column is the product: one of them has to name it."""
    if max((found.get("product", 0.0) for found in scores.values()), default=0.0) >= HALF_SURE:
        return
    for found in scores.values():
        for key in ("product_name", "spec"):
            if key in found:
                found[key] = min(found[key], _ASKED)


def _assigned(
    columns: Sequence[ColumnFacts], scores: Mapping[int, Mapping[str, float]]
) -> Iterator[tuple[int, Meaning]]:
    """Yield columns with their fields, the surest first."""
    ranked = sorted(
        (
            (-round(score, 6), _RANK.get(key, len(_RANK)), key, content(facts), facts.column)
            for facts in columns
            for key, score in scores[facts.column].items()
            if key != OTHER and score >= LEAST and score > scores[facts.column].get(OTHER, 0.0)
        ),
    )
    fields: set[str] = set()
    done: set[int] = set()
    for minus, _, key, _, column in ranked:
        if key not in fields and column not in done:
            fields.add(key)
            done.add(column)
            yield column, Meaning(key, round(_sure_of(-minus, key, column, scores), 3))


def _sure_of(score: float, key: str, column: int, scores: Mapping[int, Mapping[str, float]]) -> float:
    """Return the confidence of a choice: one that was nearly another is asked."""
    elsewhere = max((found.get(key, 0.0) for other, found in scores.items() if other != column), default=0.0)
    otherwise = max((other for name, other in scores[column].items() if name != key), default=0.0)
    close = max(elsewhere, otherwise) >= score - _CLOSE
    return min(score, _ALIKE_AT_BEST) if close else score
