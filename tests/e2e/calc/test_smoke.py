"""Half a minute in real Calc, again and again: stable means a hundred green runs in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.addin.fake_api import TOKEN, FakeApi
from tests.addin.presses import COLUMN, order, write_book
from tests.addin.serving import serving
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.office, pytest.mark.long]
ROWS = 40
ACTIONS = ("precheck", "sync", "next_problem", "lookup_product", "sync", "undo", "sync", "refresh")


def smoke(folder: Path) -> None:
    """Start an office on a fresh profile, press everything there is, and end it."""
    from tests.e2e.calc.stand import Stand  # noqa: PLC0415 - UNO is not there where fast tests run

    api = FakeApi(choices={"customer": ["华东五金"]})
    with serving(api) as url:
        stand = Stand(folder / "office", server=url)
        stand.sign_in("xiaoli", TOKEN)
        try:
            rows = [order(quantity=number + 1) for number in range(ROWS)]
            path = write_book(folder / "订单录入.xlsx", rows)
            book = stand.calc(path)
            for number, action in enumerate(ACTIONS):
                book.select("G3")
                done = book.press(action)
                assert done["exit"] == 0, done
                book.type_in(FIRST_ROW + number, COLUMN["quantity"], 500 + number)
            assert all(book.text(FIRST_ROW + row, COLUMN["order_no"]) for row in range(ROWS))
            stand.tidy()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is shown with all that is known
            raise AssertionError(f"{error!r}\nkept: {folder}\n{stand.said()}") from None
        finally:
            stand.close()


@pytest.mark.parametrize("number", range(1, 101))
def test_a_hundred_times_in_a_row(number: int, tmp_path: Path) -> None:
    smoke(tmp_path)
