"""How like a row's content is to what was last synced under each key: the judge when checks do not decide."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sync.rows.checks import BLANK, check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sync.rows.checks import Checks
    from sync.rows.sheet import Row

_Index: TypeAlias = dict[str, dict[str, list[str]]]
_RARE = 2
_FEW = 2
_COMMON = 64  # a value that more keys share tells none of them apart


@dataclass(frozen=True, slots=True)
class Memory:
    """What was last synced under every key of the sheet, and which keys are still free.

    `content` are the fields people write, `numbers` those that name a stored row: these are never rare.
    """

    known: Mapping[str, Checks]
    free: AbstractSet[str]
    content: Sequence[str]
    numbers: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A row's claim to a key: in how many of its `size` filled fields people write do the two agree.

    `score` counts agreeing numbers too, `lead` is its lead over the row's own key; `rare` counts agreeing
    fields whose value no other key has, `own_rare` those of the row's own key.
    """

    number: int
    key: str
    own: bool
    agreeing: int
    size: int
    score: int
    lead: int
    rare: int
    own_rare: int

    @property
    def mostly(self) -> bool:
        """Tell whether more than half of the filled fields agree."""
        return 2 * self.agreeing > self.size

    @property
    def betrays_sorting(self) -> bool:
        """Tell whether the row looks so much like another key's that it cannot have been typed over."""
        if self.own or not self.mostly:
            return False
        return (self.rare >= _RARE and self.rare > self.own_rare) or self.lead >= max(2, (self.size + 2) // 3)

    @property
    def convinces(self) -> bool:
        """Tell whether the row is likely enough to be this key's once something looks sorted."""
        if self.own:
            return self.mostly and (self.rare >= _RARE or self.size - self.agreeing <= _FEW)
        return self.mostly and (self.rare, self.lead) > (self.own_rare, 0)


def claims(rows: Sequence[Row], memory: Memory) -> list[Claim]:
    """Return rows' claims to free keys: most rare agreements first, then the strongest, then the own."""
    fields = (*memory.content, *memory.numbers)
    filled = {
        row.number: {field: check(value) for field in fields if (value := row.values[field]) is not None}
        for row in rows
    }
    index = _index(
        memory.known, {field: {one[field] for one in filled.values() if field in one} for field in fields}
    )
    found = [claim for row in rows for claim in _claims_of(row, filled[row.number], memory, index)]
    return sorted(found, key=lambda claim: (-claim.rare, -claim.score, not claim.own, claim.number))


def _index(known: Mapping[str, Checks], wanted: Mapping[str, set[str]]) -> _Index:
    """Return, by field and those checks of it that are wanted, the keys that were synced with it."""
    sheets = {key: checks.sheet for key, checks in known.items()}
    index: _Index = {}
    for field, texts in wanted.items():
        of_field = index[field] = defaultdict(list)
        for key, sheet in sheets.items() if texts else ():
            if (text := sheet.get(field, BLANK)) in texts:
                of_field[text].append(key)
    return index


def _claims_of(row: Row, filled: Mapping[str, str], memory: Memory, index: _Index) -> list[Claim]:
    sharing = {field: index[field].get(text, []) for field, text in filled.items()}
    candidates = {key for keys in sharing.values() if len(keys) <= _COMMON for key in keys} | {row.key}
    content = set(memory.content)
    rare = Counter(keys[0] for field in memory.content if len(keys := sharing.get(field, [])) == 1)
    agreed = {key: _agreeing(filled, memory.known[key]) for key in candidates & memory.free}
    own = len(_agreeing(filled, memory.known[row.key]))
    return [
        Claim(
            number=row.number,
            key=key,
            own=key == row.key,
            agreeing=len(fields & content),
            size=len(filled.keys() & content),
            score=len(fields),
            lead=len(fields) - own,
            rare=rare[key],
            own_rare=rare[row.key],
        )
        for key, fields in agreed.items()
    ]


def _agreeing(filled: Mapping[str, str], known: Checks) -> set[str]:
    return {field for field, text in filled.items() if known.sheet.get(field) == text}
