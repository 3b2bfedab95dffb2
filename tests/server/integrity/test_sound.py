"""Whatever the product writes, the check finds nothing in it."""

from __future__ import annotations

import datetime as dt

import pytest

from server.audit.service import seal
from server.db.session import writing
from server.stock.service import expire
from tests.server.integrity.findings import found, submission_of
from tests.server.orders.office import ADMIN, NOW, Office, line, row
from tests.server.orders.test_conservation import Walk

STEPS = 40
MUCH_LATER = NOW + dt.timedelta(days=30)


@pytest.mark.parametrize("seed", range(2))
def test_random_presses_and_undos_leave_nothing_to_find(office: Office, seed: int) -> None:
    for product in ("LED", "NUT", "BOX"):
        office.put(product, 60)
        office.plan(product, 100, "2026-12-07")
    walk = Walk(office, seed)
    for step in range(STEPS):
        walk.step()
        if step % 10 == 9:
            with writing(office.engine) as conn:
                seal(conn, now=NOW)
    assert found(office) == []


def test_a_reservation_that_is_over_and_one_taken_by_a_count_are_accounted_for(office: Office) -> None:
    stock = office.put("LED", 30)
    first, second = office.push(line(), line())
    office.count(stock, 10)
    with writing(office.engine) as conn:
        assert expire(conn, now=MUCH_LATER) == [first.key]
    assert found(office) == []
    office.push(row(first.key, 1, quantity="5"), row(second.key, 2, action="作废"))
    assert found(office) == []


def test_renamed_master_data_contradicts_no_history(office: Office) -> None:
    office.put("LED", 30)
    office.push(line(), line(customer="C2"))
    for view, old, new in (
        ("customers", {"code": "C1"}, {"name": "明辉新照明"}),
        ("products", {"code": "LED"}, {"name": "球泡灯二代", "spec": None, "unit": "个"}),
        ("warehouses", {"code": "W1"}, {"code": "W01"}),
    ):
        (known,) = office.load(view, **old)
        office._admin(view, row(known.key, known.rev, **new))
    assert found(office) == []


def test_master_data_taken_back_and_seeded_rules_changed_are_sound(office: Office) -> None:
    (rule,) = office.load("rules", name="疑似重复分钟")
    office._admin("rules", row(rule.key, rule.rev, value="9"))
    key = office.put("NUT", 4)
    assert found(office) == []
    office.undo(submission_of(office, key), ADMIN)
    assert found(office) == []
