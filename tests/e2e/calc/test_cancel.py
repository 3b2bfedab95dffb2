"""Many rows in real Calc: stopped in the middle, and gone on with, nothing lost and nothing doubled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.addin.presses import COLUMN
from tests.e2e.calc.conftest import row, write_rows
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.calc.conftest import Factory
    from tests.e2e.calc.driving import Calc
    from tests.e2e.calc.stand import Stand

pytestmark = pytest.mark.office
LONG_SECONDS = 900
MANY = [3_000, pytest.param(20_000, marks=[pytest.mark.long, pytest.mark.timeout(LONG_SECONDS)])]


def numbered(book: Calc, count: int) -> int:
    """Return how many rows have an order number, none of them twice."""
    rows = book.rows(FIRST_ROW, FIRST_ROW + count - 1, COLUMN["order_no"])
    numbers = [values[COLUMN["order_no"] - 1] for values in rows if values[COLUMN["order_no"] - 1]]
    assert len(set(numbers)) == len(numbers)
    return len(numbers)


@pytest.mark.parametrize("count", MANY)
def test_a_press_is_stopped_in_the_middle_and_the_next_one_goes_on(
    stand: Stand, factory: Factory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(stand, "patience_seconds", LONG_SECONDS - 60)
    rows = [row(product="XD-24", quantity=1, unit_price=45) for _ in range(count)]
    book = stand.calc(write_rows(tmp_path / "订单录入.xlsx", rows))
    before = len(factory.orders())
    press = book.start("sync")
    while not book.text(FIRST_ROW, COLUMN["sync_result"]):
        assert not press.has_ended
        time.sleep(0.05)
    assert book.press("stop")["busy"]
    assert press.wait(LONG_SECONDS)["exit"] == 0
    first = numbered(book, count)
    assert 0 < first < count
    assert len(factory.orders()) == before + first
    done = book.start("sync").wait(LONG_SECONDS)
    assert (done["exit"], sum(done["counts"].values())) == (0, count - first)
    assert numbered(book, count) == count
    assert len(factory.orders()) == before + count
