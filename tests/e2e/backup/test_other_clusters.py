"""PostgreSQL: a database that comes to a cluster which counts from lower numbers on loses no change."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING

import psycopg
import pytest

from server.cli import main
from server.db.session import reading, writing
from server.db.sites import server_identity
from server.web.edge import system_clock
from tests.e2e.backup.test_drill import Writer, _pull
from tests.postgres import fresh_database, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.backup.conftest import Plant

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("plant", ["postgresql"], indirect=True)]
BURN = """DO $$ BEGIN FOR number IN 1..20000 LOOP
  BEGIN INSERT INTO burnt VALUES (number); EXCEPTION WHEN division_by_zero THEN NULL; END;
END LOOP; END $$"""

OWNED = """SELECT relkind, relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')"""


@pytest.fixture
def far_ahead(plant: Plant) -> str:
    """Return a cursor of a database whose cluster has given out many transaction ids, before its orders."""
    with psycopg.connect(plant.url, autocommit=True) as conn:
        conn.execute("CREATE TEMP TABLE burnt (number int)")
        conn.execute(BURN)
    plant.factory.press()
    from server.audit.jobs import seal  # noqa: PLC0415 - the worker's part of the story

    with writing(plant.engine) as conn:
        seal(conn, system_clock())
    _, page = _pull(plant, None)
    return str(page["cursor"])


@pytest.fixture
def new_cluster(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run a second cluster and point everything at an empty database of it."""
    with ExitStack() as stack:
        monkeypatch.delenv("SHEETLINE_TEST_POSTGRESQL_URL", raising=False)
        server = stack.enter_context(running_server())
        url = stack.enter_context(fresh_database(server))
        yield url
        plant.stop()


def move(plant: Plant, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant.stop()
    plant.url = url
    monkeypatch.setenv("DATABASE_URL", url)


def demand_alive(plant: Plant, cursor: str, orders: int) -> None:
    """Prove that new rows are seen by an old cursor and by a new one, and that all agrees."""
    _, page = _pull(plant, cursor)
    assert len([change for change in page["changes"] if change["values"]["order_no"]]) == orders
    writer = Writer(plant, "after")
    status, answer = writer.push([writer.row("after-1")])
    assert (status, answer["results"][0]["outcome"]) == (200, "created")
    _, changed = _pull(plant, page["cursor"])
    assert [change["key"] for change in changed["changes"]] == [answer["results"][0]["key"]]
    assert main(["admin", "audit", "verify"]) == 0
    assert main(["admin", "check"]) == 0


def test_a_backup_is_restored_to_a_cluster_that_counts_from_lower_numbers(
    plant: Plant, far_ahead: str, new_cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = len(plant.factory.orders())
    made = plant.back_up()
    move(plant, new_cluster, monkeypatch)
    assert plant.restore(made) == 0
    demand_alive(plant, far_ahead, orders)
    again = plant.back_up()  # and once more, from a lifted database back to itself
    assert plant.restore(again) == 0
    _, page = _pull(plant, far_ahead)
    assert len(page["changes"]) > orders


def test_a_database_moved_by_hand_is_noticed_at_the_start_and_begins_an_epoch(
    plant: Plant, far_ahead: str, new_cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = len(plant.factory.orders())
    with reading(plant.engine) as conn:
        server, epoch = server_identity(conn)
    dump = tmp_path / "by-hand.dump"
    subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", plant.url], check=True)
    subprocess.run(["pg_restore", f"--dbname={new_cluster}", "--no-owner", dump], check=True)
    move(plant, new_cluster, monkeypatch)
    assert main(["admin", "migrate"]) == 0
    plant.start()
    with reading(plant.engine) as conn:
        identity = server_identity(conn)
    assert identity[0] == server
    assert identity[1] > epoch
    demand_alive(plant, far_ahead, orders)
    assert main(["admin", "migrate"]) == 0
    with reading(plant.engine) as conn:
        assert server_identity(conn) == identity


@pytest.fixture
def plain_role(plant: Plant, postgresql_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the database to an ordinary role, which then runs everything."""
    name = plant.url.rpartition("/")[2]
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute("CREATE ROLE plain LOGIN")
        admin.execute(f"ALTER DATABASE {name} OWNER TO plain")
        with psycopg.connect(plant.url, autocommit=True) as conn:
            _give_all(conn, "plain")
        move(plant, plant.url.replace("//sheetline@", "//plain@"), monkeypatch)
        yield "plain"
        plant.stop()
        for (each,) in admin.execute(
            "SELECT datname FROM pg_database WHERE datdba = 'plain'::regrole"
        ).fetchall():
            admin.execute(f"ALTER DATABASE {each} OWNER TO sheetline")
            with psycopg.connect(postgresql_server.rpartition("/")[0] + f"/{each}", autocommit=True) as conn:
                conn.execute("REASSIGN OWNED BY plain TO sheetline")
                conn.execute("DROP OWNED BY plain")
        admin.execute("DROP ROLE plain")


def _give_all(conn: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    conn.execute(f"ALTER SCHEMA public OWNER TO {role}")
    for kind, name in conn.execute(OWNED).fetchall():
        conn.execute(f'ALTER {"TABLE" if kind == "r" else "SEQUENCE"} "{name}" OWNER TO {role}')


def test_an_ordinary_role_restores_once_it_may_make_databases(
    plant: Plant, plain_role: str, postgresql_server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = plant.back_up()
    assert plant.restore(made) == 2
    assert f"ALTER ROLE {plain_role} CREATEDB" in capsys.readouterr().err
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute(f"ALTER ROLE {plain_role} CREATEDB")
    with psycopg.connect(plant.url.replace("//plain@", "//sheetline@")):
        assert main(["admin", "restore", str(made), "--yes"]) == 2  # another role's session counts too
    plant.stop()
    assert plant.restore(made) == 0
    assert main(["admin", "check"]) == 0
