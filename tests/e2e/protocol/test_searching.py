"""The dropdown of products, searched: quick with 20,000 of them, and no more than a role may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import sqlalchemy as sa

from server.db.bulk import insert_rows
from server.masterdata.models import PRODUCT_NAMES, PRODUCTS

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Person
    from tests.e2e.protocol.conftest import Firm

MANY = 20_000


def search(who: Person, text: str, field: str = "product") -> dict[str, Any]:
    found: dict[str, Any] = who.get(f"/views/orders/choices/{field}?search={quote(text)}")
    return found


def codes(answer: dict[str, Any]) -> list[str]:
    return [choice["value"] for choice in answer["choices"]]


def test_products_are_found_by_code_name_specification_and_pinyin(firm: Firm) -> None:
    assert codes(search(firm.clerk, "led")) == ["LED-9W"]
    assert codes(search(firm.clerk, "球泡")) == ["LED-9W"]
    assert codes(search(firm.clerk, "9W")) == ["LED-9W"]
    assert codes(search(firm.clerk, "qiupao")) == ["LED-9W"]
    assert codes(search(firm.clerk, "qpd")) == ["LED-9W"]
    assert codes(search(firm.clerk, "双胞")) == ["TWIN-A", "TWIN-B"]
    assert search(firm.clerk, "led")["choices"][0]["label"] == "LED-9W｜球泡灯 9W"


def test_retired_products_and_signs_of_patterns_find_nothing(firm: Firm) -> None:
    for text in ("OLD-1", "老产品", "%", "_", "'", "\\"):
        assert codes(search(firm.clerk, text)) == []


def test_a_search_finds_no_customer_a_dealer_may_not_know(firm: Firm) -> None:
    assert codes(search(firm.dealer, "经销商", field="customer")) == ["经销商甲"]
    assert codes(search(firm.clerk, "经销商", field="customer")) == ["经销商甲", "经销商乙"]
    assert codes(search(firm.clerk, "mh", field="payment_terms")) == []


def test_a_search_among_20000_products_takes_as_many_statements_and_answers_but_the_best(firm: Firm) -> None:
    _add(firm, MANY)
    statements: list[str] = []
    sa.event.listen(firm.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    few = search(firm.clerk, "qpd")
    after_few = len(statements)
    many = search(firm.clerk, "bhlm")
    assert len(statements) - after_few == after_few
    assert (few["found"], many["found"], len(many["choices"])) == (1, MANY, 20)
    assert codes(many)[0] == "M-00000"


def _add(firm: Firm, count: int) -> None:
    with firm.engine.begin() as conn:
        like = conn.execute(sa.select(PRODUCTS).where(PRODUCTS.c.code == "LED-9W")).mappings().one()
        codes_ = [f"M-{number:05}" for number in range(count)]
        rows = [
            {**like, "key": code, "code": code, "natural": code.lower(), "name": "薄荷螺帽"}
            for code in codes_
        ]
        insert_rows(conn, PRODUCTS, rows)
        names = [
            {"key": code, "place": place, "rank": place, "text": text, "folded": text.lower(), "sound": heard}
            for code in codes_
            for place, (text, heard) in enumerate(((code, code.lower()), ("薄荷螺帽", "boheluomao")))
        ]
        insert_rows(conn, PRODUCT_NAMES, names)
