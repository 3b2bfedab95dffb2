"""What values alone say of columns whose words say nothing; always to be asked, never applied."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from sync.adoption.lexicon import OTHER
from sync.adoption.profiles import agreement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.adoption.columns import ColumnFacts

LEAST = 0.34
"""Below this a meaning is none."""
_MOSTLY, _SURELY_OWN = 0.8, 0.5
_ROLES = ("quantity", "unit_price", "amount")
_BY_SUMS, _BY_NUMBERS = 0.6, 0.45
_MOST_COLUMNS = 8  # tries grow with the cube
_KINDS = (
    ("phone", "phone", 0.75),
    ("customer", "company", 0.5),
    ("product", "code", 0.5),
    ("requested_on", "date", 0.5),
)


def values_alone(
    columns: Sequence[ColumnFacts], scores: Mapping[int, Mapping[str, float]]
) -> list[tuple[int, str, float]]:
    """Return (column, field, score) for silent columns that look like a field no words claim."""
    silent = [facts for facts in columns if _is_silent(scores[facts.column])]
    claimed = {key for found in scores.values() for key, score in found.items() if score >= LEAST}
    found = []
    for key, share, score in _KINDS:
        likely = [facts for facts in silent if getattr(facts.values, share) >= _MOSTLY]
        if key not in claimed and len(likely) == 1:
            found.append((likely[0].column, key, score))
    return [*found, *_by_numbers(columns, scores, silent)]


def _is_silent(found: Mapping[str, float]) -> bool:
    words = max((score for key, score in found.items() if key != OTHER), default=0.0)
    return words < LEAST and found.get(OTHER, 0.0) < _SURELY_OWN


def _by_numbers(
    columns: Sequence[ColumnFacts], scores: Mapping[int, Mapping[str, float]], silent: Sequence[ColumnFacts]
) -> list[tuple[int, str, float]]:
    """Return roles of numbers that multiply; else the one column of whole numbers as the quantity."""
    numeric = [facts for facts in silent if facts.values.number >= _MOSTLY and not facts.values.sequence]
    named = [_named(columns, scores, role) for role in _ROLES]
    pools = [pool or numeric for pool in named]
    if all(pool and len(pool) <= _MOST_COLUMNS for pool in pools):
        for three in product(*(sorted(pool, key=content) for pool in pools)):
            if _multiply(three) and (any(named) or three[0].values.whole >= three[1].values.whole):
                roles = zip(three, _ROLES, named, strict=True)
                return [(facts.column, role, _BY_SUMS) for facts, role, pool in roles if not pool]
    whole = [facts for facts in numeric if min(facts.values.whole, facts.values.positive) >= _MOSTLY]
    if not named[0] and len(whole) == 1:
        return [(whole[0].column, "quantity", _BY_NUMBERS)]
    return []


def _named(
    columns: Sequence[ColumnFacts], scores: Mapping[int, Mapping[str, float]], role: str
) -> list[ColumnFacts]:
    return [facts for facts in columns if scores[facts.column].get(role, 0.0) >= LEAST]


def _multiply(three: Sequence[ColumnFacts]) -> bool:
    first, second, result = three
    if len({facts.column for facts in three}) < len(_ROLES):
        return False
    return agreement((first.values, second.values), result.values) >= _MOSTLY


def content(facts: ColumnFacts) -> tuple[object, ...]:
    """Return an order of columns that does not depend on where they stand."""
    return (facts.header, repr(facts.values))
