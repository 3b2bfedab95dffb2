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

LONG_SECONDS = 900
COUNT = 20_000
pytestmark = [pytest.mark.office, pytest.mark.long, pytest.mark.timeout(LONG_SECONDS)]


def numbered(book: Calc, count: int) -> int:
    """Return how many rows have an order number, none of them twice."""
    rows = book.rows(FIRST_ROW, FIRST_ROW + count - 1, COLUMN["order_no"])
    numbers = [values[COLUMN["order_no"] - 1] for values in rows if values[COLUMN["order_no"] - 1]]
    assert len(set(numbers)) == len(numbers)
    return len(numbers)


def test_a_press_is_stopped_in_the_middle_and_the_next_one_goes_on(
    stand: Stand, factory: Factory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand, "patience_seconds", LONG_SECONDS - 60)
    rows = [row(product="XD-24", quantity=1, unit_price=45) for _ in range(COUNT)]
    book = stand.calc(write_rows(tmp_path / "订单录入.xlsx", rows))
    before = len(factory.orders())
    press = book.start("sync")
    while not book.text(FIRST_ROW, COLUMN["sync_result"]):
        assert not press.has_ended
        time.sleep(0.05)
    assert book.press("stop")["busy"]
    assert press.wait(LONG_SECONDS)["exit"] == 0
    first = numbered(book, COUNT)
    assert 0 < first < COUNT
    assert len(factory.orders()) == before + first
    done = book.start("sync").wait(LONG_SECONDS)
    assert (done["exit"], sum(done["counts"].values())) == (0, COUNT - first)
    assert numbered(book, COUNT) == COUNT
    assert len(factory.orders()) == before + COUNT
