"""What others changed (sync.md, section 5)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.e2e.protocol.api import edit_of, new_row, undone
from tests.e2e.protocol.seeds import line, today
from tests.e2e.protocol.test_stock import stock

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm


def test_a_pull_after_a_cursor_holds_what_was_committed_since(firm: Firm) -> None:
    clerk = firm.clerk
    made = clerk.push(line()).only
    cursor = clerk.pull().body["cursor"]
    assert clerk.pull(cursor=cursor).changes == {}
    firm.colleague.push(edit_of(made, quantity="20"))
    later = clerk.pull(cursor=cursor)
    assert (later.changes[made["key"]]["rev"], later.changes[made["key"]]["values"]["quantity"]) == (2, "20")
    assert clerk.pull(cursor=later.body["cursor"]).changes == {}


def test_a_push_brings_back_what_others_changed_since_its_cursor(firm: Firm) -> None:
    clerk = firm.clerk
    made = clerk.push(line()).only
    cursor = clerk.pull().body["cursor"]
    firm.colleague.push(edit_of(made, quantity="20"))
    answer = clerk.push(line(product="BOX-10"), cursor=cursor)
    assert answer.changes[made["key"]]["values"]["quantity"] == "20"


def test_a_change_comes_with_all_values(firm: Firm) -> None:
    made = firm.clerk.push(line(remark="甲")).only
    values = firm.clerk.stored(made["key"])["values"]
    assert values["customer"] == "苏州明辉照明有限公司"
    assert values["order_no"] == made["values"]["order_no"]
    assert (values["changed_by"], values["remark"]) == ("clerk", "甲")
    changed_at = dt.datetime.fromisoformat(values["changed_at"])
    assert abs(dt.datetime.now(dt.UTC) - changed_at) < dt.timedelta(minutes=2)


def test_scope_book_holds_rows_this_book_created_or_took_in(firm: Firm) -> None:
    clerk, other = firm.clerk, firm.colleague
    mine = clerk.push(line()).only
    theirs = other.push(line(product="BOX-10")).only
    assert set(clerk.pull().changes) == {mine["key"]}
    clerk.push(edit_of(theirs, remark="看过"))
    assert set(clerk.pull().changes) == {mine["key"], theirs["key"]}
    assert set(clerk.pull(scope="book").changes) == {mine["key"], theirs["key"]}
    assert set(other.pull().changes) == {theirs["key"]}


def test_the_scope_of_a_request_without_a_book_is_all_that_the_role_allows(firm: Firm) -> None:
    mine, theirs = firm.clerk.push(line()).only, firm.colleague.push(line(product="BOX-10")).only
    assert set(firm.clerk.at(None).pull().changes) == {mine["key"], theirs["key"]}


def test_scope_mine_holds_the_rows_of_the_person(firm: Firm) -> None:
    mine = firm.clerk.push(line()).only
    firm.colleague.push(line(product="BOX-10"))
    assert set(firm.clerk.pull(scope="mine").changes) == {mine["key"]}


def test_scope_all_holds_every_row_for_staff(firm: Firm) -> None:
    mine, theirs = firm.clerk.push(line()).only, firm.colleague.push(line(product="BOX-10")).only
    for name in ("clerk", "keeper", "finance", "supervisor", "admin"):
        assert set(firm.person(name).pull(scope="all").changes) == {mine["key"], theirs["key"]}


def test_since_leaves_out_older_rows(firm: Firm) -> None:
    old = line(ordered_at="2026-01-05T02:00:00Z")
    new = line(product="BOX-10")
    firm.clerk.push(old, new)
    day = (today() - dt.timedelta(days=2)).isoformat()
    pulled = set(firm.clerk.pull(scope="all", since=day).changes)
    assert new["key"] in pulled
    assert set(firm.clerk.pull(scope="all", since="2026-01-01").changes) == {old["key"], new["key"]}
    assert firm.clerk.pull(scope="all", since=(today() + dt.timedelta(days=2)).isoformat()).changes == {}


def test_a_cursor_of_anything_else_means_a_full_pull_never_an_error(firm: Firm) -> None:
    clerk = firm.clerk
    made = clerk.push(line()).only
    cursor = clerk.pull(scope="all").body["cursor"]
    assert clerk.pull(cursor=cursor, scope="all").changes == {}
    foreign = {
        "another user": firm.colleague.pull(cursor=cursor, scope="all"),
        "another scope": clerk.pull(cursor=cursor),
        "another view": clerk.pull("stock", cursor=cursor, scope="all"),
        "nonsense": clerk.pull(cursor="nonsense", scope="all"),
        "blank": clerk.pull(cursor="", scope="all"),
        "long": clerk.pull(cursor="9" * 5000, scope="all"),
    }
    assert all(answer.changes for answer in foreign.values()), foreign
    assert made["key"] in foreign["another user"].changes


def test_a_changed_role_makes_a_full_pull(firm: Firm) -> None:
    clerk = firm.clerk
    made = clerk.push(line()).only
    cursor = clerk.pull(scope="all").body["cursor"]
    users = firm.admin.pull("users", scope="all").changes.values()
    (user,) = [row for row in users if row["values"]["name"] == "clerk"]
    firm.admin.push({"key": user["key"], "rev": user["rev"], "values": {"role": "finance"}}, view="users")
    assert made["key"] in clerk.pull(cursor=cursor, scope="all").changes


def test_computed_fields_are_no_reason_for_a_row_in_changes(firm: Firm) -> None:
    clerk = firm.clerk
    made = clerk.push(line()).only
    cursor = clerk.pull(scope="all").body["cursor"]
    other = firm.colleague.push(line(quantity="100"))
    row = stock(firm, "LED-9W")
    firm.admin.push({"key": row["key"], "rev": row["rev"], "values": {"on_hand": "5000"}}, view="stock")
    assert set(clerk.pull(cursor=cursor, scope="all").changes) == {other.only["key"]}
    assert made["key"] not in clerk.pull(cursor=cursor, scope="all").changes


def test_available_is_in_results(firm: Firm) -> None:
    made = firm.clerk.push(line()).only
    assert made["values"]["available"] == "99990"


def test_a_conflict_and_an_unchanged_row_are_answered_without_a_revision(firm: Firm) -> None:
    clerk = firm.clerk
    made = clerk.push(line()).only
    cursor = clerk.pull().body["cursor"]
    clerk.push(edit_of(made, quantity="10"))
    clerk.push(edit_of(made, quantity="x"))
    assert clerk.pull(cursor=cursor).changes == {}


def test_pages_follow_each_other_until_there_is_no_more(firm: Firm) -> None:
    rows = [new_row(code=f"P{place:05}", name="批量") for place in range(2_300)]
    assert set(firm.admin.push(*rows, view="products").outcomes) == {"created"}
    client = firm.clerk.at(None)
    seen: list[str] = []
    answer = client.pull("products")
    seen += answer.changes
    for _ in range(20):
        if not answer.body["has_more"]:
            break
        answer = client.pull("products", cursor=answer.body["cursor"])
        seen += answer.changes
    assert {row["key"] for row in rows} <= set(seen)
    assert len(seen) == len(set(seen))


def test_removed_names_rows_the_user_may_no_longer_see(firm: Firm) -> None:
    client = firm.colleague.at(None)
    row = new_row(code="C900", name="九百", payment_terms="月结30天")
    made = firm.admin.push(row, view="customers")
    cursor = client.pull("customers").body["cursor"]
    undone(firm.admin.undo(made.body["submission"]))
    answer = client.pull("customers", cursor=cursor)
    assert row["key"] not in answer.changes
    assert answer.body["complete"] or answer.body["removed"] == [row["key"]]


def test_choices_tell_when_a_dropdown_changed(firm: Firm) -> None:
    first = firm.clerk.pull().body["choices"]
    firm.admin.push(new_row(code="P900", name="新品"), view="products")
    second = firm.clerk.pull().body["choices"]
    assert second["product"] > first["product"]
    assert second["customer"] == first["customer"]


def test_choices_of_a_field_are_served(firm: Firm) -> None:
    text = str(firm.clerk.get("/views/orders/choices/product"))
    assert "LED-9W｜球泡灯 9W" in text
    assert "OLD-1" not in text


def test_views_are_listed_as_the_role_reads_them(firm: Firm) -> None:
    staff, dealer = str(firm.clerk.get("/views")), str(firm.dealer.get("/views"))
    assert "'orders'" in staff
    assert "'orders'" in dealer
    assert "'stock'" not in dealer
    fields = str(firm.clerk.get("/views/orders"))
    assert all(
        f"'{name}'" in fields for name in ("customer", "order_no", "unit_price", "available", "action")
    )
