"""Decisions over master data: spellings, look-up by rank, prices, settings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from server.masterdata.rules.folding import code_of, core, fold, sound
from server.masterdata.rules.lookup import (
    Name,
    Sounding,
    alike,
    customer_problem,
    found,
    product_problem,
    strongest,
)
from server.masterdata.rules.prices import price_of
from server.masterdata.rules.records import Agreement, Customer, Found, Product, Want
from server.masterdata.rules.settings import SETTINGS, read_number, read_segments, read_truth, rules_from

TODAY = dt.date(2026, 11, 24)
BEST = Customer(key="k1", code="C1", name="华光电子", level="A")
BOLT = Product(key="p1", code="B-1", name="螺栓", list_price=Decimal(10))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ－１２", "abc-12"),
        ("华光电子（深圳）有限公司", "华光电子(深圳)有限公司"),
        ("华光 电子　", "华光电子"),
        ("甲【乙】", "甲（乙）"),
        ("A–1", "A-1"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_brackets_are_kept_when_folding() -> None:
    assert fold("华光（深圳）") != fold("华光深圳")


def test_the_code_stands_before_the_bar() -> None:
    assert [code_of(text) for text in ("B-1｜螺栓 M8", "B-1|螺栓", " B-1 ", "螺栓")] == [
        "B-1",
        "B-1",
        "B-1",
        "螺栓",
    ]


def test_a_company_is_more_than_its_form() -> None:
    assert [core(name) for name in ("华光有限公司", "华光股份有限公司", "公司")] == ["华光", "华光", "公司"]
    assert sound("华光有限公司") == sound("花光") == "huaguang"


NAMES = (
    Name("k1", 0, "C1", "c1"),
    Name("k1", 1, "华光", "华光"),
    Name("k2", 2, "华光", "华光"),
    Name("k3", 2, "光电", "光电"),
    Name("k4", 2, "光电", "光电"),
    Name("k5", 1, "Abc", "abc"),
    Name("k6", 1, "ABC", "abc"),
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("c1", ["k1"]),
        ("华光", ["k1"]),  # a name is stronger than another's alias
        ("光电", ["k3", "k4"]),
        ("ABC", ["k6"]),  # an exact spelling is stronger
        ("abc", ["k5", "k6"]),
        ("别人", []),
    ],
)
def test_a_text_means_the_rows_of_its_strongest_rank(text: str, keys: list[str]) -> None:
    assert strongest(text, NAMES) == keys


def test_rows_of_one_rank_are_candidates_unless_one_alone_is_active() -> None:
    old = Customer(key="k2", code="C2", name="华光", active=False)
    new = Customer(key="k3", code="C3", name="华光")
    records = {row.key: row for row in (BEST, old, new)}
    assert found(["k1", "k3"], records).candidates == (BEST, new)
    assert found(["k2", "k3"], records) == Found(match=new)
    assert found(["k2"], records) == Found(match=old)
    assert found([], records) == Found()


def test_suggestions_look_or_sound_alike_the_closest_first() -> None:
    names = [
        Sounding(key, core(fold(name)), sound(fold(name)))
        for key, name in (("a", "深圳华光电子有限公司"), ("b", "宏达贸易有限公司"), ("c", "鸿达贸易有限公司"))
    ]
    assert alike("华光电子", names) == ["a"]
    assert alike("洪达贸易", names) == ["b", "c"]
    assert alike("完全无关", names) == []


def test_an_unknown_customer_is_told_what_to_do() -> None:
    assert customer_problem("customer", "x", Found(match=BEST)) is None
    assert "华光电子（C1）" in _message(customer_problem("customer", "x", Found(candidates=(BEST, BEST))))
    assert "华光电子" in _message(customer_problem("customer", "x", Found(suggestions=(BEST,))))
    assert "停用" in _message(customer_problem("customer", "x", Found(retired=BEST)))
    assert "登记" in _message(customer_problem("customer", "x", Found()))


def test_a_name_shared_by_a_whole_family_is_answered_with_a_few_and_their_number() -> None:
    bolts = tuple(Product(key=f"p{n}", code=f"B-{n}", name="螺栓") for n in range(500))
    said = _message(product_problem("product", "螺栓", Found(candidates=bolts)))
    assert "B-2" in said
    assert "等 500 个" in said
    assert "B-3" not in said


def test_products_of_one_name_are_told_apart_by_their_specification() -> None:
    bolts = tuple(Product(key=spec, code=f"B-{spec}", name="螺栓", spec=spec) for spec in ("M6", "M8"))
    said = _message(product_problem("product", "螺栓", Found(candidates=bolts)))
    assert "B-M6（M6）、B-M8（M8）" in said


def test_an_unknown_or_stopped_product_is_told_what_to_do() -> None:
    stopped = Product(key="p2", code="B-2", name="螺母", spec="M8", active=False)
    assert product_problem("product", "x", Found(match=BOLT)) is None
    assert _code(product_problem("product", "x", Found(match=stopped))) == "inactive_product"
    assert "B-2｜螺母 M8" in _message(product_problem("product", "x", Found(candidates=(BOLT, stopped))))
    assert "B-1｜螺栓" in _message(product_problem("product", "x", Found(suggestions=(BOLT,))))


def _message(problem: object) -> str:
    return str(getattr(problem, "message", ""))


def _code(problem: object) -> str:
    return str(getattr(problem, "code", ""))


def _price(*agreements: Agreement, quantity: int = 100) -> Decimal | None:
    return price_of(Want(BEST, BOLT, Decimal(quantity), TODAY), agreements)


def _agreed(price: str, **facts: object) -> Agreement:
    return Agreement(product="p1", price=Decimal(price), **facts)  # type: ignore[arg-type]


def test_without_an_agreement_the_list_price_holds() -> None:
    assert _price() == Decimal(10)
    others = (
        _agreed("1", customer="k9"),
        _agreed("2", level="B"),
        Agreement(product="p9", price=Decimal(3), customer="k1"),
        _agreed("4"),
        _agreed("5", customer="k1", from_quantity=Decimal(101)),
        _agreed("6", customer="k1", from_on=TODAY + dt.timedelta(days=1)),
        _agreed("7", customer="k1", to_on=TODAY - dt.timedelta(days=1)),
    )
    assert _price(*others) == Decimal(10)


def test_the_customers_own_price_comes_before_the_levels() -> None:
    assert _price(_agreed("8", level="A"), _agreed("9", customer="k1")) == Decimal(9)
    assert _price(_agreed("8", level="A")) == Decimal(8)


def test_the_highest_quantity_reached_then_the_latest_start_decides() -> None:
    steps = [
        _agreed(price, customer="k1", from_quantity=Decimal(low))
        for low, price in ((1, "9"), (100, "8"), (500, "7"))
    ]
    assert _price(*steps) == Decimal(8)
    starts = [
        _agreed(price, customer="k1", from_on=TODAY - dt.timedelta(days=days))
        for days, price in ((9, "6"), (0, "9"))
    ]
    assert _price(*starts) == Decimal(9)
    assert _price(_agreed("9", customer="k1"), _agreed("8", customer="k1")) == Decimal(8)


def test_the_first_and_the_last_day_of_an_agreement_count() -> None:
    assert _price(_agreed("8", customer="k1", from_on=TODAY, to_on=TODAY)) == Decimal(8)


def test_rules_without_rows_have_their_defaults() -> None:
    rules = rules_from({})
    assert rules.duplicate_minutes == 5
    assert rules.price_deviation_percent == 20
    assert rules.reservation_hours == 24
    assert rules.promise_without_hold is False
    assert rules.working_day == ((dt.time(8), dt.time(12)), (dt.time(13), dt.time(17)))


def test_an_edited_rule_holds() -> None:
    names = {setting.field: setting.name for setting in SETTINGS}
    rules = rules_from({names["promise_without_hold"]: "是", names["duplicate_minutes"]: "10"})
    assert rules.promise_without_hold is True
    assert rules.duplicate_minutes == 10


@pytest.mark.parametrize("text", [" ", "x", "-1", "10001", "NaN", "Infinity"])
def test_a_number_out_of_its_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        read_number(text)


def test_a_truth_is_yes_or_no() -> None:
    assert [read_truth(text) for text in ("是", "否", "true", "false")] == [True, False, True, False]
    with pytest.raises(ValueError, match="也许"):
        read_truth("也许")


@pytest.mark.parametrize(
    "text", ["", "8-12", "12:00-08:00", "08:00-12:00 11:00-17:00", "08:00-08:00", "08:00-25:00"]
)
def test_shifts_follow_each_other(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_segments(text)
    assert read_segments("8:00-12:00、13:00-17:30")[1] == (dt.time(13), dt.time(17, 30))
