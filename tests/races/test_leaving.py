"""Rows that pass out of a reader's scope or sight are named once, and to nobody who never had them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.protocol.api import edit_of, undone
from tests.e2e.protocol.seeds import line
from tests.races.following import Follower

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm

OLD, NEW = "2026-01-05T02:00:00Z", "2026-05-05T02:00:00Z"
MARCH = {"scope": "all", "since": "2026-03-01"}


def test_a_draft_taken_back_from_a_dealers_customer_leaves_the_dealers_sight(firm: Firm) -> None:
    made = firm.clerk.push(line(customer=None, action="暂存")).only
    given = firm.clerk.push(edit_of(made, customer="C010", action="暂存"))
    dealer, rival = (Follower(person.at(None), {"scope": "all"}) for person in (firm.dealer, firm.rival))
    for reader in (dealer, rival):
        reader.pull()
    assert dealer.rows.keys() == {made["key"]}
    undone(firm.clerk.undo(given.body["submission"]))
    told = [
        firm.person(name).at(None).pull(scope="all", cursor=reader.cursor).body["removed"]
        for name, reader in (("dealer", dealer), ("rival", rival))
    ]
    assert told == [[made["key"]], []]


def test_an_order_given_an_earlier_day_leaves_since_and_comes_back(firm: Firm) -> None:
    made = firm.clerk.push(line(ordered_at=NEW)).only
    reader = Follower(firm.admin, MARCH)
    reader.pull()
    moved = firm.clerk.push(edit_of(made, ordered_at=OLD)).only
    reader.pull()
    assert (reader.rows, reader.gone) == ({}, 1)
    firm.clerk.push(edit_of(made | moved, ordered_at=NEW))
    reader.pull()
    assert reader.rows.keys() == {made["key"]}


def test_a_row_that_was_never_inside_is_not_named(firm: Firm) -> None:
    made = firm.clerk.push(line(ordered_at=OLD)).only
    cursor = firm.admin.pull(cursor=None, **MARCH).body["cursor"]
    firm.clerk.push(edit_of(made, remark="甲"))
    assert firm.admin.pull(cursor=cursor, **MARCH).body["removed"] == []


def test_a_dealer_is_told_of_no_row_of_others_that_leaves_a_span(firm: Firm) -> None:
    own, foreign = (firm.clerk.push(line(customer=code, ordered_at=NEW)).only for code in ("C010", "C001"))
    dealer = firm.dealer.at(None)
    cursor = dealer.pull(cursor=None, **MARCH).body["cursor"]
    for row in (own, foreign):
        firm.clerk.push(edit_of(row, ordered_at=OLD))
    assert dealer.pull(cursor=cursor, **MARCH).body["removed"] == [own["key"]]


def test_a_row_that_leaves_by_two_doors_at_once_is_named(firm: Firm) -> None:
    made = firm.clerk.push(line(customer=None, action="暂存", ordered_at=NEW)).only
    given = firm.clerk.push(edit_of(made, customer="C010", action="暂存"))
    dealer = firm.dealer.at(None)
    cursor = dealer.pull(cursor=None, **MARCH).body["cursor"]
    firm.clerk.push(edit_of(given.only, ordered_at=OLD, action="暂存"))
    undone(firm.clerk.undo(given.body["submission"]))
    assert dealer.pull(cursor=cursor, **MARCH).body["removed"] == [made["key"]]
