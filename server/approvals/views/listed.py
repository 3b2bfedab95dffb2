"""What views have in common that list what waits for a person: rows of the server, answered whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.views.cells import complaint
from server.views.contract import Applied, Choice, Written
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.views.contract import Actor, Context, Edit, Reversal
    from sync.fields.kinds import ViewSpec
    from sync.protocol.messages import Problem


@dataclass(frozen=True, kw_only=True)
class ListedView:
    """Rows that only the server adds; a decision on one is final."""

    spec: ViewSpec
    witness: tuple[str, ...] = ()
    whole: bool = True

    def undo(self, conn: Connection, reversals: Sequence[Reversal], context: Context) -> Applied:
        """Refuse: what was decided here has led to more."""
        return Applied(
            [
                Written(one.stored.key, one.stored.rev, (problem("decided_for_good", "decision"),))
                for one in reversals
            ]
        )

    def choices(self, conn: Connection, field: str, actor: Actor) -> list[Choice]:
        """Return the fixed words of a field."""
        known = self.spec.field(field).choices
        return [Choice(word, word) for word in known] if isinstance(known, tuple) else []

    def choice_versions(self, conn: Connection, actor: Actor) -> dict[str, int]:
        """Return nothing: no dropdown stands in a list of the book."""
        return {}


def unfit(edit: Edit, spec: ViewSpec, *, needed: Sequence[str] = ()) -> list[Problem]:
    """Return what is wrong with a row before anybody looks at what it is about."""
    if edit.stored is None:
        return [problem("no_new_rows")]
    found = [complaint(spec.field(name), text) for name, text in edit.changes.items()]
    wrong = [each for each in found if each is not None]
    missing = [name for name in ("decision", *needed) if not edit.changes.get(name)]
    return wrong or [problem("required", name, label=spec.field(name).label) for name in missing]


def refused(edit: Edit, problems: Sequence[Problem]) -> Written:
    """Return the result of a row that changes nothing."""
    return Written(edit.key, edit.stored.rev if edit.stored else None, tuple(problems))
