"""Eight write at random, four pull by cursor: in the end each reader holds what the tables hold."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import partial
from random import Random
from threading import Event
from typing import TYPE_CHECKING

import pytest

from server.masterdata.models import CUSTOMERS
from server.orders.models import ORDERS
from server.views import pull
from tests.e2e.protocol.api import Person, new_row
from tests.e2e.protocol.seeds import PASSWORD, sign_in
from tests.races.crowd import together
from tests.races.following import Follower, Sight, changed_in, on_book, since
from tests.races.pace import paced
from tests.races.remote import served
from tests.races.scribes import Board, Scribe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.e2e.protocol.conftest import Firm

SEEDS = itertools.count(20261124)
MARCH = dt.date(2026, 3, 1)
WRITERS = ("clerk", "clerk", "clerk", "colleague", "colleague", "supervisor", "dealer", "rival")
NAMES = (
    ("all", "all since"),
    ("book", "mine", "mine since"),
    ("department", "department since"),
    ("dealer", "dealer since"),
)
"""What each of the four readers follows, one after the other."""


def sights(firm: Firm, book: str | None) -> dict[str, Sight]:
    """Return everything that is followed, with what it should be in the end."""
    clerk, dealer, march = firm.clerk.at(book), firm.dealer.at(None), {"since": MARCH.isoformat()}
    people = {"all": firm.admin, "mine": clerk, "department": _eastern(firm), "dealer": dealer}
    conditions = {
        "all": [],
        "mine": [ORDERS.c.created_by == "clerk"],
        "department": [ORDERS.c.department == "华东"],
        "dealer": [CUSTOMERS.c.code == "C010"],
    }
    found = {"book": Sight(Follower(clerk, {"scope": "book"}), [on_book(book)], [changed_in(book)])}
    for name, person in people.items():
        scope = {"scope": "all" if name == "dealer" else name}
        found[name] = Sight(Follower(person, scope), conditions[name])
        found[f"{name} since"] = Sight(Follower(person, scope | march), [*conditions[name], since(MARCH)])
    return found


def _eastern(firm: Firm) -> Person:
    """Return somebody of the department that most orders belong to."""
    row = new_row(name="east", display_name="东", role="manager", department="华东", password=PASSWORD)
    assert firm.admin.push(row, view="users").outcomes == ["created"]
    return Person(firm.app, sign_in(firm.app, "east", PASSWORD), None)


def scribes_of(firm: Firm, board: Board) -> list[Scribe]:
    """Return the eight writers; the seed says what they do, the threads who meets whom."""
    seed = next(SEEDS)
    return [
        Scribe(name, firm.person(name), board, Random(f"{seed} {place}"))
        for place, name in enumerate(WRITERS)
    ]


def race(scribes: Sequence[Scribe], followers: Sequence[Sequence[Follower]], *, presses: int) -> None:
    """Let everybody write and follow at once; readers go on until the last writer has ended."""
    done, running = Event(), [*scribes]

    def write(scribe: Scribe) -> None:
        try:
            for _ in range(presses):
                scribe.act()
        finally:
            running.remove(scribe)
            if not running:
                done.set()

    def follow(several: Sequence[Follower]) -> None:
        while not done.is_set():
            for follower in several:
                follower.pull()

    work = [partial(write, scribe) for scribe in scribes] + [
        partial(follow, several) for several in followers
    ]
    together(lambda one: one(), work)


def test_no_reader_misses_a_row_or_keeps_a_stale_one(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "PAGE_ROWS", 7)
    check(firm, presses=10)


@pytest.mark.long
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("page_rows", [7, 50, 2_000])
def test_no_reader_misses_a_row_in_a_long_race(
    firm: Firm, page_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "PAGE_ROWS", page_rows)
    check(firm, presses=100)


@pytest.mark.slow
@pytest.mark.parametrize(
    "firm", ["postgresql", pytest.param("sqlite", marks=pytest.mark.long)], indirect=True
)
def test_no_reader_of_several_server_processes_misses_a_row(firm: Firm) -> None:
    with served(firm, processes=2) as remote:
        scribes, seen = scribes_and_sights(remote)
        race(scribes, readers(seen), presses=8)
        compare(firm, seen)


def check(firm: Firm, *, presses: int) -> None:
    """Run one race of paced transactions and compare; all of it must really have happened."""
    scribes, seen = scribes_and_sights(firm)
    with paced(firm.engine, seed=next(SEEDS)) as pace:
        race(scribes, readers(seen), presses=presses)
    compare(firm, seen)
    assert pace.given_up > 0
    assert pace.held > 0 or firm.engine.dialect.name == "sqlite"
    assert {"order created", "edit updated"} <= scribes[0].board.told.keys()


def scribes_and_sights(firm: Firm) -> tuple[list[Scribe], dict[str, Sight]]:
    """Return who writes and who follows; one of the writers and one of the followers share a book."""
    scribes = scribes_of(firm, Board())
    return scribes, sights(firm, scribes[0].person.book)


def readers(seen: dict[str, Sight]) -> list[list[Follower]]:
    """Return what each of the four follows."""
    return [[seen[name].follower for name in names] for names in NAMES]


def compare(firm: Firm, seen: dict[str, Sight]) -> None:
    """Compare what everybody believes in the end with what is stored."""
    for name, sight in seen.items():
        sight.follower.pull()
        assert sight.faults(firm.engine) == {}, name
