"""The private PostgreSQL of a test run."""

from __future__ import annotations

import socket
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests import postgres, tools

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_a_fresh_database_is_empty_and_dropped_afterwards(postgresql_server: str) -> None:
    with postgres.fresh_database(postgresql_server) as url, psycopg.connect(url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Make a temporary folder that any user may enter, which pytest's own is not."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.slow
def test_the_server_stops_and_its_folder_goes_when_the_run_fails(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path
) -> None:
    monkeypatch.delenv(tools.POSTGRESQL_URL_VARIABLE, raising=False)
    monkeypatch.setenv("TMPDIR", str(open_folder))
    with pytest.raises(ZeroDivisionError), postgres.running_server() as url:
        assert _fails_beside(open_folder)
    port = int(url.rpartition(":")[2].partition("/")[0])
    assert list(open_folder.iterdir()) == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def _fails_beside(folder: Path) -> float:
    return 1 / (len(list(folder.iterdir())) - 1)


def test_a_given_server_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(tools.POSTGRESQL_URL_VARIABLE, "postgresql://somewhere/postgres")
    with postgres.running_server() as url:
        assert url == "postgresql://somewhere/postgres"


def test_a_machine_without_postgresql_is_named_and_nothing_is_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(tools, "POSTGRESQL_PLACES", ())
    with pytest.raises(postgres.PostgresMissingError, match="install `postgresql`"):
        postgres.keep()
