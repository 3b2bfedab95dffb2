"""A column of a table as found, before anybody says what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.adoption.profiles import Profile


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """A column: its number, its header from top to bottom, the profile of its values."""

    column: int
    header: tuple[str, ...]
    values: Profile
