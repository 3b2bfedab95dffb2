"""查产品: what the selected cell means, offered, and the chosen one written into its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from addin.hosts.memory import Content
from tests.addin.fake_api import FakeApi
from tests.addin.presses import COLUMN, SHEET, Clerk, cell, memory_book, order, press, write_book

if TYPE_CHECKING:
    from pathlib import Path

    from addin.hosts.memory import MemoryHost

PRODUCTS = ["A-1｜角码 40", "A-2｜角码 60", "B-7｜合页", *[f"C-{number}｜垫片" for number in range(30)]]


@pytest.fixture
def api() -> FakeApi:
    """Start a server with products."""
    return FakeApi(choices={"product": PRODUCTS})


def at(host: MemoryHost, row: int, key: str = "product") -> MemoryHost:
    host.apply(m.Select(m.Range(SHEET, row, COLUMN[key], row, COLUMN[key])))
    return host


def test_the_chosen_product_is_written_into_the_row_and_nothing_else_is(api: FakeApi) -> None:
    host = at(memory_book([order(), order(product="角码")]), 4)
    before = {spot: content.value for spot, content in host.sheets[SHEET].cells.items()}
    clerk = Clerk({"product": "A-2"})
    ended = press(host, api, "lookup_product", clerk=clerk)
    assert (ended.exit, ended.outcome["written"], ended.outcome["count"]) == (0, "A-2", 2)
    after = {spot: content.value for spot, content in host.sheets[SHEET].cells.items()}
    changed = {spot for spot in before.keys() | after.keys() if before.get(spot) != after.get(spot)}
    assert changed == {(4, COLUMN["product"])}
    assert cell(host, 2, "product") == "A-2｜角码 60"
    assert clerk.asked[0].split("\n")[1:] == ["1. A-1｜角码 40", "2. A-2｜角码 60"]


def test_a_product_that_is_alone_is_written_without_a_question(api: FakeApi) -> None:
    host, clerk = at(memory_book([order(product="合")]), 3), Clerk()
    press(host, api, "lookup_product", clerk=clerk)
    assert (cell(host, 1, "product"), clerk.asked) == ("B-7｜合页", [])


@pytest.mark.parametrize("answer", ["取消", "没有这个选择", ""])
def test_what_was_not_chosen_is_not_written(api: FakeApi, answer: str) -> None:
    host = at(memory_book([order(product="角码")]), 3)
    ended = press(host, api, "lookup_product", clerk=Clerk({"product": answer}))
    assert (ended.exit, ended.outcome["written"], cell(host, 1, "product")) == (0, None, "角码")


def test_on_another_column_its_text_is_looked_up_and_a_blank_cell_means_the_product(api: FakeApi) -> None:
    host = at(memory_book([order(product=None, remark="合")]), 3, "remark")
    press(host, api, "lookup_product")
    assert (cell(host, 1, "product"), cell(host, 1, "remark")) == ("B-7｜合页", "合")
    host = at(memory_book([order(product="合")]), 3, "remark")
    press(host, api, "lookup_product")
    assert cell(host, 1, "product") == "B-7｜合页"


def test_of_many_the_closest_are_offered_and_their_number_is_said(api: FakeApi) -> None:
    host, clerk = at(memory_book([order(product="垫片")]), 3), Clerk({"product": "C-0"})
    press(host, api, "lookup_product", clerk=clerk)
    assert "找到 30 个产品" in clerk.asked[0]
    assert len(clerk.asked[0].split("\n")) == 6


def test_a_formula_is_not_written_over(api: FakeApi) -> None:
    host = at(memory_book([order()]), 3)
    host.sheets[SHEET].put((3, COLUMN["product"]), Content("合", formula='="合"'))
    clerk = Clerk()
    ended = press(host, api, "lookup_product", clerk=clerk)
    assert ended.outcome["products"] == [{"code": "B-7", "label": "B-7｜合页"}]
    assert host.sheets[SHEET].cells[3, COLUMN["product"]].formula


def test_in_a_header_or_without_a_place_products_are_listed(api: FakeApi) -> None:
    host = at(memory_book([order()]), 2)
    assert press(host, api, "lookup_product", text="合").outcome["count"] == 1
    assert press(memory_book([]), api, "lookup_product", text="b-7").outcome["count"] == 1
    assert press(memory_book([]), api, "lookup_product", text="没有这个").outcome["count"] == 0


def test_a_file_is_told_what_was_found_and_left_as_it_is(api: FakeApi, tmp_path: Path) -> None:
    path = write_book(tmp_path / "订单录入.xlsx", [order(product="合")])
    before = path.read_bytes()
    outcome = press(FileHost(path), api, "lookup_product", sheet=SHEET, row="3", text="角码").outcome
    assert [product["code"] for product in outcome["products"]] == ["A-1", "A-2"]
    assert path.read_bytes() == before


def test_the_whole_list_of_products_never_travels(api: FakeApi) -> None:
    press(at(memory_book([order(product="合")]), 3), api, "lookup_product")
    assert [call for call in api.calls if "/choices/" in call] == [
        "GET /api/v1/views/orders/choices/product?search=%E5%90%88"
    ]


def test_without_words_no_product_is_looked_for(api: FakeApi) -> None:
    assert press(memory_book([]), api, "lookup_product").exit == 2
    assert press(at(memory_book([order()]), 900), api, "lookup_product").exit == 2
