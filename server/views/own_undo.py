"""Undo in columns of users' own: what a submission found there is put back, and told to its author alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.views.own import Owning, shown
from sync.fields.own import OWN
from sync.protocol.messages import RowResult

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from server.views.access import Access, Registry
    from server.views.contract import Actor, Values
    from sync.protocol.messages import SyncResponse


def take_back_own(
    conn: Connection, registry: Registry, response: SyncResponse, *, actor: Actor
) -> list[RowResult]:
    """Return the results of an undo with the texts that stand again in columns of the author's own.

    A row whose undo is refused keeps them; one of which the submission wrote nothing else is `updated`.
    Raises NoReadingError, NoWritingError.
    """
    results = {result.key: result for result in response.results}
    refused = {key for key, result in results.items() if result.outcome == "rejected"}
    for name, view in registry.views.items():
        if not isinstance(view, Owning):
            continue
        restored = view.undo_own(conn, response.submission or "", refused=refused)
        if restored:
            results |= _told(conn, registry.open(name, actor), results, restored=restored)
    return list(results.values())


def only_own(values: Values) -> dict[str, str | None]:
    """Return the values in columns of the author's own."""
    return {key: text for key, text in values.items() if key.startswith(OWN)}


def without_own(response: SyncResponse) -> SyncResponse:
    """Return the answer to an undo as somebody else than the author may read it."""
    results = [
        replace(
            result,
            values={key: text for key, text in result.values.items() if not key.startswith(OWN)},
        )
        for result in response.results
    ]
    return replace(response, results=results)


def _told(
    conn: Connection,
    access: Access,
    results: Mapping[str, RowResult],
    *,
    restored: Mapping[str, Values],
) -> dict[str, RowResult]:
    access.demand_writing()
    told = {key: results[key] for key in restored if key in results}
    told |= _others(conn, access, restored.keys() - told.keys())
    return {
        key: replace(result, values={**result.values, **shown(restored[key])}) for key, result in told.items()
    }


def _others(conn: Connection, access: Access, keys: Collection[str]) -> dict[str, RowResult]:
    """Return results of rows of which nothing else was taken back, as far as the actor sees them."""
    seen = access.view.show(conn, sorted(keys), access.actor) if keys else {}
    return {key: RowResult(key=key, outcome="updated", rev=row.rev) for key, row in seen.items()}
