"""Every role at every route and view, allowed and refused, made from the table the product uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from werkzeug.test import Client

from addin.actions.registry import ACTIONS
from server.accounts.policy import ACTIONS as BRIDGED
from server.accounts.policy import POLICY, ROUTES
from server.db.session import reading
from server.serve import BRIDGE, mounted
from server.views.models import Request, Revision, Submission
from server.web.doors import Need
from server.wiring import REGISTRY
from sync.fields.kinds import Writer
from sync.fields.masterdata import ROLES
from tests.e2e.protocol.api import new_id, new_row
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy import Engine

    from tests.e2e.isolation.conftest import Staff
    from tests.e2e.protocol.api import Json, Person
    from tests.e2e.protocol.conftest import Firm

READING = ("describe", "choices", "pull")
WRITING = ("rehearse", "push", "undo")
CALLS: dict[str, Callable[[Person, str], int]] = {
    "describe": lambda who, view: who.call("GET", f"/views/{view}").status_code,
    "choices": lambda who, view: who.call("GET", f"/views/{view}/choices/{_shown(view)}").status_code,
    "pull": lambda who, view: who.post(view, {"cursor": None}).status_code,
    "rehearse": lambda who, view: who.post(view, who.body(new_row(), dry_run=True)).status_code,
    "push": lambda who, view: who.post(view, who.body(new_row())).status_code,
}
TOKENS = {"none": None, "empty": "", "guess": "guess", "long": "x" * 4_000, "odd": "\xff"}
ONE_ENGINE = pytest.mark.parametrize("busy_firm", ["sqlite"], indirect=True)


def _shown(view: str) -> str:
    """Return a column of the view that no role has hidden."""
    hidden = frozenset[str]().union(*(table[view].hidden for table in POLICY.values() if view in table))
    fields = REGISTRY.views[view].spec.fields
    return next(f.key for f in fields if f.writer is Writer.PEOPLE and f.key not in hidden)


def _taken_back(who: Person, view: str) -> int:
    """Push something and take it back; what was refused is taken for what the undo would have been."""
    submission = new_id()
    pushed = who.post(view, who.body(new_row(), submission=submission))
    return who.undo(submission).status_code if pushed.status_code == 200 else pushed.status_code


OPERATIONS = CALLS | {"undo": _taken_back}


def _written(engine: Engine) -> list[int]:
    counts = [sa.select(sa.func.count()).select_from(row) for row in (Request, Revision, Submission)]
    with reading(engine) as conn:
        return [conn.execute(count).scalar_one() for count in counts]


@pytest.mark.parametrize("view", REGISTRY.views)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_do_with_every_view_what_the_table_says_and_no_more(
    everybody: Staff, busy_firm: Firm, role: str, view: str
) -> None:
    rights = POLICY[role].get(view)
    may = {name: bool(rights and rights.read) for name in READING}
    may |= {name: bool(rights and rights.write) for name in WRITING}
    before = _written(busy_firm.engine)
    answered = {name: ask(everybody[role], view) for name, ask in OPERATIONS.items()}
    assert answered == {name: 200 if allowed else 403 for name, allowed in may.items()}
    assert (_written(busy_firm.engine) != before) == may["push"]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_shown_the_views_and_columns_it_may_read(everybody: Staff, role: str) -> None:
    listed = everybody[role].get("/views")["views"]
    rights = {view["name"]: (view["rights"]["read"], view["rights"]["write"]) for view in listed}
    assert rights == {name: (found.read, found.write) for name, found in POLICY[role].items() if found.read}
    for name, found in POLICY[role].items():
        columns = {column["key"] for column in everybody[role].get(f"/views/{name}")["columns"]}
        pulled = everybody[role].at(None).pull(name).changes.values()
        assert not columns & found.hidden
        assert not found.hidden & {key for row in pulled for key in row["values"]}
        for key in found.hidden:
            assert everybody[role].call("GET", f"/views/{name}/choices/{key}").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_told_of_rows_it_may_read_and_never_of_a_hidden_field(
    everybody: Staff, busy_firm: Firm, role: str
) -> None:
    for view in REGISTRY.views:
        rights = POLICY[role].get(view)
        seen = everybody[role].at(None).pull(view).changes if rights else {}
        keys = [*seen, *busy_firm.admin.pull(view).changes, new_id()]
        for key in dict.fromkeys([keys[0], keys[-1]]):
            answer = everybody[role].call("GET", f"/views/{view}/rows/{key}/history")
            assert answer.status_code == (403 if not rights else 200 if key in seen else 404)
            if key in seen and rights:
                assert not rights.hidden & _named(answer.get_json())


def _named(story: Json) -> set[str]:
    """Return the fields a story tells of."""
    changes = [change["field"] for one in story["history"] for change in one["changes"]]
    return {*story["values"], *changes}


@pytest.mark.parametrize("role", ROLES)
def test_the_submission_of_somebody_else_is_undone_by_administrators_alone(
    everybody: Staff, busy_firm: Firm, role: str
) -> None:
    made = busy_firm.person("colleague").push(line())
    status = everybody[role].undo(made.body["submission"]).status_code
    assert status == {"admin": 200, "dealer": 404}.get(role, 403)


@pytest.mark.parametrize("role", [role for role, table in POLICY.items() if not table["orders"].write])
def test_who_lost_the_right_to_write_takes_nothing_back_either(firm: Firm, role: str) -> None:
    (clerk,) = (row for row in firm.admin.pull("users").changes.values() if row["values"]["name"] == "clerk")
    made = firm.clerk.push(line())
    firm.admin.push({"key": clerk["key"], "rev": clerk["rev"], "values": {"role": role}}, view="users")
    assert firm.clerk.undo(made.body["submission"]).status_code == 403
    assert firm.admin.stored(made.only["key"])["values"]["status"] == "待审核"


def test_every_view_stands_in_the_table_and_every_name_of_the_table_is_a_view() -> None:
    assert {view for table in POLICY.values() for view in table} == set(REGISTRY.views)
    assert set(POLICY) == set(ROLES)


@ONE_ENGINE
def test_every_route_stands_in_the_table_and_every_line_of_the_table_is_a_route(busy_firm: Firm) -> None:
    assert _routes(busy_firm.app) | _bridged() == set(ROUTES)
    assert {action.id for action in ACTIONS if action.step} == set(BRIDGED)


def _routes(app: Flask) -> set[tuple[str, str]]:
    methods = {(method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    return {(method, rule) for method, rule in methods if method != "HEAD"}


def _bridged() -> set[tuple[str, str]]:
    return {("POST", f"{BRIDGE}/{action.id}") for action in ACTIONS if action.step}


@ONE_ENGINE
def test_what_is_mounted_beside_the_application_is_the_bridge_alone(busy_firm: Firm) -> None:
    whole = mounted(busy_firm.config, busy_firm.engine)
    while not hasattr(whole, "mounts"):
        whole = whole.app  # type: ignore[attr-defined]
    assert list(whole.mounts) == [BRIDGE]


@ONE_ENGINE
@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
@pytest.mark.parametrize(("method", "rule"), ROUTES)
def test_a_stranger_is_asked_for_a_token_wherever_the_table_says_so(
    busy_firm: Firm, method: str, rule: str, token: str | None
) -> None:
    named = {"<view>": "orders", "<field>": "product", "<submission>": new_id(), "<key>": new_id()}
    path = re.sub("<[a-z]+>", lambda found: named.get(found[0], found[0]), rule)
    headers = {"Content-Type": "application/json"} | (
        {} if token is None else {"Authorization": f"Bearer {token}"}
    )
    answer = Client(mounted(busy_firm.config, busy_firm.engine)).open(
        path, method=method, headers=headers, data=b"{}"
    )
    if ROUTES[method, rule] is Need.NOTHING:
        assert answer.status_code not in {401, 403}
    elif ROUTES[method, rule] is Need.PAGE:  # a person is shown where to sign in
        assert (answer.status_code, answer.headers["Location"][:6]) == (303, "/login")
    elif ROUTES[method, rule] is Need.CALL:  # nobody calls where nothing is set up
        assert answer.status_code == 404
    elif ROUTES[method, rule] is Need.LOCAL:
        assert answer.status_code == 403
    else:
        assert answer.status_code == 401


@ONE_ENGINE
def test_a_route_that_nobody_put_in_the_table_is_closed_to_everybody(
    busy_firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(ROUTES, ("GET", "/api/v1/views"))
    assert busy_firm.admin.call("GET", "/views").status_code == 403
    assert busy_firm.admin.call("HEAD", "/views").status_code == 403


@ONE_ENGINE
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PATCH", "PROPFIND"])
def test_methods_that_no_route_has_are_refused(busy_firm: Firm, method: str) -> None:
    assert busy_firm.admin.call(method, "/views").status_code == 405


@ONE_ENGINE
@pytest.mark.parametrize("view", ["Orders", "orders ", "tokens", "orders%00", "../session", "submissions"])
def test_a_view_that_is_not_there_is_not_found(busy_firm: Firm, view: str) -> None:
    assert busy_firm.admin.call("GET", f"/views/{view}/choices/product").status_code == 404
    assert busy_firm.admin.call("POST", f"/views/{view}/sync", json={}).status_code == 404


def test_somebody_without_a_known_role_may_nothing(firm: Firm) -> None:
    with firm.engine.begin() as conn:
        conn.execute(sa.text("UPDATE users SET role = 'king' WHERE name = 'clerk'"))
    assert firm.clerk.get("/views") == {"views": []}
    assert {ask(firm.clerk, "orders") for ask in OPERATIONS.values()} == {403}
