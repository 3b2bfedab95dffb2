"""The firm is founded once on each database; every test works on a copy of it."""

from __future__ import annotations

import datetime as dt
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from server.accounts.administration import make_first_admin
from server.app import create_app
from server.config import Config
from server.db.engine import make_engine
from server.db.session import writing
from server.web.edge import system_clock
from server.wiring import SEEDS, USERS, make_edge
from tests.conftest import ENGINES
from tests.e2e.protocol.api import Person
from tests.e2e.protocol.seeds import ADMIN_PASSWORD, found_firm
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy import Engine


@dataclass(frozen=True)
class Firm:
    """The application on a database of its own, and the people who use it, each at an own book."""

    app: Flask
    tokens: dict[str, str]
    engine: Engine
    config: Config

    def later(self, **span: float) -> Firm:
        """Return the same firm some time ahead (`days=3`)."""

        def clock() -> dt.datetime:
            return system_clock() + dt.timedelta(**span)

        app = create_app(self.config, self.engine, edge=replace(make_edge(self.engine), clock=clock))
        return replace(self, app=app)

    def person(self, name: str) -> Person:
        return Person(self.app, self.tokens[name])

    @property
    def admin(self) -> Person:
        """The administrator, at no book: sees everything."""
        return self.person("admin").at(None)

    @property
    def clerk(self) -> Person:
        return self.person("clerk")

    @property
    def colleague(self) -> Person:
        return self.person("colleague")

    @property
    def dealer(self) -> Person:
        return self.person("dealer")

    @property
    def rival(self) -> Person:
        return self.person("rival")


def found(url: str, data: Path) -> dict[str, str]:
    """Found the firm on a migrated database and return the tokens of its people."""
    engine = make_engine(url)
    app = create_app(Config(data=data, database_url=url), engine)
    with writing(engine) as conn:
        for seed in SEEDS:
            seed(conn)
        make_first_admin(conn, USERS, password=ADMIN_PASSWORD, now=system_clock())
    tokens = found_firm(app)
    engine.dispose()
    return tokens


@pytest.fixture(scope="session")
def founded_sqlite(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("founded")
    path = folder / "sheetline.sqlite3"
    shutil.copyfile(migrated_sqlite, path)
    return path, found(f"sqlite:///{path.as_posix()}", folder)


@pytest.fixture(scope="session")
def founded_postgresql(
    postgresql_server: str, migrated_postgresql: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, str]]]:
    with fresh_database(postgresql_server, template=migrated_postgresql) as url:
        tokens = found(url, tmp_path_factory.mktemp("founded"))
        yield url.rpartition("/")[2], tokens


@contextmanager
def opened(request: pytest.FixtureRequest, folder: Path) -> Iterator[Firm]:
    """Open a copy of the founded firm on the database that is asked for."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            path, tokens = request.getfixturevalue("founded_sqlite")
            url = f"sqlite:///{shutil.copyfile(path, folder / path.name).as_posix()}"
        else:
            template, tokens = request.getfixturevalue("founded_postgresql")
            url = stack.enter_context(
                fresh_database(request.getfixturevalue("postgresql_server"), template=template)
            )
        engine = make_engine(url)
        stack.callback(engine.dispose)
        config = Config(data=folder, database_url=url)
        yield Firm(create_app(config, engine), tokens, engine, config)


@pytest.fixture(params=ENGINES)
def firm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Firm]:
    """Open a firm for one test, once on each database."""
    with opened(request, tmp_path) as made:
        yield made


@pytest.fixture(scope="module", params=ENGINES)
def busy_firm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """Open a firm that the tests of a module share, for those that no order of others can disturb."""
    with opened(request, tmp_path_factory.mktemp("busy")) as made:
        yield made
