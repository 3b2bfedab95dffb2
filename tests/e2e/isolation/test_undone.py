"""What an administrator took back for a dealer tells the dealer, who asks again, nothing of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.protocol.api import undone
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm

TWIN = {"phone": "13700000001", "ordered_at": "2026-11-20T02:00:00Z"}


def test_a_dealer_asking_again_is_not_told_of_the_orders_that_became_free(firm: Firm) -> None:
    made = firm.dealer.push(line(customer="C010", **TWIN))
    theirs = firm.rival.push(line(customer="C011", remark="只给乙看", **TWIN)).only
    assert theirs["outcome"] == "held"
    first = undone(firm.admin.undo(made.body["submission"]))
    assert first.changes[theirs["key"]]["values"]["remark"] == "只给乙看"
    again = undone(firm.dealer.undo(made.body["submission"]))
    assert [row["key"] for row in again.results] == [row["key"] for row in made.results]
    assert again.changes == {}
    assert theirs["key"].encode() not in again.raw
    assert "changed_by" not in again.only["values"]


def test_a_dealer_asking_again_gets_the_own_first_answer_byte_for_byte(firm: Firm) -> None:
    dealer = firm.dealer
    dealer.push(line(customer="C010", customer_po="PO-1"))
    made = dealer.push(line(customer="C010", customer_po="PO-1", product="BOX-10", phone="13700000001"))
    first = undone(dealer.undo(made.body["submission"]))
    assert undone(dealer.undo(made.body["submission"])).raw == first.raw
