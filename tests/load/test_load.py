"""Many at once lose nothing and wait little: a miniature in every run, ten minutes in long ones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.base import table
from server.db.engine import make_engine
from server.db.session import reading
from server.orders.models import OrderLineRow
from tests.benchmarks import __main__ as bench
from tests.load.command import CREWS, misses, proof
from tests.load.run import Crew, Crowd
from tests.load.samples import BIG, CROWD
from tests.load.site import opened

if TYPE_CHECKING:
    from pathlib import Path

MINIATURE = Crew(
    pressing=8,
    refreshing=2,
    direct=2,
    seconds=6,
    pace_seconds=1.5,
    sheet_rows=24,
    new_rows=5,
    changed_rows=4,
    big_rows=600,
    big_every_seconds=4,
)
LINES = table(OrderLineRow)


def stored(database_url: str) -> list[tuple[str, int]]:
    """Return remark and quantity of every line there is."""
    engine = make_engine(database_url)
    with reading(engine) as conn:
        rows = conn.execute(sa.select(LINES.c.remark, LINES.c.quantity)).all()
    engine.dispose()
    return [(row.remark, int(row.quantity)) for row in rows]


@pytest.mark.slow
def test_everything_that_was_accepted_is_stored_once_as_it_was_typed_last(
    database_url: str, tmp_path: Path
) -> None:
    with opened(database_url, tmp_path, people=MINIATURE.people, workers=2) as site:
        crowd = Crowd(site, MINIATURE)
        crowd.prepare()
        report = crowd.run("miniature")
    assert report.errors() == []
    assert all(report.of(kind).samples for kind in (*CROWD, *BIG))
    assert Counter(stored(database_url)) == Counter(crowd.accepted().items())
    assert len(crowd.accepted()) > 1_000
    assert b'"level": "error"' not in site.served.log.read_bytes()


def test_the_benchmark_runs_the_proof_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main(["--load", "--help"])
    assert ended.value.code == 0
    assert "--engine" in capsys.readouterr().out


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("engine_name", CREWS)
def test_clerks_wait_less_than_two_seconds_for_ten_minutes_also_beside_large_pushes(engine_name: str) -> None:
    report = proof(engine_name, minutes=10)
    print(report.table())  # noqa: T201 - the figures are the point
    assert misses(report) == []
