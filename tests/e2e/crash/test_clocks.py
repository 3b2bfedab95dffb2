"""Clocks that are set back, on the server or on the clerk's computer, lose and double nothing."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.crash.site import Site

HOUR, DAY = 3_600, 86_400
DEAD_BATTERY = 86_400.0  # 2 January 1970


@pytest.mark.slow
def test_a_servers_clock_set_back_between_and_within_presses_changes_nothing(site: Site) -> None:
    chance = random.Random(6)
    for seconds in (0, -HOUR, -40 * DAY):
        site.stop()
        site.serve(clock=seconds)
        site.type_rows(chance, new=2)
        site.press(kill_after=0.2)
        assert site.press()["code"] == 0, seconds
    site.assert_each_row_once()
    site.assert_sound()


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clerks_clock_set_back_even_to_before_workbooks_were_known_changes_nothing(site: Site) -> None:
    chance = random.Random(7)
    for now in (1_800_000_000.0, 1_700_000_000.0, DEAD_BATTERY):
        site.type_rows(chance)
        assert site.press(now=now)["code"] == 0, now
    site.assert_each_row_once()
    site.assert_sound()
