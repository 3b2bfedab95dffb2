"""Dropdown lists of a book, refilled when the server says that they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.actions.books import LIST_MARK
from addin.bridge import messages as m
from workbooks.layout import LISTS_SHEET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.bridge.session import Session
    from sync.fields.kinds import ViewSpec


def fresh_lists(
    snapshot: m.Snapshot, session: Session, *, spec: ViewSpec, versions: Mapping[str, int]
) -> tuple[list[m.Operation], dict[str, str]]:
    """Return refilled lists and what the state shall remember of their versions.

    Books without a sheet of lists (a person's own) are left without.
    """
    if not any(sheet.name == LISTS_SHEET for sheet in snapshot.sheets):
        return [], {}
    by_key = spec.by_key()
    refilled: dict[str, m.Operation] = {}
    known: dict[str, str] = {}
    for field, version in versions.items():
        name = by_key[field].choices if field in by_key else ()
        if not isinstance(name, str) or name in refilled:
            continue
        mark = f"list{LIST_MARK}{name}"
        if snapshot.state.get(mark) != str(version):
            words = [choice.label or choice.value for choice in session.choices(spec.name, field)]
            refilled[name] = m.Choices(name, words)
            known[mark] = str(version)
    return list(refilled.values()), known
