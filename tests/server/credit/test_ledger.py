"""The sheet 客户往来."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.views.importing import import_sheet
from tests.server.credit.bank import TODAY
from tests.server.masterdata.sheet import Sheet, codes
from tests.server.orders.office import ADMIN, NOW
from tests.server.orders.office import row as row_of
from workbooks.books.master_data import write_master_data
from workbooks.reader import read_sheets
from workbooks.samples.master_data import master_rows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.credit.bank import Bank

ENTRY = {"customer": "明辉", "kind": "开票", "amount": "500", "on": "2026-11-01"}


def sheet_of(bank: Bank) -> Sheet:
    return Sheet(bank.office.engine, bank.office.registry.views["ledger"])


def test_an_invoice_is_due_by_the_customers_terms_and_a_payment_at_once(bank: Bank) -> None:
    invoice, payment, own = sheet_of(bank).add(
        ENTRY, ENTRY | {"kind": "收款"}, ENTRY | {"due_on": "2026-11-09"}
    )
    assert [each.delta["due_on"][1] for each in (invoice, payment, own)] == [
        "2026-12-01",
        "2026-11-01",
        "2026-11-09",
    ]


@pytest.mark.parametrize(
    ("name", "text"), [("amount", "501"), ("kind", "收款"), ("on", "2026-11-02"), ("customer", "C2")]
)
def test_an_entry_that_stands_is_not_changed(bank: Bank, name: str, text: str) -> None:
    sheet = sheet_of(bank)
    (made,) = sheet.add(ENTRY)
    assert codes(sheet.edit({made.key: {name: text}})[0]) == [(name, "bad_value")]


def test_a_remark_may_be_added_later(bank: Bank) -> None:
    sheet = sheet_of(bank)
    (made,) = sheet.add(ENTRY)
    assert not codes(sheet.edit({made.key: {"remark": "发票号 123"}})[0])


@pytest.mark.parametrize(
    ("kind", "owed"),
    [("期初应收", 1), ("期初预收", -1), ("开票", 1), ("红字发票", -1), ("收款", -1), ("退款", 1)],
)
def test_each_kind_raises_or_lowers_what_is_owed(bank: Bank, kind: str, owed: int) -> None:
    sheet_of(bank).add(ENTRY | {"kind": kind})
    order = bank.order(1)
    assert bank.standing(order.key)[order.key].receivable == owed * 500


def test_an_entry_taken_back_counts_no_more(bank: Bank) -> None:
    sheet = sheet_of(bank)
    (made,) = sheet.add(ENTRY)
    sheet.undo(made, created=True)
    order = bank.order(1)
    assert bank.standing(order.key)[order.key].receivable == 0


def test_an_entry_needs_customer_kind_amount_and_day(bank: Bank) -> None:
    found = codes(sheet_of(bank).add({"remark": "?"})[0])
    assert found == [(name, "required") for name in ("customer", "kind", "amount", "on")]


def test_a_due_date_left_blank_again_stays_what_it_was_filled_with(bank: Bank) -> None:
    sheet = sheet_of(bank)
    (made,) = sheet.add(ENTRY)
    (again,) = sheet.edit({made.key: {"due_on": None}})
    assert (codes(again), again.delta) == ([], {})


def test_importing_a_ledger_twice_changes_nothing(bank: Bank, tmp_path: Path) -> None:
    rows = master_rows(TODAY)["ledger"]
    customers = [{"code": f"K{place}", "name": str(row["customer"])} for place, row in enumerate(rows)]
    for values in customers:
        bank.office._admin("customers", row_of(None, None, **values))
    write_master_data(tmp_path / "m.xlsx", lists={}, rows={"ledger": rows})
    (sheet,) = [each for each in read_sheets(tmp_path / "m.xlsx", today=TODAY) if each.spec.name == "ledger"]
    engine, access = bank.office.engine, bank.office.registry.open("ledger", ADMIN)
    first, second = (import_sheet(engine, access, sheet, now=NOW) for _ in range(2))
    assert (first.counts, first.complaints) == ({"created": len(rows)}, [])
    assert (second.counts, second.complaints) == ({"unchanged": len(rows)}, [])
