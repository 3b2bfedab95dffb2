"""What a fresh workbook promises: nothing locked, nothing that LibreOffice drops, text that stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl.cell import Cell
from openpyxl.utils.escape import unescape

from sync.fields.catalogue import SPECS
from sync.fields.masterdata import PRODUCTS
from sync.fields.orders import ORDERS
from tests.golden.books import BOOKS, TODAY
from tests.workbooks.packages import MAIN, columns_of, defined_names, opened, parts_of, sheet_part
from workbooks.books.order_entry import write_order_entry
from workbooks.layout import FIRST_ROW, HIDDEN_KEYS, LAST_ROW, layout
from workbooks.samples.master_data import product_label

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "订单录入"
RISKY = ("=1+1", "+86 138", "-5 折", "@all", "\t=1+1", "\r=1+1", "'=1", '=HYPERLINK("http://x","y")')


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Write an order book with 5,500 products and a row."""
    path = tmp_path / "orders.xlsx"
    products = [product_label({"code": f"P{n}", "name": "灯", "spec": f"{n}W"}) for n in range(5500)]
    lists = {"customers": ["甲", "乙"], "products": products, "payment_terms": ["款到发货"]}
    write_order_entry(path, lists=lists, rows=[{"customer": "甲", "quantity": 3, "requested_on": TODAY}])
    return path


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Write each workbook in turn."""
    path = tmp_path / "book.xlsx"
    BOOKS[request.param](path)
    return path


@pytest.mark.parametrize("text", RISKY)
def test_text_is_never_a_formula_and_never_altered(text: str, tmp_path: Path) -> None:
    path = tmp_path / "risky.xlsx"
    row = dict.fromkeys(("customer", "customer_po", "remark", "sync_note", "_marks"), text)
    write_order_entry(path, lists={"customers": [text]}, rows=[row])
    assert not list(sheet_part(path, SHEET).iter(f"{MAIN}f"))
    sheet = opened(path)[SHEET]
    plan = layout(ORDERS)
    for key in row:
        cell = sheet.cell(FIRST_ROW, plan.column(key).index)
        assert (unescape(str(cell.value)), cell.data_type) == (text, "s")
    assert unescape(str(opened(path)["_lists"]["A2"].value)) == text


def test_risky_text_is_marked_as_text_so_that_editing_keeps_it(tmp_path: Path) -> None:
    write_order_entry(tmp_path / "o.xlsx", lists={}, rows=[{"remark": "=1+1"}, {"remark": "普通"}])
    sheet = opened(tmp_path / "o.xlsx")[SHEET]
    column = layout(ORDERS).column("remark").index
    marks = [sheet.cell(row, column).quotePrefix for row in (FIRST_ROW, FIRST_ROW + 1)]
    assert [bool(mark) for mark in marks] == [True, False]


def test_nothing_is_protected(book: Path) -> None:
    for name, part in parts_of(book).items():
        assert b"Protection" not in part or name == "xl/styles.xml", name


def test_looks_rest_on_nothing_that_libreoffice_drops(book: Path) -> None:
    parts = parts_of(book)
    assert not [name for name in parts if name.startswith("xl/tables/")]
    for name, part in parts.items():
        assert b"veryHidden" not in part, name
        assert b"<tabColor" not in part, name


def test_nothing_is_there_that_a_file_host_would_drop(book: Path) -> None:
    for name, part in parts_of(book).items():
        assert b"x14:" not in part, name


def test_the_product_list_reaches_all_products_by_a_name(orders: Path) -> None:
    assert defined_names(orders)["list_products", None] == "_lists!$B$2:$B$5501"
    lists = opened(orders)["_lists"]
    assert [lists["B1"].value, lists["B2"].value, lists["B5501"].value] == [
        "products",
        "P0｜灯 0W",
        "P5499｜灯 5499W",
    ]


def test_dropdowns_reach_down_the_sheet_and_stop_nobody(orders: Path) -> None:
    rules = opened(orders)[SHEET].data_validations.dataValidation
    by_range = {str(rule.sqref): rule for rule in rules}
    plan = layout(ORDERS)
    letter = plan.column("product").letter
    rule = by_range[f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}"]
    assert (rule.type, rule.formula1, rule.showErrorMessage) == ("list", "list_products", False)
    assert not any(rule.showErrorMessage for rule in rules)


def test_the_command_column_offers_the_conflict_words_too(orders: Path) -> None:
    rules = opened(orders)[SHEET].data_validations.dataValidation
    letter = layout(ORDERS).column("action").letter
    rule = next(rule for rule in rules if str(rule.sqref).startswith(f"{letter}{FIRST_ROW}:"))
    assert rule.formula1 == '"暂存,作废,拆单发货,同意等货,用我的,用对方的"'


def test_every_hint_of_the_catalogue_is_an_input_message(orders: Path) -> None:
    rules = opened(orders)[SHEET].data_validations.dataValidation
    shown = {rule.promptTitle: rule.prompt for rule in rules if rule.prompt}
    assert shown == {field.label: field.hint for field in ORDERS.fields if field.hint}


def test_what_is_in_sight_is_printed_on_a4_landscape_with_headers(orders: Path) -> None:
    names = defined_names(orders)
    assert names["_xlnm.Print_Area", "0"] == f"{SHEET}!$A:$N"
    assert names["_xlnm.Print_Titles", "0"] == f"{SHEET}!$1:$2"
    part = sheet_part(orders, SHEET)
    page = part.find(f"{MAIN}pageSetup")
    assert page is not None
    assert (page.get("paperSize"), page.get("orientation"), page.get("fitToHeight")) == (
        "9",
        "landscape",
        "0",
    )
    assert part.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr") is not None


def test_the_group_is_closed_and_the_protocol_columns_are_hidden(orders: Path) -> None:
    plan = layout(ORDERS)
    found = columns_of(orders, SHEET)
    for column in plan.columns:
        grouped = "1" if column.is_grouped else "0"
        assert found[column.index] == (column.is_hidden or column.is_grouped, grouped), column.key


def test_the_state_and_the_lists_are_hidden_sheets(orders: Path) -> None:
    states = {sheet.title: sheet.sheet_state for sheet in opened(orders).worksheets}
    assert states == {
        "订单录入": "visible",
        "图例": "visible",
        "同步记录": "visible",
        "_lists": "hidden",
        "_state": "hidden",
    }


def test_panes_stay_and_the_filter_moves_hidden_cells_along(orders: Path) -> None:
    sheet = opened(orders)[SHEET]
    last = layout(ORDERS).columns[-1]
    assert sheet.freeze_panes == "D3"
    assert (last.key, sheet.auto_filter.ref) == (HIDDEN_KEYS[-1], f"A2:{last.letter}{LAST_ROW}")


def test_a_mark_colours_the_cell_of_its_label(orders: Path) -> None:
    rules = opened(orders)[SHEET].conditional_formatting
    plan = layout(ORDERS)
    letter, marks = plan.column("quantity").letter, plan.column("_marks").letter
    formulas = [
        formula
        for formats in rules
        if str(formats.sqref) == f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}"
        for rule in formats.rules
        for formula in rule.formula
    ]
    assert formulas[0] == f'ISNUMBER(SEARCH("|数量|",${marks}{FIRST_ROW}))'


def test_server_columns_are_grey_also_where_a_row_is_still_empty(orders: Path) -> None:
    sheet = opened(orders)[SHEET]
    fills = {letter: sheet.column_dimensions[letter].fill.fgColor.rgb for letter in ("A", "D")}
    assert fills == {"A": "FFF3F5F7", "D": "00000000"}


def test_required_headers_carry_a_star_and_still_lead_to_their_field(orders: Path) -> None:
    headers = [cell.value for cell in opened(orders)[SHEET][2]]
    stars = {str(header).removesuffix(" *") for header in headers if str(header).endswith(" *")}
    assert stars == {field.label for field in ORDERS.fields if field.required}


def test_typed_dates_are_text_cells_and_real_dates_are_dates(orders: Path) -> None:
    sheet = opened(orders)[SHEET]
    column = layout(ORDERS).column("requested_on")
    assert sheet.column_dimensions[column.letter].number_format == "@"
    cell = sheet.cell(FIRST_ROW, column.index)
    assert isinstance(cell, Cell)
    assert (cell.is_date, cell.number_format) == (True, "yyyy-mm-dd")


def test_every_view_has_a_sheet_of_its_title_in_one_of_the_books(tmp_path: Path) -> None:
    titles = []
    for name in ("sample-master-data.xlsx", "empty-approvals.xlsx", "empty-orders.xlsx"):
        BOOKS[name](tmp_path / name)
        titles += opened(tmp_path / name).sheetnames
    wanted = {spec.title for spec in SPECS}
    assert sorted(title for title in titles if title in wanted) == sorted(wanted)
    assert PRODUCTS.title in titles
