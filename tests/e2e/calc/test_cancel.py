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
MANY = [1_500, pytest.param(20_000, marks=[pytest.mark.long, pytest.mark.timeout(LONG_SECONDS)])]


def told(book: Calc, count: int) -> list[str]:
    """Return what the results of all rows say."""
    rows = book.rows(FIRST_ROW, FIRST_ROW + count - 1, COLUMN["sync_result"])
    return [str(values[COLUMN["sync_result"] - 1]) for values in rows]


@pytest.mark.parametrize("count", MANY)
def test_a_press_is_stopped_in_the_middle_and_the_next_one_goes_on(
    stand: Stand, factory: Factory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(stand, "patience_seconds", LONG_SECONDS - 60)
    rows = [row(quantity=1 + number % 90) for number in range(count)]
    book = stand.calc(write_rows(tmp_path / "订单录入.xlsx", rows))
    before = len(factory.orders())
    press = book.start("sync")
    while not book.text(FIRST_ROW, COLUMN["sync_result"]):
        assert not press.has_ended
        time.sleep(0.05)
    assert book.press("stop")["busy"]
    stopped = press.wait(LONG_SECONDS)
    assert stopped["exit"] == 0
    assert 0 < told(book, count).count("已建单") < count
    assert len(factory.orders()) == before + told(book, count).count("已建单")
    done = book.start("sync").wait(LONG_SECONDS)
    assert done["exit"] == 0
    assert told(book, count) == ["已建单"] * count
    assert len(factory.orders()) == before + count
