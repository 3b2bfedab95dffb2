"""What hostile input broke once, each with the smallest input that did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.hosts.memory import Content
from tests.addin.fake_api import FakeApi
from tests.addin.presses import COLUMN, SHEET, memory_book, order, press
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from addin.hosts.memory import MemoryHost


def put(host: MemoryHost, key: str, content: Content) -> None:
    """Put something into the first row of the order sheet."""
    host.sheets[SHEET].put((FIRST_ROW, COLUMN[key]), content)


def test_a_formula_in_a_hidden_cell_gives_way_so_that_the_row_is_known_again() -> None:
    host, api = memory_book([order()]), FakeApi()
    put(host, "_sum", Content("C010", formula="=A1"))
    press(host, api)
    press(host, api)
    assert api.orders == 1
