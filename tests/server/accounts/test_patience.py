"""Too many wrong passwords: who guesses waits, and nobody is kept out for good by who guesses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from server.accounts.jobs import purge
from server.accounts.models import PLACES, TRIES
from server.accounts.rules import (
    HERE,
    OF_ADDRESS,
    OF_NAME,
    PLACES_KEPT,
    TRIES_WITHIN,
    Failures,
    Record,
    fold_address,
    seconds_to_wait,
)
from server.db.bulk import insert_rows
from server.db.keys import new_key
from server.db.session import reading, writing
from tests.server.accounts.people import PASSWORD, START, House
from tests.server.accounts.test_users_view import edit, pulled, user

if TYPE_CHECKING:
    from sqlalchemy import Engine

OFFICE, HOME, ELSEWHERE = "10.0.0.1", "192.0.2.7", "198.51.100.9"
NONE = Failures(0, None)


def guess(house: House, name: str, times: int, *, address: str = OFFICE) -> None:
    """Fail at a name as fast as it is allowed."""
    for _ in range(times):
        answer = house.sign_in(name, "wrong", address=address)
        if answer.status_code == 429:
            house.wait(seconds=int(answer.headers["Retry-After"]))
            answer = house.sign_in(name, "wrong", address=address)
        assert answer.status_code == 401


def failed(house: House, names: list[str], *, addresses: list[str]) -> None:
    """Write down a failure of each name at the address beside it, as `guess` would have, at once."""
    rows = [
        {"key": new_key(), "name": name, "address": address, "at": house.now}
        for name, address in zip(names, addresses, strict=True)
    ]
    with writing(house.engine) as conn:
        insert_rows(conn, TRIES, rows)


def test_after_some_failures_the_name_waits_at_that_address_longer_each_time(house: House) -> None:
    guess(house, "admin", HERE.free)
    waits = []
    for _ in range(9):
        locked = house.sign_in("admin")
        assert locked.status_code == 429
        waits.append(int(locked.headers["Retry-After"]))
        assert locked.headers["Retry-After"] in locked.get_json()["detail"]
        house.wait(seconds=waits[-1])
        assert house.sign_in("admin", "wrong").status_code == 401
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]


def test_the_right_password_after_the_pause_ends_it(house: House) -> None:
    guess(house, "admin", HERE.free + 3)
    house.wait(seconds=HERE.longest_seconds)
    assert house.sign_in("admin").status_code == 200
    guess(house, "admin", HERE.free)


def test_tries_while_waiting_do_not_count_and_wait_no_longer(house: House) -> None:
    guess(house, "admin", HERE.free)
    for _ in range(5):
        assert house.sign_in("admin", "wrong").status_code == 429
    house.wait(seconds=HERE.first_seconds)
    assert house.sign_in("admin").status_code == 200


def test_who_guesses_at_an_address_does_not_keep_colleagues_there_out(house: House) -> None:
    house.add("li", "clerk")
    guess(house, "admin", HERE.free + 2)
    guess(house, "somebody", HERE.free + 2)
    assert house.sign_in("li").status_code == 200


def test_an_address_that_tries_many_names_waits_but_not_who_is_known_there(house: House) -> None:
    house.add("li", "clerk")
    assert house.sign_in("li").status_code == 200
    names = [f"guess{number}" for number in range(OF_ADDRESS.free - 1)]
    failed(house, names, addresses=[OFFICE] * len(names))
    assert house.sign_in("one more", "wrong").status_code == 401
    assert house.sign_in("admin").status_code == 429
    assert house.sign_in("li").status_code == 200
    assert house.sign_in("admin", address=HOME).status_code == 200


def test_own_successes_between_do_not_make_the_address_forget_what_it_tried_at_others(house: House) -> None:
    house.add("li", "clerk")
    names = [f"guess{number}" for number in range(OF_ADDRESS.free - 2)]
    failed(house, names, addresses=[OFFICE] * len(names))
    for name in ("guess", "another guess"):
        assert house.sign_in("li").status_code == 200
        assert house.sign_in(name, "wrong").status_code == 401
    assert house.sign_in("li").status_code == 200
    assert house.sign_in("one more", "wrong").status_code == 429


def test_many_addresses_guessing_one_name_wait_together_but_its_owner_at_the_usual_place_does_not(
    house: House,
) -> None:
    assert house.sign_in("admin", address=HOME).status_code == 200
    addresses = [f"203.0.113.{number}" for number in range(OF_NAME.free - 1)]
    failed(house, ["admin"] * len(addresses), addresses=addresses)
    assert house.sign_in("admin", "wrong", address=ELSEWHERE).status_code == 401
    assert house.sign_in("admin", "wrong", address=ELSEWHERE).status_code == 429
    assert house.sign_in("admin", address=HOME).status_code == 200
    assert house.sign_in("admin", "wrong", address=ELSEWHERE).status_code == 429


def test_a_lock_on_a_name_ends_by_itself_though_the_guessing_goes_on(house: House) -> None:
    addresses = [f"203.0.113.{number}" for number in range(OF_NAME.free + 20)]
    failed(house, ["admin"] * len(addresses), addresses=addresses)
    assert house.sign_in("admin", address=ELSEWHERE).status_code == 429
    house.wait(seconds=OF_NAME.longest_seconds)
    assert house.sign_in("admin", address=ELSEWHERE).status_code == 200


def test_an_administrator_ends_a_lock_by_giving_a_new_password(house: House) -> None:
    admin = house.token("admin")
    house.push(admin, user("li", password=PASSWORD))
    guess(house, "li", HERE.free)
    assert house.sign_in("li").status_code == 429
    (row,) = (row for row in pulled(house, admin) if row["values"]["name"] == "li")
    house.push(admin, edit(row, password="another horse"))
    assert house.sign_in("li", "another horse").status_code == 200


def test_who_is_signed_in_stays_so_while_the_name_is_locked(house: House) -> None:
    token = house.token("admin")
    guess(house, "admin", HERE.free)
    assert house.sign_in("admin").status_code == 429
    assert house.get("/session", token).status_code == 200


def test_an_unknown_name_is_locked_as_a_known_one_is(house: House) -> None:
    answers = []
    for name in ("admin", "nobody"):
        guess(house, name, HERE.free)
        answer = house.sign_in(name, "wrong")
        told = {**answer.get_json(), "request_id": "its own"}
        answers.append((answer.status_code, told, answer.headers["Retry-After"]))
    assert answers[0] == answers[1]


def test_failures_are_counted_in_the_database_whichever_host_was_asked(engine: Engine, house: House) -> None:
    other = House(engine)
    for number in range(HERE.free):
        assert (house, other)[number % 2].sign_in("admin", "wrong").status_code == 401
    assert house.sign_in("admin").status_code == other.sign_in("admin").status_code == 429


def test_tries_and_places_that_no_longer_count_are_forgotten(house: House) -> None:
    house.sign_in("admin")
    house.sign_in("admin", "wrong")
    with writing(house.engine) as conn:
        assert purge(conn, START + TRIES_WITHIN) == 0
        assert purge(conn, START + TRIES_WITHIN + dt.timedelta(seconds=1)) == 1
        assert purge(conn, START + PLACES_KEPT + dt.timedelta(seconds=1)) == 2
    with reading(house.engine) as conn:
        assert [conn.execute(sa.select(kept)).all() for kept in (TRIES, PLACES)] == [[], []]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("x" * 500, "x" * 64),
    ],
)
def test_an_address_is_counted_by_what_one_machine_cannot_change(address: str, counted: str) -> None:
    assert fold_address(address) == counted


FAILURES = st.builds(
    lambda count, ago: Failures(count, START - dt.timedelta(seconds=ago)),
    st.integers(0, 10**6),
    st.floats(0, 86_400),
)


@given(FAILURES, FAILURES, FAILURES, st.booleans())
def test_nobody_ever_waits_longer_than_the_longest_pause(
    here: Failures,
    of_name: Failures,
    of_address: Failures,
    known: bool,  # noqa: FBT001
) -> None:
    record = Record(here, of_name, of_address, known)
    wait = seconds_to_wait(record, now=START)
    assert wait is None or 1 <= wait <= (HERE if known else OF_NAME).longest_seconds
    if wait is not None:
        assert seconds_to_wait(record, now=START + dt.timedelta(seconds=wait)) is None
    assert seconds_to_wait(Record(NONE, of_name, of_address, known=True), now=START) is None
