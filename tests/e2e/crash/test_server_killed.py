"""The server is killed anywhere in a press: the client goes on by itself, or a second press does."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from tests.e2e.crash.points import ORDER

if TYPE_CHECKING:
    from tests.e2e.crash.points import Point
    from tests.e2e.crash.site import Site

SEED = 20261125
COMMITS = 4
"""A press asks three times (begin, open, send); the rows are written, and the answer of each call."""
PLACED: tuple[Point, ...] = (
    *(("before commit", number) for number in range(1, COMMITS + 1)),
    *(("after commit", number) for number in range(1, COMMITS + 1)),
    ("before answer", 3),
    ("half of the answer", 2),
    ("half of the answer", 3),
)
RANDOM, LONG = 2, 237


def _crash(site: Site, chance: random.Random, *, moment: float) -> None:
    """Type and press while the server dies; press again if that press gave up."""
    site.type_rows(chance)
    site.restart(kill_after=moment)
    _end(site, site.press())
    assert site.server.heard()["code"] is None


def _die_at(site: Site, chance: random.Random, point: Point) -> None:
    """Press while the server dies at a point of that press; press again if that press gave up."""
    site.type_rows(chance)
    (site.folder / ORDER).write_text(json.dumps(point))
    site.restart()
    site.start_press()
    died = site.server.heard()
    assert died["code"] is None, point
    _end(site, site.client.heard())


def _end(site: Site, ended: dict[str, object]) -> None:
    if ended["code"] != 0:
        assert site.press()["code"] == 0


def _run(site: Site, moments: int) -> None:
    chance = random.Random(SEED)
    within = site.measure_press(chance)
    print(f"seed {SEED}, a press takes {within:.3f} s")  # noqa: T201 - shown when the test fails
    for point in PLACED:
        _die_at(site, chance, point)
    for _ in range(moments):
        _crash(site, chance, moment=chance.uniform(0, within))
    site.assert_each_row_once()
    site.assert_sound()


@pytest.mark.slow
def test_a_server_killed_at_any_moment_loses_and_doubles_nothing(site: Site) -> None:
    _run(site, RANDOM)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_server_killed_at_five_hundred_moments_loses_and_doubles_nothing(site: Site) -> None:
    _run(site, LONG)
