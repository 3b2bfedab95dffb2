"""The line is cut before, in and after every request and answer of a press, for a moment or for good."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.e2e.crash.lines import Cut, Line, open_line

if TYPE_CHECKING:
    from tests.e2e.crash.site import Site

CALLS = 3
"""A press of one chunk asks to begin, to open the sheet, and to send and end."""
UNREACHABLE = 3


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_line_cut_anywhere_for_a_moment_is_not_even_noticed(site: Site) -> None:
    chance, line = random.Random(1), Line(site.port)
    with open_line(line) as site.through:
        for cut in Cut:
            for call in range(1, CALLS + 1):
                site.type_rows(chance)
                line.arm(cut, at=call)
                assert (site.press()["code"], line.calls) == (0, CALLS + 1), (cut, call)
    site.assert_each_row_once()
    site.assert_sound()


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_a_line_that_was_cut_for_good_the_next_press_ends_what_the_last_began(site: Site) -> None:
    chance, line = random.Random(2), Line(site.port)
    with open_line(line) as site.through:
        for cut in (Cut.IN_REQUEST, Cut.ANSWER_LOST):
            for call in range(1, CALLS + 1):
                site.type_rows(chance)
                line.arm(cut, at=call, for_good=True)
                assert site.press(patient=False)["code"] == UNREACHABLE, (cut, call)
                assert "订单不会重复" in site.said()
                line.arm(None)
                assert site.press()["code"] == 0
    site.assert_each_row_once()
    site.assert_sound()
