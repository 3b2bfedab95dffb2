"""What hostile input broke once, each with the smallest input that did."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from addin.hosts.memory import Content
from sync.fields.kinds import Field, Kind
from sync.fields.values import canonical, from_cell
from tests.addin.fake_api import FakeApi
from tests.addin.presses import COLUMN, SHEET, memory_book, order, press
from workbooks.layout import FIRST_ROW, HEADER_ROW

if TYPE_CHECKING:
    from addin.hosts.memory import MemoryHost


def put_header(host: MemoryHost, key: str, word: str) -> None:
    """Rename a column of the order sheet."""
    host.sheets[SHEET].put((HEADER_ROW, COLUMN[key]), Content(word))


def put(host: MemoryHost, key: str, content: Content) -> None:
    """Put something into the first row of the order sheet."""
    host.sheets[SHEET].put((FIRST_ROW, COLUMN[key]), content)


def test_a_formula_in_a_hidden_cell_gives_way_so_that_the_row_is_known_again() -> None:
    host, api = memory_book([order()]), FakeApi()
    put(host, "_sum", Content("C010", formula="=A1"))
    press(host, api)
    press(host, api)
    assert api.orders == 1


def test_a_column_that_had_a_problem_may_be_taken_away() -> None:
    host, api = memory_book([order(requested_on=None)]), FakeApi()
    press(host, api)
    put_header(host, "requested_on", "我的列")
    assert press(host, api).exit == 0
    assert press(host, api, "undo").exit in {0, 2}


@pytest.mark.parametrize("kind", Kind)
def test_a_number_beyond_all_floats_is_left_as_typed(kind: Kind) -> None:
    field = Field(key="f", label="字段", english="Field", kind=kind)
    assert from_cell(field, 10**400, today=dt.date(2026, 11, 24)) == "1" + "0" * 400


def test_blanks_within_a_code_are_one_however_wide_they_were_typed() -> None:
    field = Field(key="f", label="字段", english="Field", kind=Kind.CODE)
    assert canonical(field, "A  1") == canonical(field, "Ａ\u3000\u30001") == "A 1"
