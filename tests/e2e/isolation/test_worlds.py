"""A dealer is answered the same, byte for byte, whatever other customers have done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from tests.conftest import ENGINES
from tests.e2e.isolation.asking import ASKED, Edit, Ids, Look, Order, Pull, Story, Undo
from tests.e2e.isolation.worlds import Side, busy, numbers, quiet
from tests.e2e.protocol.api import new_id
from tests.e2e.protocol.conftest import opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.e2e.isolation.worlds import Foreign

    Asking = Look | Story | Pull | Order | Edit | Undo
    Worlds = tuple[Side, Side, Foreign]

LONG = 1_500


@pytest.fixture(scope="module", params=ENGINES)
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """Open two worlds on one kind of database; the dealer in both is the same person at the same book."""
    with (
        opened(request, tmp_path_factory.mktemp("busy")) as first,
        opened(request, tmp_path_factory.mktemp("quiet")) as second,
    ):
        quiet(second)
        foreign, book = busy(first), new_id()
        yield Side(first, book, numbers(first)), Side(second, book, numbers(second)), foreign


def ask_both(worlds: Worlds, questions: Sequence[Asking]) -> None:
    """Ask both worlds the same, and see that nothing tells them apart."""
    first, second, foreign = worlds
    for question in questions:
        ids = Ids()
        answers = [side.seen(question.send(side, ids, foreign)) for side in (first, second)]
        assert answers[0] == answers[1], question


@settings(max_examples=40)
@given(questions=ASKED)
def test_nothing_a_dealer_asks_tells_what_others_did(worlds: Worlds, questions: Sequence[Asking]) -> None:
    ask_both(worlds, questions)


@pytest.mark.long
@pytest.mark.timeout(3_000)
@settings(max_examples=LONG)
@given(questions=ASKED)
def test_nothing_a_dealer_asks_tells_what_others_did_at_length(
    worlds: Worlds, questions: Sequence[Asking]
) -> None:
    ask_both(worlds, questions)


def test_the_two_worlds_do_differ_and_staff_see_it(worlds: Worlds) -> None:
    first, second, foreign = worlds
    assert foreign.order_no in first.others
    assert len(first.others) > len(second.others) > 1


@pytest.mark.parametrize(
    "question",
    [
        Look("/views/orders/choices/customer"),
        Story("orders", -1),
        Pull("orders", "all", "foreign", "foreign"),
        Order("C010", "LED-9W", "1", None, twin=True, book="foreign", request="foreign", dry_run=False),
        Order("小乙", "LED-9W", "1", "PO-乙", twin=True, book="own", request="own", dry_run=True),
        Edit(-1, "remark", "20", "foreign", None),
        Edit(-2, "changed_by", "clerk", "own", "作废"),
        Undo(-1),
    ],
    ids=repr,
)
def test_what_is_known_of_others_gets_no_other_answer_than_what_never_was(
    worlds: Worlds, question: Asking
) -> None:
    ask_both(worlds, [question])
