"""How like a row's content is to what was last synced under each key: the judge when checks do not decide."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.rows.checks import BLANK, check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.rows.checks import Checks
    from sync.rows.sheet import Row

_COMMON = 64  # a value that more keys share tells none of them apart


@dataclass(frozen=True, slots=True)
class Claim:
    """A row's claim to a key: how many of its `size` filled fields agree, and the lead over its own key."""

    number: int
    key: str
    own: bool
    score: int
    lead: int
    size: int

    @property
    def mostly(self) -> bool:
        """Tell whether more than half of the filled fields agree."""
        return 2 * self.score > self.size


def claims(rows: Sequence[Row], known: Mapping[str, Checks], fields: Sequence[str]) -> list[Claim]:
    """Return rows' claims to keys, strongest first; among equals the row's own key, then sheet order."""
    index = _index(known, fields)
    found = [claim for row in rows for claim in _claims_of(row, known, index)]
    return sorted(found, key=lambda claim: (-claim.score, not claim.own, claim.number))


def _index(known: Mapping[str, Checks], fields: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Return, by field and check, the keys that were synced with it."""
    index: dict[str, dict[str, list[str]]] = {field: defaultdict(list) for field in fields}
    for key, checks in known.items():
        for field in fields:
            index[field][checks.sheet.get(field, BLANK)].append(key)
    return index


def _claims_of(
    row: Row, known: Mapping[str, Checks], index: Mapping[str, Mapping[str, list[str]]]
) -> list[Claim]:
    content = {field: check(value) for field in index if (value := row.values[field]) is not None}
    votes = Counter(
        key
        for field, text in content.items()
        for key in index[field].get(text, ())
        if len(index[field][text]) <= _COMMON
    )
    candidates = {key for key in votes if key in known} | ({row.key} & known.keys())
    scores = {key: _agreeing(content, known[key]) for key in candidates}
    own = scores.get(row.key, 0)
    return [
        Claim(row.number, key, key == row.key, score, score - own, len(content))
        for key, score in scores.items()
    ]


def _agreeing(content: Mapping[str, str], known: Checks) -> int:
    return sum(known.sheet.get(field) == text for field, text in content.items())
