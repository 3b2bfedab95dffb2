"""HTTP routes of the views; a row's problem is never an HTTP error."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from flask import Blueprint, Response, request

from server.db.session import reading
from server.errors import NotFoundError
from server.views import openapi, service
from server.views.contract import Searching
from server.views.describe import ChoiceOut, ChoicesOut, ViewsOut, sheet_of, view_of
from server.views.requests import queried, read_request
from server.views.service import Asked
from server.views.tally import count
from server.views.telling import UnknownRowError, told
from server.views.transactions import in_vain, in_writing
from server.views.undo import UnknownSubmissionError, undo
from server.web.edge import current_actor, edge, now, read
from sync.rows.keys import is_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from server.views.access import Access, Registry
    from server.views.contract import Choice
    from sync.protocol.stories import Story

JSON = "application/json"
MOST_FOUND = 20
"""So many entries that a search found are answered."""


class NoSuchColumnError(NotFoundError):
    """The view has no such field, or the role does not see it."""

    title = "没有这一列"


def make_blueprint(registry: Registry, *, also: Sequence[openapi.Operation] = ()) -> Blueprint:
    """Return the routes under /api/v1; `also` are operations of other features, for the description alone."""
    routes = Blueprint("views", __name__, url_prefix="/api/v1")

    @routes.get("/views")
    def list_views() -> Response:
        return _json(ViewsOut([view_of(access) for access in registry.open_all(current_actor())]))

    @routes.get("/views/<view>")
    def describe_view(view: str) -> Response:
        return _json(sheet_of(registry.open(view, current_actor())))

    @routes.get("/views/<view>/choices/<field>")
    def list_choices(view: str, field: str) -> Response:
        access = registry.open(view, current_actor())
        return _json(choices_of(access, field, search=queried("search").get("search", "")))

    @routes.get("/views/<view>/rows/<key>/history")
    def tell_row(view: str, key: str) -> Response:
        return _json(story_of(registry, view, key))

    @routes.post("/views/<view>/sync")
    def sync_view(view: str) -> Response:
        access = registry.open(view, current_actor())
        asked = Asked(read_request(request.get_data(cache=False)), access, now())
        return Response(count(asked, answer_sync(edge().engine, asked)), mimetype=JSON)

    @routes.post("/submissions/<submission>/undo")
    def undo_submission(submission: str) -> Response:
        actor, moment = current_actor(), now()
        if not is_key(submission):
            raise UnknownSubmissionError
        take_back = partial(undo, registry=registry, submission=submission, actor=actor, now=moment)
        return Response(in_writing(edge().engine, take_back), mimetype=JSON)

    @routes.get("/openapi.json")
    def describe_api() -> Response:
        return _json(openapi.document([view.spec for view in registry.views.values()], also=also))

    return routes


def story_of(registry: Registry, view: str, key: str) -> Story:
    """Return what the signed-in actor may know of a row. Raises UnknownRowError."""
    access = registry.open(view, current_actor())
    if not is_key(key):
        raise UnknownRowError
    with read() as conn:
        return told(conn, access, key, registry=registry)


def choices_of(access: Access, field: str, *, search: str = "") -> ChoicesOut:
    """Return the dropdown of a field, or what a search finds in it; raises NoSuchColumnError."""
    if field not in access.columns.listed:
        raise NoSuchColumnError
    with read() as conn:
        version = access.view.choice_versions(conn, access.actor).get(field, 0)
        found, offered = _offered(conn, access, field, search)
    choices = [ChoiceOut(each.value, each.label, each.search) for each in offered]
    return ChoicesOut(field, version, choices, found)


def _offered(conn: Connection, access: Access, field: str, search: str) -> tuple[int, list[Choice]]:
    """Return how many entries a search finds and the best of them; without a search all of them."""
    view, actor = access.view, access.actor
    found = view.search(conn, field, search, actor) if search and isinstance(view, Searching) else None
    if found is not None:
        return found
    offered = view.choices(conn, field, actor)
    if not search:
        return 0, offered
    sought = search.casefold()
    holding = [each for each in offered if sought in f"{each.value} {each.label} {each.search}".casefold()]
    return len(holding), holding[:MOST_FOUND]


def answer_sync(engine: Engine, asked: Asked) -> bytes:
    """Return the answer to a request, in the transactions it needs: one, or for a rehearsal two.

    A rehearsal pulls after its writes are taken back: they would hide what others changed in the same rows.
    """
    made = None
    if asked.request.rows and not asked.request.dry_run:
        return in_writing(engine, lambda conn: service.sync(conn, asked))
    if asked.request.rows:
        made = in_vain(engine, lambda conn: service.rehearse(conn, asked))
    with reading(engine) as conn:
        return service.look(conn, asked, made=made)


def _json(content: Any) -> Response:
    return Response(msgspec.json.encode(content), mimetype=JSON)
