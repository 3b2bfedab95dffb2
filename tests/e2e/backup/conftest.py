"""The sample factory with the administrator's commands, and a way to lose its database."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from server.cli import main
from server.config import Config
from server.db.engine import make_engine
from server.serve import mounted
from server.web.inprocess import caller
from tests.conftest import ENGINES
from tests.e2e.presses.conftest import (
    BOOKS,
    TODAY,
    Factory,
    copied,
    opened,
    postgresql_factory,
    sqlite_factory,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

__all__ = ["TODAY", "postgresql_factory", "sqlite_factory"]


@dataclass
class Plant:
    """A factory that can be stopped, backed up, lost, restored and started again."""

    url: str
    folder: Path
    engine: Engine
    factory: Factory

    @property
    def backups(self) -> list[Path]:
        """The backups there are, oldest first."""
        return sorted((self.folder / "backups").glob("*.backup"))

    def back_up(self) -> Path:
        """Make a backup, as it is typed."""
        before = set(self.backups)
        assert main(["admin", "backup"]) == 0
        (made,) = set(self.backups) - before
        return made

    def stop(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def lose(self) -> None:
        """Destroy the database."""
        self.stop()
        if self.url.startswith("sqlite"):
            for path in self.folder.glob("sheetline.sqlite3*"):
                path.write_bytes(b"\0garbage" * 1000)
            return
        server, _, name = self.url.rpartition("/")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def restore(self, file: Path) -> int:
        """Restore a backup, as it is typed, and start again."""
        self.stop()
        code = main(["admin", "restore", str(file), "--yes"])
        self.start()
        return code

    def start(self) -> None:
        """Open the application anew, with the same people signed in."""
        self.engine = make_engine(self.url)
        call = caller(mounted(Config(data=self.folder, database_url=self.url), self.engine))
        books = (self.folder / BOOKS[0], self.folder / BOOKS[1])
        self.factory = Factory(call, self.factory.tokens, *books)


@pytest.fixture(params=ENGINES)
def plant(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plant]:
    """Open a copy of the factory whose database may be lost."""
    with ExitStack() as stack:
        url = stack.enter_context(copied(request, tmp_path))
        if request.param != "sqlite":
            stack.callback(_drop_former, request.getfixturevalue("postgresql_server"), url.rpartition("/")[2])
        monkeypatch.setenv("SHEETLINE_DATA", str(tmp_path))
        monkeypatch.setenv("DATABASE_URL", url)
        engine = make_engine(url)
        made = Plant(url, tmp_path, engine, opened(url, engine, tmp_path))
        stack.callback(made.stop)
        yield made
        made.stop()


def _drop_former(server: str, name: str) -> None:
    """Drop what restores kept, and make up for a database that a test left lost."""
    with psycopg.connect(server, autocommit=True) as admin:
        found = "SELECT datname FROM pg_database WHERE datname LIKE %s"
        names = {row[0] for row in admin.execute(found, [f"{name[:40]}%"])}
        for former in names - {name}:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(former)))
        if name not in names:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
