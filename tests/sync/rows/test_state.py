"""The state sheet: what a book remembers between presses."""

from __future__ import annotations

from sync.rows.keys import new_key
from sync.rows.missing import Kept
from sync.rows.state import BookState, ViewState, state_of, state_texts


def full(count: int = 3) -> BookState:
    kept = {new_key(): Kept(number, (f"SO{number:05d}", "1")) for number in range(count)}
    orders = ViewState("cursor", new_key(), new_key(), new_key(), kept)
    return BookState("book", "server", 2, {"orders": orders, "customers": ViewState(cursor="c")})


def texts(state: BookState) -> dict[str, str]:
    return {name: text for name, text in state_texts(state, before={}).items() if text is not None}


def test_the_state_survives_the_way_through_the_sheet() -> None:
    state = full()
    assert state_of(texts(state)) == state


def test_ten_thousand_rows_fit_into_cells() -> None:
    state = full(10_000)
    written = texts(state)
    assert max(map(len, written.values())) <= 32_767
    assert state_of(written) == state


def test_only_what_changed_is_written_and_what_is_gone_is_removed() -> None:
    before = texts(full(2_000))
    after = BookState("book", "server", 3, {"orders": ViewState(cursor="cursor")})
    changed = state_texts(after, before=before)
    assert changed["epoch"] == "3"
    assert "cursor.orders" not in changed
    assert changed["cursor.customers"] is None
    assert changed["keys.orders#0"] is None
    assert state_texts(after, before=texts(after)) == {}


def test_an_empty_or_foreign_state_sheet_is_a_book_without_memory() -> None:
    assert state_of({}) == BookState()
    assert state_of({"epoch": "x", "book": "b"}) == BookState("b")
    assert state_of({"epoch": "2.0"}).epoch == 2
    assert BookState().view("orders") == ViewState()
    assert texts(BookState("b")) == {"layout": "1", "book": "b"}


def test_a_sheet_left_behind_remembers_the_epoch_it_was_synced_in() -> None:
    views = {"customers": ViewState("c"), "products": ViewState("p")}
    state = BookState("book", "server", 1, views).now_with("server", 9, view="customers")
    again = state_of(texts(state))
    assert again == state
    assert again.synced_with("customers") == ("server", 9)
    assert again.synced_with("products") == ("server", 1)
    later = again.now_with("server", 12, view="customers")
    assert later.synced_with("products") == ("server", 1)
    assert later.now_with("server", 12, view="products").synced_with("products") == ("server", 12)


def test_a_book_that_was_never_synced_leaves_nothing_behind() -> None:
    state = BookState("book", views={"orders": ViewState()}).now_with("server", 3, view="customers")
    assert state.synced_with("orders") == ("server", 3)
