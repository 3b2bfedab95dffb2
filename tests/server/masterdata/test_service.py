"""What other features ask of master data, on both engines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from server.db.session import reading, writing
from server.masterdata import service
from server.masterdata.rules.records import Want
from server.masterdata.views import VIEWS
from tests.server.masterdata.sheet import Sheet, counted

if TYPE_CHECKING:
    from sqlalchemy import Engine

VIEW_BY_NAME = {view.spec.name: view for view in VIEWS}
TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def stocked(engine: Engine) -> Engine:
    """Fill master data through its sheets."""
    with writing(engine) as conn:
        service.seed(conn)
    Sheet(engine, VIEW_BY_NAME["customers"]).add(
        {
            "code": "C1",
            "name": "深圳华光电子有限公司",
            "aliases": "华光；深华光",
            "level": "A",
            "payment_terms": "月结30天",
        },
        {"code": "C2", "name": "宏达贸易（东莞）有限公司", "aliases": "宏达；深华光"},
        {"code": "C3", "name": "老客户", "active": "false"},
        {"code": "C4", "name": "同名", "phone": "13800000001"},
        {"code": "C5", "name": "同名", "phone": "13800000002"},
        {"code": "C6", "name": "宏达"},
    )
    Sheet(engine, VIEW_BY_NAME["products"]).add(
        {"code": "B-1", "name": "螺栓", "spec": "M8", "list_price": "10", "supply_mode": "订产"},
        {"code": "B-2", "name": "螺栓", "spec": "M10"},
        {"code": "N-1", "name": "螺母", "active": "false"},
        {"code": "N-2", "name": "螺母", "unit_step": "0.5"},
        {"code": "85123A", "name": "WHITE HANGING HEART"},
    )
    return engine


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C1", "C1"),
        ("ｃ1", "C1"),
        ("深圳华光电子有限公司", "C1"),
        (" 华光 ", "C1"),
        ("宏达贸易(东莞)有限公司", "C2"),
        ("宏达", "C6"),  # a name is stronger than another's alias
    ],
)
def test_a_customer_is_found_by_code_name_and_alias(stocked: Engine, text: str, code: str) -> None:
    with reading(stocked) as conn:
        match = service.customers_by_text(conn, [text])[text].match
    assert match is not None
    assert match.code == code


def test_a_customer_is_never_guessed(stocked: Engine) -> None:
    texts = ["深华光", "同名", "老客户", "华光电子", "没听说过"]
    with reading(stocked) as conn:
        found = service.customers_by_text(conn, texts)
    assert [answer.match for answer in found.values()] == [None] * 5
    assert [row.code for row in found["深华光"].candidates] == ["C1", "C2"]
    assert [row.code for row in found["同名"].candidates] == ["C4", "C5"]
    assert found["老客户"].retired is not None
    assert [row.code for row in found["华光电子"].suggestions] == ["C1"]
    assert found["没听说过"].suggestions == ()


def test_a_customer_brings_the_name_of_the_terms(stocked: Engine) -> None:
    with reading(stocked) as conn:
        customers = service.customers_by_code(conn, ["c1", "C3", "C99"])
        assert service.customers_by_key(conn, [customers["c1"].key])[customers["c1"].key] == customers["c1"]
    assert sorted(customers) == ["C3", "c1"]
    assert customers["c1"].payment_terms == "月结30天"
    assert customers["C3"].active is False


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("b-1", "B-1"),
        ("Ｂ－１", "B-1"),
        ("B-1｜螺栓 M8", "B-1"),
        ("螺栓 M10", "B-2"),
        ("螺栓M10", "B-2"),
        ("螺母", "N-2"),  # the other one is not sold any more
        ("N-1", "N-1"),
        ("85123a", "85123A"),
    ],
)
def test_a_product_is_found_by_code_label_and_name(stocked: Engine, text: str, code: str) -> None:
    with reading(stocked) as conn:
        match = service.products_by_text(conn, [text])[text].match
    assert match is not None
    assert match.code == code
    assert match.active is (code != "N-1")


def test_a_product_name_that_means_two_is_not_decided(stocked: Engine) -> None:
    with reading(stocked) as conn:
        found = service.products_by_text(conn, ["螺栓", "WHITE HANGING HART"])
    assert [row.title for row in found["螺栓"].candidates] == ["B-1｜螺栓 M8", "B-2｜螺栓 M10"]
    assert [row.code for row in found["WHITE HANGING HART"].suggestions] == ["85123A"]


def test_an_edited_name_is_found_and_the_old_one_is_not(stocked: Engine) -> None:
    with reading(stocked) as conn:
        key = service.customers_by_code(conn, ["C1"])["C1"].key
    Sheet(stocked, VIEW_BY_NAME["customers"]).edit({key: {"name": "新名字", "aliases": None}})
    with reading(stocked) as conn:
        found = service.customers_by_text(conn, ["新名字", "华光"])
    assert (found["新名字"].match and found["新名字"].match.code) == "C1"
    assert found["华光"].match is None


def test_prices_come_from_agreements_then_the_list(stocked: Engine) -> None:
    Sheet(stocked, VIEW_BY_NAME["prices"]).add(
        {"customer": "C1", "product": "B-1", "price": "8", "from_quantity": "100"},
        {"level": "A", "product": "B-1", "price": "9"},
        {"customer": "C1", "product": "B-1", "price": "1", "active": "false"},
    )
    with reading(stocked) as conn:
        customers = service.customers_by_code(conn, ["C1", "C2"])
        found = service.products_by_text(conn, ["B-1", "B-2"])
        bolt, other = (answer.match for answer in found.values())
        assert bolt is not None
        assert other is not None
        wants = [
            Want(customers["C1"], bolt, Decimal(100), TODAY),
            Want(customers["C1"], bolt, Decimal(99), TODAY),
            Want(customers["C2"], bolt, Decimal(100), TODAY),
            Want(customers["C2"], other, Decimal(100), TODAY),
        ]
        assert service.prices_for(conn, wants) == [Decimal(8), Decimal(9), Decimal(10), None]
        assert service.prices_for(conn, []) == []


def test_a_new_server_has_terms_and_rules_and_keeps_what_was_edited(stocked: Engine) -> None:
    with writing(stocked) as conn:
        assert service.terms(conn)["月结30天"] == 30
        assert list(service.terms(conn))[-1] == "月结60天"
        assert len(service.terms(conn)) == len(service.terms_choices(conn)) == 5
        assert service.rules(conn).duplicate_minutes == 5
        service.seed(conn)
        assert len(service.terms(conn)) == 5


def test_terms_that_are_stopped_are_offered_no_more(stocked: Engine) -> None:
    (made,) = Sheet(stocked, VIEW_BY_NAME["payment_terms"]).add(
        {"name": "月结90天", "days": "90", "active": "false"}
    )
    assert made.rev == 1
    with reading(stocked) as conn:
        assert "月结90天" not in service.terms(conn)


def test_dropdowns_hold_active_rows(stocked: Engine) -> None:
    with reading(stocked) as conn:
        products = service.product_choices(conn)
        customers = service.customer_choices(conn)
    assert [(row.value, row.label) for row in products][:2] == [
        ("85123A", "85123A｜WHITE HANGING HEART"),
        ("B-1", "B-1｜螺栓 M8"),
    ]
    assert "N-1" not in {row.value for row in products}
    assert "老客户" not in {row.value for row in customers}
    assert "C1" in customers[0].search
    assert "huaguang" in customers[0].search


def test_looking_up_many_texts_takes_as_many_statements_as_few(stocked: Engine) -> None:
    counts = []
    for size in (10, 1_000):
        texts = ["C1", *(f"陌生{place}" for place in range(size))]
        with reading(stocked) as conn, counted(stocked) as statements:
            service.customers_by_text(conn, texts)
            service.products_by_text(conn, texts)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_product_tells_its_title_and_whether_it_is_made_to_order(stocked: Engine) -> None:
    with reading(stocked) as conn:
        found = service.products_by_text(conn, ["B-1", "N-2"])
    told = [(row.match.title, row.match.made_to_order) for row in found.values() if row.match]
    assert told == [("B-1｜螺栓 M8", True), ("N-2｜螺母", False)]


def test_warehouses_are_found_by_key(stocked: Engine) -> None:
    (made,) = Sheet(stocked, VIEW_BY_NAME["warehouses"]).add({"code": "W1", "name": "总仓", "region": "华南"})
    with reading(stocked) as conn:
        found = service.warehouses_by_key(conn, [made.key, "unknown"])
    assert {key: (row.code, row.name, row.region) for key, row in found.items()} == {
        made.key: ("W1", "总仓", "华南")
    }
