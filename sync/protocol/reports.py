"""Reports as `GET /api/v1/reports/…` answers them: a few facts, then tables; every text is canonical."""

from __future__ import annotations

import msgspec

from sync.protocol.stories import Section


class Fact(msgspec.Struct, frozen=True):
    """One thing a report says of the whole; `kind` is a kind of fields, and says what the text is."""

    key: str
    label: str
    english: str
    text: str | None
    kind: str = "text"


class Report(msgspec.Struct, frozen=True):
    """A report: what it is called, facts by key, tables in the order they are read."""

    title: str
    english: str
    facts: list[Fact]
    sections: list[Section]
