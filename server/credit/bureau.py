"""The port of a credit bureau: who is asked about, what it answers, and how it fails."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct


class Subject(Struct, frozen=True, gc=False):
    """A customer the bureau is asked about; `key` is ours."""

    key: str
    code: str
    name: str


class Opinion(Struct, frozen=True, gc=False):
    """What a bureau says: its grade as it calls it (None: it knows no such firm), and whether that is bad."""

    grade: str | None = None
    bad: bool = False


class BureauError(Exception):
    """No opinion was given: the bureau was not reached, turned us away, or said what nobody understands."""


class Bureau(Protocol):
    """Somebody who knows how firms pay."""

    def ask(self, subject: Subject) -> Opinion:
        """Return what is known of a customer. Raises BureauError; never called inside a transaction."""
