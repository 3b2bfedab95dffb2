"""The rule of duplicates: its key, its window, chains, masked phones, purchase numbers."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.duplicates.rules import BY_PHONE, BY_PURCHASE, Match, Trace, cases, fold_phone, mask, matches

TEN = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
WINDOW = dt.timedelta(minutes=5)


def trace(
    order: str, *, seconds: int = 0, phone: str = "13812345678", products: str = "P", **more: object
) -> Trace:
    given_: dict[str, object] = {
        "order": order,
        "phone": fold_phone(phone),
        "receiver": "C",
        "products": frozenset(products),
        "at": TEN + dt.timedelta(seconds=seconds),
        "timed": True,
        "submission": f"S{order}",
    }
    return Trace(**given_ | more)  # type: ignore[arg-type]


def pairs(fresh: list[Trace], known: list[Trace] | None = None) -> list[str]:
    return sorted(f"{match.first}{match.second}" for match in matches(fresh, known or [], window=WINDOW))


@pytest.mark.parametrize(
    ("seconds", "found"), [(0, True), (299, True), (300, True), (301, False), (-300, True), (-301, False)]
)
def test_exactly_five_minutes_apart_counts_and_one_second_more_does_not(seconds: int, found: bool) -> None:  # noqa: FBT001
    assert pairs([trace("A"), trace("B", seconds=seconds)]) == (["AB"] if found else [])


def test_another_phone_or_another_product_is_no_match() -> None:
    assert pairs([trace("A"), trace("B", phone="13812345679"), trace("C", products="Q")]) == []


def test_orders_that_share_one_of_several_products_match() -> None:
    assert pairs([trace("A", products="PQ"), trace("B", products="QR")]) == ["AB"]


@pytest.mark.parametrize("phone", ["", "无", "12345"])
def test_without_a_phone_nothing_matches(phone: str) -> None:
    assert pairs([trace("A", phone=phone), trace("B", phone=phone)]) == []


@pytest.mark.parametrize(
    "phone", ["138 1234 5678", "+86 138-1234-5678", "１３８１２３４５６７８", "8613812345678", "138****5678"]
)
def test_spellings_of_one_phone_match(phone: str) -> None:
    assert pairs([trace("A"), trace("B", phone=phone)]) == ["AB"]


def test_masked_phones_match_on_what_is_visible_only_for_the_same_receiver() -> None:
    masked = trace("B", phone="138****5678")
    assert pairs([trace("A"), masked]) == ["AB"]
    assert pairs([trace("A", receiver="D"), masked]) == []
    assert pairs([trace("A", phone="138****5678"), masked]) == ["AB"]
    assert pairs([trace("A", phone="139****5678"), masked]) == []


def test_blank_times_match_only_other_submissions() -> None:
    first, second = trace("A", timed=False, submission="S"), trace("B", timed=True, submission="S")
    assert pairs([first, second]) == []
    assert pairs([first, trace("B", timed=False, submission="T")]) == ["AB"]
    assert pairs([trace("A", submission="S"), trace("B", submission="S")]) == ["AB"]


def test_stored_orders_are_matched_but_not_with_each_other() -> None:
    assert pairs([trace("C")], [trace("A"), trace("B")]) == ["AC", "BC"]


def test_a_stored_order_that_is_judged_again_is_taken_as_it_is_now() -> None:
    assert pairs([trace("A", products="Q")], [trace("A"), trace("B")]) == []


def test_a_chain_of_close_orders_is_one_case() -> None:
    chain = [trace("A"), trace("B", seconds=240), trace("C", seconds=480), trace("D", seconds=2000)]
    found = matches(chain, [], window=WINDOW)
    assert [(match.first, match.second, match.gap) for match in found] == [
        ("A", "B", dt.timedelta(minutes=4)),
        ("B", "C", dt.timedelta(minutes=4)),
    ]
    assert cases(found) == {"A": "A", "B": "A", "C": "A"}


def test_a_purchase_number_again_matches_whatever_the_time_and_product() -> None:
    again = trace("B", seconds=10**6, products="Q", phone="", purchase="C\nPO1")
    found = matches([again], [trace("A", purchase="C\nPO1"), trace("D", purchase="C\nPO2")], window=WINDOW)
    assert [(match.first, match.second, match.rule) for match in found] == [("A", "B", BY_PURCHASE)]


def test_two_rules_may_match_one_pair() -> None:
    found = matches([trace("A", purchase="x"), trace("B", purchase="x")], [], window=WINDOW)
    assert {match.rule for match in found} == {BY_PHONE, BY_PURCHASE}
    assert found[0].other("A") == "B"
    assert found[0].other("B") == "A"


def test_a_purchase_number_on_very_many_orders_is_named_a_few_times() -> None:
    known = [trace(f"K{number:03}", purchase="x", phone="") for number in range(100)]
    assert len(matches([trace("A", purchase="x", phone="")], known, window=WINDOW)) == 20


def test_a_phone_and_its_masked_form_share_a_mask() -> None:
    assert mask(fold_phone("13812345678")) == mask(fold_phone("138****5678")) == "138*5678"
    assert mask("") == ""


@given(
    st.lists(
        st.tuples(st.integers(0, 1200), st.sampled_from(["13812345678", "138****5678", "13900000000", ""])),
        max_size=12,
    )
)
def test_every_pair_within_the_window_is_found_and_no_other(rows: list[tuple[int, str]]) -> None:
    fresh = [trace(f"{place:02}", seconds=at, phone=phone) for place, (at, phone) in enumerate(rows)]
    expected = {
        (one.order, other.order)
        for place, one in enumerate(fresh)
        for other in fresh[place + 1 :]
        if one.phone and mask(one.phone) == mask(other.phone) and abs(one.at - other.at) <= WINDOW
    }
    found = matches(fresh, [], window=WINDOW)
    assert {(match.first, match.second) for match in found} == expected
    assert len(found) == len(expected)


@given(st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from("ABCDEFGH")), max_size=12))
def test_orders_are_one_case_exactly_when_matches_connect_them(pairs_: list[tuple[str, str]]) -> None:
    found = [Match(min(pair), max(pair), BY_PHONE, WINDOW) for pair in pairs_ if pair[0] != pair[1]]
    groups = [{order} for order in {side for match in found for side in (match.first, match.second)}]
    for match in found:
        one = next(group for group in groups if match.first in group)
        other = next(group for group in groups if match.second in group)
        if one is not other:
            groups.remove(other)
            one |= other
    assert cases(found) == {order: min(group) for group in groups for order in group}
