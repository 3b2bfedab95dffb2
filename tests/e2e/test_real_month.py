"""One real month, every line accounted for: pressed, pressed again as saved, pressed from a new book."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.accounts.administration import make_first_admin
from server.app import create_app
from server.config import Config
from server.db.engine import make_engine
from server.db.session import reading, writing
from server.web.edge import system_clock
from server.wiring import SEEDS, USERS
from tests.e2e.month import Pressed, month_book, press, seed
from tests.e2e.protocol.api import Person
from tests.e2e.protocol.seeds import ADMIN_PASSWORD, sign_in
from tests.postgres import fresh_database
from tests.samples.month import load, sound_orders

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
SENT = {"created", "held", "rejected"}


@dataclass(frozen=True)
class Told:
    """The three presses, the figures of the database after each, and the month."""

    first: Pressed
    again: Pressed
    other_book: Pressed
    figures: tuple[dict[str, int], dict[str, int], dict[str, int]]
    lines: int
    without_customer: frozenset[int]


def _figures(engine: sa.Engine) -> dict[str, int]:
    asked = {
        "orders": "SELECT count(*) FROM orders",
        "lines": "SELECT count(*) FROM order_lines",
        "reservations": "SELECT coalesce(sum(quantity), 0) FROM reservations",
        "reserved": "SELECT coalesce(sum(reserved), 0) FROM stock",
        "suspects": "SELECT count(*) FROM reservations"
        " JOIN order_lines ON order_lines.key = reservations.line"
        ' JOIN order_holds ON order_holds."order" = order_lines."order" WHERE kind = \'duplicate\'',
        "negative": "SELECT count(*) FROM stock WHERE reserved < 0 OR reserved > on_hand",
    }
    with reading(engine) as conn:
        return {name: int(conn.execute(sa.text(statement)).scalar_one()) for name, statement in asked.items()}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Found a firm, press the month three times, and tell what happened."""
    folder = tmp_path_factory.mktemp("month")
    if request.param == "sqlite":
        path = shutil.copyfile(request.getfixturevalue("migrated_sqlite"), folder / "month.sqlite3")
        yield _press_three_times(f"sqlite:///{path.as_posix()}", folder)
        return
    server = request.getfixturevalue("postgresql_server")
    with fresh_database(server, template=request.getfixturevalue("migrated_postgresql")) as url:
        yield _press_three_times(url, folder)


def _press_three_times(url: str, folder: object) -> Told:
    month = load(requested_on=dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30))
    engine = make_engine(url)
    app = create_app(Config(data=folder, database_url=url, admin_password=ADMIN_PASSWORD), engine)  # type: ignore[arg-type]
    with writing(engine) as conn:
        for seed_tables in SEEDS:
            seed_tables(conn)
        make_first_admin(conn, USERS, password=ADMIN_PASSWORD, now=system_clock())
    token = sign_in(app, "admin", ADMIN_PASSWORD)
    seed(Person(app, token), month)
    book = month_book(month.orders)
    first, after_first = press(book, app, token), _figures(engine)
    assert book.first_save is not None
    again, after_again = press(book.first_save, app, token), _figures(engine)
    other, after_other = press(month_book(month.orders), app, token), _figures(engine)
    engine.dispose()
    blank = frozenset(number for number, row in enumerate(month.orders, start=3) if "customer" not in row)
    return Told(first, again, other, (after_first, after_again, after_other), len(month.orders), blank)


def test_every_line_of_the_month_is_created_held_or_rejected(told: Told) -> None:
    assert told.first.count(*SENT) == len(told.first.rows) == told.lines == 35_147
    assert (
        told.figures[0]["lines"]
        == told.first.count("created", "held")
        == sum(map(len, sound_orders().values()))
    )
    assert told.figures[0]["orders"] == len(sound_orders()) == 981


def test_a_line_without_customer_is_rejected_as_required(told: Told) -> None:
    rows = told.first.by_number()
    assert len(told.without_customer) == 13_235
    assert all(
        rows[number][0] == "rejected" and "required" in rows[number][1] for number in told.without_customer
    )


def test_reservations_and_counters_agree(told: Told) -> None:
    for figures in told.figures:
        assert figures["reservations"] == figures["reserved"]
        assert figures["negative"] == figures["suspects"] == 0
    assert told.figures[0]["reserved"] > 0


def test_the_book_as_saved_before_the_answers_makes_nothing_new(told: Told) -> None:
    first, again = told.first.by_number(), told.again.by_number()
    assert set(first) == set(again)
    for number, (outcome, codes) in first.items():
        assert again[number] == (("rejected", codes) if outcome == "rejected" else ("unchanged", frozenset()))
    assert told.figures[1] == told.figures[0]


def test_the_same_month_in_a_new_book_is_held_as_duplicate_and_reserves_nothing(told: Told) -> None:
    first, other = told.first.by_number(), told.other_book.by_number()
    for number, (outcome, _) in first.items():
        if outcome == "rejected":
            assert other[number][0] == "rejected"
        else:
            assert other[number][0] == "held"
            assert "duplicate_po" in other[number][1]
    before, after = told.figures[0], told.figures[2]
    assert after["orders"] == 2 * before["orders"]
    assert after["reserved"] <= before["reserved"]
