"""Every operation of the API, asked what its description allows and what it forbids, in every role.

Never a server error; never an answer that the description does not announce: status, kind, headers, content;
never an answer to somebody who is not signed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from server.wiring import VIEWS
from tests.fuzz.effort import TOLERATED, cases, try_out
from tests.fuzz.plausible import FIELDS, KEYS, Known, known_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy
    from schemathesis import APIOperation, BaseSchema, Case, Response

    from tests.fuzz.conftest import House

DOCUMENT = "/api/v1/openapi.json"
OPERATIONS = (
    *("listViews", "describeView", "listChoices", "tellRow"),
    *("sync", "undo", "signIn", "whoAmI", "signOut", "readLayout", "keepLayout", "searchOwn"),
    "importHistory",
    *("readStatement", "printStatement", "readWeek", "readShortage"),
)
FORBIDDABLE = ("describeView", "listChoices", "sync", "signIn", "keepLayout", "importHistory")
"""Operations of which the description forbids something."""
COSTS = {"signIn": 4}  # a password takes as long to judge as many requests
SYNC, IMPORT = "/views/{view}/sync", "/imports/history"
NAMES = st.sampled_from([view.spec.name for view in VIEWS])


@pytest.fixture(scope="module")
def described(house: House) -> BaseSchema:
    """Load the description that the server gives of itself."""
    return schemathesis.openapi.from_wsgi(DOCUMENT, house.application)


@pytest.fixture(scope="module")
def known(house: House) -> Known:
    """Make what requests may name."""
    return known_of(house)


def operations(described: BaseSchema) -> dict[str, APIOperation[Any, Any, Any, Any]]:
    """Return what the description describes, by its name."""
    found = (each.ok() for each in described.get_all_operations())  # type: ignore[union-attr]
    return {str(each.definition.raw["operationId"]): each for each in found}


def signed_in(house: House, person: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {house.tokens[person]}"}


def people(house: House, name: str) -> SearchStrategy[str]:
    """Draw who asks; one of them may sign out, and then is nobody."""
    return st.just("rival") if name == "signOut" else st.sampled_from(sorted(house.tokens.keys() - {"rival"}))


@st.composite
def seasoned(draw: Callable[[Any], Any], made: APIOperation[Any, Any, Any, Any], known: Known) -> Case[Any]:
    """Draw a case that the description allows, mostly of things that are there."""
    case: Case[Any] = draw(made.as_strategy(generation_mode=GenerationMode.POSITIVE))
    if made.path == IMPORT:
        body: Any = case.body
        body["rows"] = list({row["id"]: row for row in body["rows"]}.values())
    if not draw(st.integers(0, 3)):
        return _wellformed(case) if made.path == SYNC else case
    submissions = st.sampled_from(known.submissions) | KEYS
    keys = st.sampled_from([key for keys in known.keys.values() for key in keys]) | KEYS
    chosen = {"view": NAMES, "field": st.sampled_from(FIELDS), "submission": submissions, "key": keys}
    chosen["shape"] = st.from_regex("[0-9a-f]{64}", fullmatch=True)
    case.path_parameters = {name: draw(chosen[name]) for name in case.path_parameters or {}}
    if made.path == SYNC:
        case.body = draw(known.request(case.path_parameters["view"]))
    return case


def _wellformed(case: Case[Any]) -> Case[Any]:
    """Keep a request to what JSON schema cannot say: an id to write rows, a book for its scope."""
    body: Any = case.body
    body["rows"] = list({row["key"]: row for row in body.get("rows", [])}.values())
    if body["rows"] and not body.get("request_id"):
        body["dry_run"] = True
    if body.get("scope") == "book" and not body.get("book"):
        body["scope"] = None
    return case


def test_every_operation_of_the_description_is_tried(described: BaseSchema) -> None:
    assert set(operations(described)) == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
@cases(12, long=2_500)
def test_what_the_description_allows_is_answered_as_it_says(
    house: House, described: BaseSchema, known: Known, name: str, examples: int
) -> None:
    def law(case: Case[Any], person: str) -> None:
        case.call_and_validate(headers=signed_in(house, person))

    tried = examples // COSTS.get(name, 1)
    try_out(law, seasoned(operations(described)[name], known), people(house, name), examples=tried)


@pytest.mark.parametrize("name", FORBIDDABLE)
@cases(16, long=3_400)
def test_what_the_description_forbids_is_refused_as_it_says(
    house: House, described: BaseSchema, name: str, examples: int
) -> None:
    def law(case: Case[Any], person: str) -> None:
        case.call_and_validate(headers=signed_in(house, person))

    made = operations(described)[name]
    forbidden = made.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    try_out(law, forbidden, people(house, name), examples=examples // COSTS.get(name, 1))


@cases(8, long=1_000)
def test_one_thing_leads_to_another_as_the_description_says(
    house: House, described: BaseSchema, examples: int
) -> None:
    """Views to a view to its choices; a request to the pull after it and to its undo."""

    class Walk(described.as_state_machine()):  # type: ignore[misc]  # made at run time
        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:
            return {"headers": signed_in(house, "admin")}

        def validate_response(self, response: Response, case: Case[Any], *_: object, **sent: Any) -> None:
            case.validate_response(response, headers=sent["headers"], transport_kwargs=sent)

    Walk.run(settings=settings(max_examples=examples, stateful_step_count=6, suppress_health_check=TOLERATED))
