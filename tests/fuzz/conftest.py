"""The small firm with its people and the bridge, shared by the cases of a module."""

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


@pytest.fixture(scope="module", params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Found the firm once for a module, on each database."""
    folder = tmp_path_factory.mktemp("house")
    if request.param == "sqlite":
        path = shutil.copyfile(request.getfixturevalue("migrated_sqlite"), folder / "sheetline.sqlite3")
        yield from _opened(f"sqlite:///{path.as_posix()}", folder)
        return
    template = request.getfixturevalue("migrated_postgresql")
    with fresh_database(request.getfixturevalue("postgresql_server"), template=template) as url:
        yield from _opened(url, folder)


def _opened(url: str, folder: Path) -> Iterator[House]:
    tokens = found(url, folder)
    config = Config(data=folder, database_url=url)
    engine = make_engine(url)
    yield House(mounted(config, engine), engine, config, tokens)
    engine.dispose()
