"""The nightly backup: where a folder is set, two weeks are kept, and nobody waits for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.backup.archive import verify
from server.backup.jobs import KEPT, jobs
from server.config import Config, read_config
from server.db.commits import horizon, stamp
from server.db.copies import copying
from server.db.engine import make_engine
from server.db.jobs import Errand
from server.db.session import reading, writing
from server.worker import run_job

if TYPE_CHECKING:
    import pytest
    from sqlalchemy import Engine

NIGHT = dt.datetime(2026, 11, 30, 18, 40, tzinfo=dt.UTC)


def test_without_a_folder_there_is_no_job() -> None:
    assert jobs(read_config({})) == ()
    named = read_config({"SHEETLINE_BACKUP_DIR": "here"})
    assert named.backups == Path("here").resolve()
    assert len(jobs(named)) == 1


def test_every_night_makes_one_and_two_weeks_are_kept(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    (job,) = jobs(Config(data=tmp_path, database_url=database_url, backups=tmp_path / "nightly"))
    for night in range(KEPT + 2):
        now = NIGHT + dt.timedelta(days=night)
        assert run_job(engine, job, now=now)
        assert not run_job(engine, job, now=now)
    made = sorted((tmp_path / "nightly").iterdir())
    assert len(made) == KEPT
    assert verify(made[0]).made_at == NIGHT + dt.timedelta(days=2)


def test_an_errand_runs_when_its_claim_has_committed_and_writers_go_on(engine: Engine) -> None:
    def run(opened: Engine, _now: dt.datetime) -> None:
        with writing(opened) as conn:
            assert stamp(conn) > 0

    assert run_job(engine, Errand("errand", "* * * * *", run), now=NIGHT)


def test_while_a_copy_is_made_writers_write_and_no_pull_waits_for_it(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    with copying(database_url, scratch=tmp_path / "scratch") as copy:
        blocks = copy.blocks()
        next(blocks)
        with writing(engine) as conn:
            mine = stamp(conn)
        with reading(engine) as conn:
            assert horizon(conn) > mine
        assert sum(map(len, blocks)) >= 0
    assert list(tmp_path.glob("scratch*")) == []


def test_the_password_of_a_database_is_on_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from server.db.copies.postgresql import conninfo, environment  # noqa: PLC0415 - of one engine

    place = sa.make_url("postgresql://li@db.example:5433/shop?sslmode=require").set(password="se cret")
    url = make_engine(place.render_as_string(hide_password=False)).url
    assert conninfo(url) == "host=db.example dbname=shop user=li port=5433 sslmode=require"
    assert environment(url)["PGPASSWORD"] == "se cret"
    monkeypatch.delenv("PGPASSWORD", raising=False)
    assert "PGPASSWORD" not in environment(make_engine("postgresql://li@db.example/shop").url)
