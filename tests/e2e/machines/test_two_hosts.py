"""Two servers behind a balancer: whatever happens to one of them, clerks go on and nothing is doubled."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from addin.staging.processes import outcome
from sync.rows.keys import new_key
from tests.e2e.machines.clients import Programs
from tests.e2e.machines.site import ADDRESSES, BACK, FRONT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.machines.site import Site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.allow_hosts(ADDRESSES)]
QUICKLY_SECONDS = 5.0
TRIES = "SELECT count(*) FROM sign_in_tries WHERE name = %s AND address = %s"
SLOTS_SINCE = "SELECT count(*) FROM job_runs WHERE slot > to_timestamp(%s)"
CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE client_addr = %s"
EACH = 12


def test_programs_go_on_when_a_server_is_killed(site: Site) -> None:
    """Only what was in its hands is sent again, once, and becomes no second order; behind nginx, too."""
    every = [Programs(site, EACH, url=f"https://{FRONT[name]}") for name in ("lb", "nginx")]
    with every[0].running(), every[1].running():
        site.wait(lambda: all(programs.answered >= programs.count for programs in every))
        site.machines["two"].lose_power()
    for programs in every:
        assert programs.entered() == programs.stored() == programs.count * EACH
        assert max(programs.repeated.values(), default=0) <= 1, programs.repeated


def test_programs_go_on_when_a_server_loses_its_database(site: Site) -> None:
    """It says so in seconds and is left out; what it had begun is rolled back and done by the other."""
    programs = Programs(site, EACH)
    with programs.running():
        site.wait(lambda: programs.answered >= programs.count)
        site.net.cut(site.machines["one"], "back")
        site.wait(lambda: site.balancer.states()["one"] == "DOWN", seconds=15)
        status, seconds = site.ask(FRONT["one"], "/readyz")
        assert (status, seconds < QUICKLY_SECONDS) == (503, True), seconds
        assert site.ask(FRONT["one"], "/healthz")[0] == 200
    assert programs.entered() == programs.stored() == programs.count * EACH
    served = site.balancer.served()["one"]
    site.net.mend(site.machines["one"], "back")
    site.wait(lambda: site.balancer.states()["one"] == "UP")
    again = Programs(site, EACH)
    with again.running():
        site.wait(lambda: site.balancer.served()["one"] > served)
    assert again.entered() == again.stored() == again.count * EACH


def test_programs_go_on_when_a_server_loses_the_balancer(site: Site) -> None:
    programs = Programs(site, EACH)
    with programs.running():
        site.wait(lambda: programs.answered >= programs.count)
        site.net.cut(site.machines["two"], "front")
        site.wait(lambda: site.balancer.states()["two"] == "DOWN", seconds=15)
    assert programs.entered() == programs.stored() == programs.count * EACH


def test_a_press_begun_on_one_server_ends_on_the_other(site: Site, tmp_path: Path) -> None:
    """A clerk's press is many calls: the server that has answered one of them dies in the middle."""
    book = shutil.copyfile(site.folder / "books" / "订单录入.xlsx", tmp_path / "订单录入.xlsx")
    site.net.cut(site.machines["two"], "front")
    site.wait(lambda: site.balancer.states()["two"] == "DOWN")
    before = site.count("SELECT count(*) FROM order_lines")
    with site.press(book, site.sign_in("wangfang")) as press:
        site.wait(lambda: site.count("SELECT count(*) FROM bridge_answers") > 0)
        site.machines["one"].lose_power()
        site.net.mend(site.machines["two"], "front")
        done = outcome(press)
    assert done["exit"] == 0, done
    counts = done["counts"]
    made = site.count("SELECT count(*) FROM order_lines") - before
    assert made == counts["created"] + counts["held"] + counts.get("draft", 0)


def test_wrong_passwords_count_for_the_client_and_no_pretended_address(site: Site) -> None:
    body = {"name": new_key(), "password": "wrong"}
    status = site.desk.submit(site.post_once, "/api/v1/session", body, {"X-Forwarded-For": "192.0.2.7"})
    assert status.result() == 401
    assert site.count(TRIES, body["name"], FRONT["desk"]) == 1


def test_every_job_runs_once_on_one_machine_of_three(site: Site) -> None:
    """Each server has a worker beside it, another is a machine of its own; all of them see what is due."""
    site.wait(lambda: site.count(SLOTS_SINCE, site.up_at) > 0, seconds=90)
    site.wait(lambda: site.count(CONNECTED, BACK["work"]) > 0)
    site.wait(lambda: "audit.seal" in {name for name, _ in runs(site)})
    assert set(runs(site).values()) == {1}, runs(site)


def runs(site: Site) -> Counter[tuple[str, str]]:
    """Count what the logs of all machines tell of jobs, by name and minute."""
    return Counter(
        (line["name"], line["timestamp"][:16])
        for name in ("one", "two", "work")
        for line in site.told(name)
        if line.get("event") == "job"
    )
