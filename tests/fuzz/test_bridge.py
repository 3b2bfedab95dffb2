"""The bridge called as no host does: by the schema of its messages, and with real calls altered anywhere."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

from addin.actions.registry import ACTIONS
from addin.bridge.messages import BridgeReply, BridgeRequest
from addin.hosts.port import JsonBook
from server.views import openapi
from sync.client.loop import run_press
from sync.rows.keys import new_key
from tests.addin.presses import Bridge, Clerk, memory_book, order
from tests.fuzz.effort import cases, try_out
from tests.fuzz.plausible import RUBBISH

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemathesis import Case

    from tests.fuzz.conftest import House

Path = tuple[Any, ...]
STEPS = [action.id for action in ACTIONS if action.step is not None]
PRESSED = ("sync", "precheck", "refresh", "explain_row", "lookup_product", "undo", "next_problem")
OPTIONS = {"yes": "1", "sheet": "订单录入", "row": "3", "text": "a"}
HOSTILE: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([None, True, [], {}, [[]], {"": None}, 0, -1, 1, 2**31, 2**63 - 1, -(2**63), 0.5, 1e308]),
    st.sampled_from(["", *RUBBISH, "订单录入", "orders", "open", "send", "close", "mine", "yes", "0"]),
    st.integers(0, 20_000),
)
REFUSALS = (400, 401, 403, 404, 405, 409, 411, 413, 415, 422, 426, 429, 503)


def described(action: str) -> Any:
    """Return the schema of the calls of an action, made of the message types as that of the API is."""
    made = openapi.Operation(
        method="post",
        path=f"/bridge/{action}",
        name=action,
        summary=action,
        body=BridgeRequest,
        answer=BridgeReply,
        refusals=(401,),
    )
    document = openapi.document([], also=[made])
    document["paths"] = {made.path: document["paths"][made.path]}
    refusal = {
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    }
    responses = document["paths"][made.path]["post"]["responses"]
    responses |= {str(status): {"description": "no", **refusal} for status in REFUSALS}
    return document


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("mode", list(GenerationMode))
@cases(6, long=800)
def test_calls_by_the_schema_of_the_messages(
    house_on_sqlite: House, action: str, mode: GenerationMode, examples: int
) -> None:
    schema = schemathesis.openapi.from_dict(described(action))
    schema.app = house_on_sqlite.application
    (operation,) = (each.ok() for each in schema.get_all_operations())  # type: ignore[union-attr]
    checked: list[Any] = [schemathesis.checks.CHECKS.get_one(name) for name in CHECKED]

    def law(case: Case[Any], press: str) -> None:
        if mode.is_positive and isinstance(case.body, dict):
            case.body |= {"version": 1, "press": press}
        case.call_and_validate(
            headers={"Authorization": f"Bearer {house_on_sqlite.tokens['clerk']}"}, checks=checked
        )

    try_out(law, operation.as_strategy(generation_mode=mode), st.builds(new_key), examples=examples)


CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


@pytest.fixture(scope="module")
def recorded(house: House) -> list[tuple[str, dict[str, Any]]]:
    """Return the calls of presses as a host made them: action and body."""
    calls: list[tuple[str, dict[str, Any]]] = []
    bridge = Bridge(house.call, token=house.tokens["clerk"])
    good = {"customer": "C001", "product": "LED-9W", "requested_on": "2035-06-18"}
    host = memory_book([order(**good), order(**good, quantity="x"), order(**good, remark="第三行")])

    def poster(action: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        def post(body: dict[str, Any]) -> dict[str, Any]:
            calls.append((action, copy.deepcopy(body)))
            return bridge.poster(action)(body)

        return post

    for action in PRESSED:
        run_press(poster(action), book=JsonBook(host), person=Clerk(), options=OPTIONS)
    return calls


def places(body: Any, here: Path = ()) -> list[Path]:
    """Return where values stand in a JSON value; of long lists the first few."""
    found = [here] if here else []
    parts = (
        list(body.items())
        if isinstance(body, dict)
        else list(enumerate(body[:4]))
        if isinstance(body, list)
        else []
    )
    for name, part in parts:
        found += places(part, (*here, name))
    return found


def altered(body: dict[str, Any], place: Path, change: str, value: Any) -> dict[str, Any]:
    """Return a call with one value replaced, left out, or put twice."""
    made = copy.deepcopy(body)
    inside: Any = made
    for step in place[:-1]:
        inside = inside[step]
    if change == "replace":
        inside[place[-1]] = value
    elif change == "leave out":
        del inside[place[-1]]
    elif isinstance(inside, list):
        inside.append(inside[place[-1]])
    else:
        inside[str(value)] = inside[place[-1]]
    return made


@cases(120)
def test_real_calls_altered_anywhere(
    house: House, recorded: list[tuple[str, dict[str, Any]]], examples: int
) -> None:
    bridge = Bridge(house.call, token=house.tokens["clerk"])

    def law(data: st.DataObject) -> None:
        action, body = data.draw(st.sampled_from(recorded))
        body = {**body, "press": new_key()}
        for _ in range(data.draw(st.integers(1, 2))):
            place = data.draw(st.sampled_from(places(body)))
            body = altered(
                body,
                place,
                data.draw(st.sampled_from(["replace", "replace", "leave out", "twice"])),
                data.draw(HOSTILE),
            )
        status, _, content = bridge.raw(action, json.dumps(body).encode())
        assert status == 200 or status in REFUSALS, content
        json.loads(content)

    try_out(law, st.data(), examples=examples)
