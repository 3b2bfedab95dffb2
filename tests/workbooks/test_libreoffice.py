"""A real LibreOffice opens every workbook, calculates it without an error, and prints it as intended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.fields.orders import ORDERS
from tests.golden.books import BOOKS, TODAY
from tests.workbooks.answered import answered_rows
from tests.workbooks.office import Office, pdf_facts, pdf_pages
from tests.workbooks.packages import MAIN, columns_of, defined_names, opened, sheet_part
from workbooks.books.order_entry import write_order_entry
from workbooks.layout import FIRST_ROW, layout

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
SHEET = "订单录入"
ERRORS = ("#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "Err:")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Start with a fresh profile."""
    return Office(tmp_path_factory.mktemp("profile"))


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Write each workbook in turn."""
    path: Path = tmp_path / request.param
    BOOKS[request.param](path)
    return path


def _orders(path: Path, times: int) -> Path:
    lists = {
        "customers": ["甲"],
        "products": [f"P{n}｜灯 {n}W" for n in range(5500)],
        "payment_terms": ["款到发货"],
    }
    write_order_entry(path, lists=lists, rows=answered_rows(TODAY) * times)
    return path


def test_every_workbook_opens_and_calculates_without_an_error(
    book: Path, office: Office, tmp_path: Path
) -> None:
    again = opened(office.convert(book, tmp_path / "again", suffix="xlsx"))
    before = opened(book)
    assert again.sheetnames == before.sheetnames
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                value = again[sheet.title][cell.coordinate].value
                assert value == cell.value, f"{sheet.title} {cell.coordinate}"
                assert not str(value).startswith(ERRORS)


def test_dropdowns_colours_and_hidden_parts_survive_libreoffice(office: Office, tmp_path: Path) -> None:
    path = office.convert(_orders(tmp_path / "o.xlsx", 1), tmp_path / "again", suffix="xlsx")
    assert defined_names(path)["list_products", None].replace("'", "") == "_lists!$B$2:$B$5501"
    book = opened(path)
    assert {sheet.title for sheet in book.worksheets if sheet.sheet_state == "hidden"} == {"_lists", "_state"}
    sheet = book[SHEET]
    plan = layout(ORDERS)
    letter = plan.column("product").letter
    rules = {str(rule.sqref).partition(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    rule = rules[f"{letter}{FIRST_ROW}"]  # it saves dropdowns down to a thousand rows below the last one
    assert (rule.formula1, bool(rule.showErrorMessage)) == ("list_products", False)
    formulas = [f for formats in sheet.conditional_formatting for rule in formats.rules for f in rule.formula]
    assert f'ISNUMBER(SEARCH("|数量|",${plan.column("_marks").letter}{FIRST_ROW}))' in formulas
    columns = columns_of(path, SHEET)
    assert [columns[column.index][0] for column in (*plan.visible, *plan.columns[-4:])] == [False] * 14 + [
        True
    ] * 4
    assert sheet_part(path, SHEET).find(f"{MAIN}sheetProtection") is None


def test_forty_rows_print_on_one_page_of_a4_landscape(office: Office, tmp_path: Path) -> None:
    pdf = office.convert(_orders(tmp_path / "o.xlsx", 1), tmp_path / "pdf", suffix="pdf")
    assert pdf_facts(pdf)["Page size"].startswith("841.89 x 595.3")
    pages = pdf_pages(pdf)
    assert [SHEET in page for page in pages] == [True, False, False, False]
    assert pages[0].count("请修改") == 16


def test_two_thousand_rows_print_with_headers_on_every_page(office: Office, tmp_path: Path) -> None:
    pages = pdf_pages(office.convert(_orders(tmp_path / "o.xlsx", 50), tmp_path / "pdf", suffix="pdf"))
    orders = [page for page in pages if SHEET in page]
    assert 40 <= len(orders) <= 60
    assert all("客户名称" in page and "同步说明" in page for page in orders)
    assert sum(page.count("苏州启民灯饰”") for page in orders) == 50


def test_the_closed_group_and_hidden_cells_are_not_printed(office: Office, tmp_path: Path) -> None:
    pdf = office.convert(_orders(tmp_path / "o.xlsx", 1), tmp_path / "pdf", suffix="pdf")
    page = pdf_pages(pdf)[0]
    assert "收货地址" not in page
    assert "_key" not in page
    assert "|数量|" not in page
