"""Master data and stock behind the real routes: what a press of their sheets answers."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from server.db.session import writing
from server.masterdata import service
from server.masterdata.views import VIEWS
from server.stock.views import views
from sync.rows.keys import new_key
from tests.server.masterdata.sheet import counted
from tests.server.views.desk import Desk, make_app

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from server.views.contract import Values

BY_NAME = {view.spec.name: view for view in (*VIEWS, *views())}
BOLT = {"code": "B-1", "name": "螺栓"}


class Book:
    """One book of an administrator with all sheets of master data."""

    def __init__(self, engine: Engine, book: str | None = None) -> None:
        self.engine = engine
        self.book = book or new_key()
        self.desks: dict[str, Desk] = {}

    def answer(self, view: str, *rows: dict[str, Any], **options: Any) -> dict[str, Any]:
        desk = self.desk(view)
        response = desk.post(f"/views/{view}/sync", desk.request(*rows, **options))
        assert response.status_code == 200, response.data
        found: dict[str, Any] = json.loads(response.data)
        return found

    def desk(self, view: str) -> Desk:
        """Return the desk for a view; its server is made at the first use."""
        if view not in self.desks:
            self.desks[view] = Desk(make_app(self.engine, BY_NAME[view]), self.engine, "boss", self.book)
        return self.desks[view]

    def push(self, view: str, *values: Values) -> list[dict[str, Any]]:
        """Push new rows and return their results."""
        rows = [{"key": new_key(), "values": dict(row)} for row in values]
        results: list[dict[str, Any]] = self.answer(view, *rows)["results"]
        return results

    def edit(self, view: str, row: dict[str, Any], **values: str | None) -> dict[str, Any]:
        """Push an edit of a row that was answered before and return its result."""
        sent = {"key": row["key"], "rev": row["rev"], "values": values}
        result: dict[str, Any] = self.answer(view, sent)["results"][0]
        return result


@pytest.fixture
def book(engine: Engine) -> Book:
    """Open a book of an administrator on a new server."""
    with writing(engine) as conn:
        service.seed(conn)
    return Book(engine)


def test_a_new_row_is_created_and_its_lost_answer_is_unchanged(book: Book) -> None:
    row = {"key": new_key(), "values": BOLT | {"list_price": "1.50"}}
    first, again = (book.answer("products", row)["results"][0] for _ in range(2))
    assert (first["outcome"], first["rev"]) == ("created", 1)
    assert first["values"] == {"active": "true", "tax_rate": "0.13", "supply_mode": "现货"}
    assert (again["outcome"], again["rev"]) == ("unchanged", 1)


def test_a_row_sent_again_with_an_alias_or_a_default_is_unchanged(book: Book) -> None:
    book.push("warehouses", {"code": "W1", "name": "总仓"})
    row = {"key": new_key(), "values": BOLT | {"warehouse": "总仓"}}
    book.answer("products", row)
    assert book.answer("products", row)["results"][0]["outcome"] == "unchanged"
    known = row | {"rev": 1, "values": {"warehouse": "W1｜总仓"}}
    assert book.answer("products", known)["results"][0]["outcome"] == "unchanged"


def test_two_administrators_merge_or_conflict_by_field(book: Book) -> None:
    (made,) = book.push("products", BOLT)
    other = Book(book.engine)
    assert other.edit("products", made, list_price="2")["outcome"] == "updated"
    assert book.edit("products", made, spec="M8")["outcome"] == "merged"
    clash = book.edit("products", made, list_price="3")
    assert clash["outcome"] == "conflict"
    assert (clash["conflicts"][0]["yours"], clash["conflicts"][0]["theirs"]) == ("3", "2")


def test_a_seeded_rule_is_edited_like_any_row(book: Book) -> None:
    pulled = book.answer("rules", cursor=None, scope="all")
    rule = next(row for row in pulled["changes"] if row["values"]["name"] == "按期可供不冻结")
    result = book.edit("rules", rule, value="是")
    assert (result["outcome"], result["rev"]) == ("updated", 2)


def test_a_pull_of_stock_brings_computed_fields(book: Book) -> None:
    book.push("warehouses", {"code": "W1", "name": "总仓"})
    book.push("products", BOLT)
    (made,) = book.push("stock", {"product": "b-1", "warehouse": "W1", "on_hand": "5"})
    assert made["values"] == {"reserved": "0", "available": "5"}
    pulled = book.answer("stock", cursor=None, scope="all")
    assert pulled["changes"][0]["values"]["available"] == "5"
    assert pulled["changes"][0]["values"]["product"] == "B-1"


def test_an_undone_submission_frees_the_code_and_tells_other_books(book: Book) -> None:
    other = Book(book.engine)
    row = {"key": new_key(), "values": BOLT}
    answered = book.answer("products", row)
    seen = other.answer("products", cursor=None, scope="all")
    assert [change["key"] for change in seen["changes"]] == [row["key"]]
    undone = book.desks["products"].undo(answered["submission"])
    assert undone["results"][0]["outcome"] == "updated"
    after = other.answer("products", cursor=seen["cursor"], scope="all")
    assert (after["removed"], after["changes"]) == ([row["key"]], [])
    known = {"key": row["key"], "rev": 1, "values": {"name": "x"}}
    assert other.answer("products", known)["results"][0]["problems"][0]["code"] == "unknown_row"
    assert book.push("products", BOLT)[0]["outcome"] == "created"


def test_an_undone_edit_puts_back_what_stood_there(book: Book) -> None:
    (made,) = book.push("customers", {"code": "C1", "name": "华光", "payment_terms": "月结30天"})
    sent = {"key": made["key"], "rev": 1, "values": {"payment_terms": "款到发货", "aliases": "光"}}
    edited = book.answer("customers", sent)
    undone = book.desks["customers"].undo(edited["submission"])["results"][0]
    assert undone["outcome"] == "updated"
    assert undone["values"] == {"payment_terms": "月结30天", "aliases": None}


def test_one_code_pressed_by_many_at_once_is_created_once(book: Book) -> None:
    books = [Book(book.engine) for _ in range(6)]
    for each in books:
        each.desk("products")  # Python 3.11 cannot build the routes of several servers at once
    start = Barrier(len(books))

    def press(one: Book) -> dict[str, Any]:
        start.wait(timeout=60)
        return one.push("products", BOLT)[0]

    with ThreadPoolExecutor(len(books)) as pool:
        results = list(pool.map(press, books))
    assert sorted(result["outcome"] for result in results) == ["created"] + ["rejected"] * 5
    codes = {problem["code"] for result in results for problem in result["problems"]}
    assert codes == {"duplicate_code"}


@pytest.mark.parametrize("view", ["customers", "products", "stock"])
def test_a_press_takes_as_many_statements_for_many_rows_as_for_few(book: Book, view: str) -> None:
    book.push("warehouses", {"code": "W1", "name": "总仓"})
    counts = []
    for size in (1, 10, 1_000):  # the pull of the first press finds nothing yet
        codes = [f"{size}-{place}" for place in range(size)]
        rows: list[Values] = [{"code": code, "name": code} for code in codes]
        if view == "stock":
            book.push("products", *rows)
            rows = [{"product": code, "warehouse": "W1", "on_hand": "5"} for code in codes]
        sent = [{"key": new_key(), "values": row} for row in rows]
        with counted(book.engine) as statements:
            made = book.answer(view, *sent, cursor=None, scope="book")
        assert {result["outcome"] for result in made["results"]} == {"created"}
        counts.append(len(statements))
    assert counts[1] == counts[2]
    assert counts[1] <= 40
