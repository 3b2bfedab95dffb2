"""The page of actions and the schema of the bridge are those of the product, as it stands."""

from __future__ import annotations

import json
import re

import jsonschema_rs
import msgspec

from addin.actions.registry import ACTIONS
from addin.bridge.messages import (
    BRIDGE_VERSION,
    BridgeReply,
    BridgeRequest,
    CellBlock,
    Message,
    More,
    Need,
    Put,
    Range,
    Snapshot,
)
from addin.surfaces.handbook import ACTIONS_PAGE, SCHEMA_FILE, actions_page, bridge_schema

RANGE = Range("订单", 1, 1, 2, 2)


def test_the_page_of_actions_is_current() -> None:
    assert ACTIONS_PAGE.read_text("utf-8") == actions_page(), "run: python -m addin.surfaces.handbook"


def test_the_schema_of_the_bridge_is_current() -> None:
    assert SCHEMA_FILE.read_text("utf-8") == bridge_schema(), "run: python -m addin.surfaces.handbook"


def test_every_action_has_a_key_of_its_own() -> None:
    assert all(re.fullmatch("[A-Z]{1,3}", action.key_tip) for action in ACTIONS)
    assert len({action.key_tip for action in ACTIONS}) == len(ACTIONS)


def test_a_call_is_what_the_schema_says() -> None:
    block = CellBlock(RANGE, [["a", 1.5], [None, True]], formulas=[(1, 2)])
    snapshot = Snapshot("订单.xlsx", "memory", selection=RANGE, blocks=[block])
    call = msgspec.to_builtins(BridgeRequest(BRIDGE_VERSION, "0190", 1, snapshot))
    asked = jsonschema_rs.validator_for(json.loads(bridge_schema()))
    assert asked.is_valid(call)
    assert not asked.is_valid(call | {"snapshot": {"sheets": "none"}})


def test_an_answer_is_what_the_schema_says() -> None:
    reply = BridgeReply([Put(RANGE, [["x", None]]), Message("好了")], more=More([Need(RANGE)]))
    parts = json.loads(bridge_schema())["$defs"]
    answered = jsonschema_rs.validator_for({"$ref": "#/$defs/BridgeReply", "$defs": parts})
    assert answered.is_valid(msgspec.to_builtins(reply))
    assert not answered.is_valid({"operations": [{"type": "no such operation"}]})
