"""The small firm with its people and the bridge, shared by all cases: none may need it untouched."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from server.config import Config
from server.db.engine import make_engine
from server.serve import mounted
from server.web.inprocess import caller
from tests.conftest import ENGINES
from tests.e2e.protocol.conftest import found
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Engine


@dataclass(frozen=True)
class House:
    """The whole server in process, and the tokens of the people who use it."""

    application: Any
    engine: Engine
    config: Config
    tokens: Mapping[str, str]

    def call(
        self, method: str, path: str, body: bytes | None, token: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Ask the server as a host does."""
        return caller(self.application)(method, path, body, token)


@pytest.fixture(scope="module", autouse=True)
def only_errors() -> Iterator[None]:
    """Keep a line a request, ten thousand times, out of the captured output; what went wrong stays in it."""
    before = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.configure(wrapper_class=before)


@pytest.fixture(scope="session")
def house_on_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Found the firm on SQLite, once for all."""
    folder = tmp_path_factory.mktemp("house")
    path = shutil.copyfile(migrated_sqlite, folder / "sheetline.sqlite3")
    yield from _opened(f"sqlite:///{path.as_posix()}", folder)


@pytest.fixture(scope="session")
def house_on_postgresql(
    postgresql_server: str, migrated_postgresql: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Found the firm on PostgreSQL, once for all."""
    with fresh_database(postgresql_server, template=migrated_postgresql) as url:
        yield from _opened(url, tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module", params=ENGINES)
def house(request: pytest.FixtureRequest) -> House:
    """Return the firm, once on each database."""
    found: House = request.getfixturevalue(f"house_on_{request.param}")
    return found


def _opened(url: str, folder: Path) -> Iterator[House]:
    tokens = found(url, folder)
    config = Config(data=folder, database_url=url)
    engine = make_engine(url)
    yield House(mounted(config, engine), engine, config, tokens)
    engine.dispose()
