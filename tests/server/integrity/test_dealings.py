"""What the check finds in ledger, waivers and working calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.session import writing
from tests.server.credit.bank import Bank, open_bank
from tests.server.integrity.findings import codes
from tests.server.masterdata.sheet import Sheet

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.server.orders.office import Office


@pytest.fixture
def bank(engine: Engine) -> Bank:
    """Open an office with a ledger, a waiver and a special day."""
    bank = open_bank(engine)
    views = bank.office.registry.views
    bank.book("期初应收", "4000")
    bank.book("收款", "100")
    bank.release(bank.order(2000).key)
    Sheet(engine, views["production_units"]).add({"code": "L1", "name": "一车间", "hours_a_day": "8"})
    Sheet(engine, views["calendar"]).add({"date": "2026-12-01", "hours": "0", "unit": "L1"})
    return bank


def _without_history(office: Office) -> set[str]:
    """Return the codes but those that say the sheets of this test wrote past the engine."""
    return {code for code in codes(office) if not code.startswith(("history", "audit"))}


def test_a_sound_office_has_no_findings(bank: Bank) -> None:
    assert _without_history(bank.office) == set()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE ledger SET owed = owed + 1", "ledger_sign"),
        ("UPDATE ledger SET kind = '开票' WHERE kind = '收款'", "ledger_sign"),
        ("UPDATE ledger SET kind = '别的'", "ledger_sign"),
        ("UPDATE credit_waivers SET \"order\" = 'nowhere'", "waiver_stray"),
        ("UPDATE calendar_days SET unit = 'L9'", "calendar_unit"),
    ],
)
def test_each_damage_is_found(bank: Bank, statement: str, code: str) -> None:
    with writing(bank.office.engine) as conn:
        conn.execute(sa.text(statement))
    assert code in codes(bank.office)


def test_an_order_that_credit_holds_must_hold_nothing(bank: Bank) -> None:
    made = bank.order(1, customer="C2")
    with writing(bank.office.engine) as conn:
        conn.execute(
            sa.text(
                "INSERT INTO order_holds SELECT key, 'credit', '', created_at, submission"
                " FROM orders WHERE key = :key"
            ),
            {"key": made.key},
        )
    assert "cover_stray" in codes(bank.office)
