"""The client is killed anywhere in a press: pressing again gives each order once, the sheet all answers."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.e2e.crash.points import CLIENT

if TYPE_CHECKING:
    from tests.e2e.crash.points import Point
    from tests.e2e.crash.site import Site

SEED = 20261124
CONNECTIONS, SAVES = 3, 2
PLACED: tuple[Point, ...] = (
    *(("before connecting", number) for number in range(1, CONNECTIONS + 1)),
    *((name, number) for name in CLIENT[1:] for number in range(1, SAVES + 1)),
)
RANDOM, LONG = 3, 238


def _crash(site: Site, chance: random.Random, point: Point | None, *, within: float) -> bool:
    """Type, press and be killed, press again; return whether the first press was killed."""
    site.type_rows(chance)
    moment = None if point else chance.uniform(0, within)
    killed = site.press(kill_after=moment, point=point)["code"] is None
    again = site.press()
    assert again["code"] == 0, (point, moment)
    return killed


def _run(site: Site, moments: int) -> None:
    chance = random.Random(SEED)
    within = site.measure_press(chance)
    print(f"seed {SEED}, a press takes {within:.3f} s")  # noqa: T201 - shown when the test fails
    assert [point for point in PLACED if not _crash(site, chance, point, within=within)] == []
    killed = sum(_crash(site, chance, None, within=within) for _ in range(moments))
    assert killed > moments / 3
    site.assert_each_row_once()
    site.assert_sound()


@pytest.mark.slow
def test_a_client_killed_at_any_moment_loses_and_doubles_nothing(site: Site) -> None:
    _run(site, RANDOM)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_client_killed_at_five_hundred_moments_loses_and_doubles_nothing(site: Site) -> None:
    _run(site, LONG)
