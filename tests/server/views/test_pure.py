"""Cursors, prints, identity, footprints: values in, values out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.views.contract import Actor, Position, Scope
from server.views.cursor import BEGINNING, binding, read_cursor, write_cursor
from server.views.footprints import Past, footprints
from server.views.identity import contradicts, match_lost
from server.views.prints import request_print
from sync.protocol.messages import RowIn, SyncRequest
from tests.server.views.notes_view import SPEC

ACTOR = Actor("王芳", "clerk", department="一部")
SCOPE = Scope("book", "b")
prints = st.lists(st.sampled_from("xyz"), max_size=8)


def _bind(actor: Actor = ACTOR, scope: Scope = SCOPE, view: str = "notes", epoch: int = 1) -> str:
    return binding(view, actor=actor, scope=scope, server="s", epoch=epoch)


@given(stamp=st.integers(0, 2**63 - 1), key=st.uuids())
def test_a_cursor_comes_back_as_it_was(stamp: int, key: object) -> None:
    position = Position(stamp, str(key))
    assert read_cursor(write_cursor(position, _bind()), _bind()) == position


@given(text=st.text())
def test_any_other_text_is_the_beginning(text: str) -> None:
    assert read_cursor(text, _bind()) == BEGINNING


@pytest.mark.parametrize(
    "other",
    [
        _bind(actor=replace(ACTOR, name="李强")),
        _bind(actor=replace(ACTOR, role="admin")),
        _bind(actor=replace(ACTOR, department="二部")),
        _bind(actor=replace(ACTOR, customer="C1")),
        _bind(scope=Scope("mine", "b")),
        _bind(scope=Scope("book", "c")),
        _bind(scope=Scope("book", "b", dt.date(2026, 1, 1))),
        _bind(view="orders"),
        _bind(epoch=2),
    ],
)
def test_a_cursor_is_bound_to_user_role_scope_and_epoch(other: str) -> None:
    assert read_cursor(write_cursor(Position(5, ""), other), _bind()) == BEGINNING


@given(new=prints, made=prints)
def test_lost_rows_are_matched_one_to_one_and_as_many_as_possible(new: list[str], made: list[str]) -> None:
    rows = [(f"n{place}", found) for place, found in enumerate(new)]
    before = [(f"m{place}", found) for place, found in enumerate(made)]
    matched = match_lost(rows, before)
    assert len(set(matched.values())) == len(matched)
    assert all(dict(rows)[key] == dict(before)[first] for key, first in matched.items())
    assert len(matched) == sum(min(new.count(sign), made.count(sign)) for sign in "xyz")


@pytest.mark.parametrize(
    ("witness", "wrong"),
    [
        (None, False),
        ({}, False),
        ({"order_no": "N1", "weight": "2.0"}, False),
        ({"order_no": None, "weight": " "}, False),
        ({"order_no": "N2"}, True),
        ({"order_no": "N1", "weight": "3"}, True),
        ({"weight": "two"}, True),
        ({"title": "anything"}, False),
    ],
)
def test_a_witness_must_not_contradict(witness: dict[str, str | None] | None, *, wrong: bool) -> None:
    fields = {name: SPEC.field(name) for name in ("order_no", "weight")}
    assert contradicts(witness, {"order_no": "N1", "weight": "2"}, fields=fields) is wrong


def test_a_number_shown_for_a_row_without_one_contradicts() -> None:
    assert contradicts({"order_no": "N1"}, {"order_no": None}, fields={"order_no": SPEC.field("order_no")})


def test_a_print_changes_with_every_value_but_not_with_a_secret() -> None:
    def made(**values: str) -> str:
        request = SyncRequest(request_id="r", rows=[RowIn("k", values=dict(values))])
        return request_print(request, secrets=frozenset({"pin"}))

    assert made(title="a", body="b") == made(body="b", title="a")
    assert made(title="a", pin="1") == made(title="a", pin="2")
    assert len({made(), made(title=""), made(title="a"), made(body="a")}) == 4


def test_a_footprint_joins_the_revisions_of_a_submission() -> None:
    own = [
        Past("notes", "k", 3, {"a": ("1", "2")}),
        Past("notes", "k", 5, {"a": ("2", "3"), "b": (None, "x")}),
        Past("notes", "other", 2, {"a": ("1", "2")}, beside=True),
    ]
    (mark,) = footprints(own, [Past("notes", "k", 4, {"c": ("1", "2")})])
    assert (mark.key, mark.rev, mark.created) == ("k", 3, False)
    assert mark.delta == {"a": ("1", "3"), "b": (None, "x")}
    assert mark.since == {"c"}
