"""A restore killed at any moment leaves the old database or the new one, and the next one works."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from server.db.session import reading
from server.db.sites import server_identity

if TYPE_CHECKING:
    from tests.e2e.backup.conftest import Plant

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]


def restoring(file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "server.cli", "admin", "restore", str(file), "--yes"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def seconds_of(file: Path) -> tuple[float, float]:
    """Return when a restore begins to work (it says what it will do), and when it ends."""
    began = time.monotonic()
    with restoring(file) as child:
        assert child.stdout is not None
        child.stdout.readline()
        first = time.monotonic() - began
        child.stdout.read()
    assert child.returncode == 0
    return first, time.monotonic() - began


def killed(file: Path, *, after: float) -> None:
    with restoring(file) as child:
        time.sleep(after)  # the moment is what is tried
        child.kill()


def state(plant: Plant) -> tuple[int, int]:
    """Return the epoch and how many orders there are."""
    plant.start()
    with reading(plant.engine) as conn:
        epoch = server_identity(conn)[1]
    orders = len(plant.factory.orders())
    plant.stop()
    return epoch, orders


def kill_often(plant: Plant, times: int) -> set[int]:
    """Kill restores at random moments; return with how many orders they left the database."""
    made = plant.back_up()  # without orders
    plant.factory.press()
    full = plant.back_up()
    plant.stop()
    rng = random.Random(7)
    first, whole = seconds_of(full)
    epoch, orders = state(plant)
    assert orders > 0
    outcomes = set()
    for _ in range(times):
        killed(made, after=rng.uniform(first * 0.8, whole))
        found = state(plant)
        assert found == (epoch, orders) or (found[0] > epoch and found[1] == 0)
        outcomes.add(found[1])
        if found[1] == 0:
            assert plant.restore(full) == 0
            plant.stop()
            epoch, _ = state(plant)
    assert plant.restore(made) == 0
    plant.stop()
    assert state(plant)[1] == 0
    return outcomes


def test_a_restore_killed_at_any_moment_is_done_or_not_begun(plant: Plant) -> None:
    kill_often(plant, 2)


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_a_restore_killed_at_a_hundred_moments_is_done_or_not_begun(plant: Plant) -> None:
    assert len(kill_often(plant, 100)) > 1, "no kill came before the end, or none after it"
