"""The sample factory, founded once on each database; every test works on a copy of it and of its books."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from server.accounts import administration
from server.config import Config
from server.db.engine import make_engine
from server.db.session import writing
from server.serve import mounted
from server.views.importing import import_sheet
from server.web.edge import system_clock
from server.web.inprocess import caller
from server.wiring import REGISTRY, SEEDS, USERS
from sync.client.loop import Ended, run_press
from sync.client.transport import RefusedError
from tests.addin.presses import Clerk
from tests.conftest import ENGINES
from tests.postgres import fresh_database
from workbooks.build import build_samples
from workbooks.reader import read_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Engine

    from server.web.inprocess import Call

PASSWORD = "fern-lamp-42"
TODAY = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
BOOKS = ("订单录入.xlsx", "订单录入-李娜.xlsx")
NAMES = ("wangfang", "lina")


@dataclass(frozen=True)
class Factory:
    """The application in process, its clerks' tokens, and the sample workbooks."""

    call: Call
    tokens: dict[str, str]
    book: Path
    other_book: Path

    def poster(self, action: str, name: str = "wangfang") -> Callable[[dict[str, Any]], dict[str, Any]]:
        """Return what posts calls of an action for a clerk."""

        def post(body: dict[str, Any]) -> dict[str, Any]:
            path = f"/api/v1/bridge/{action}"
            status, _, content = self.call("POST", path, json.dumps(body).encode(), self.tokens[name])
            answer: dict[str, Any] = json.loads(content)
            if status != 200:
                raise RefusedError(status=status, title=answer["title"], detail=answer.get("detail", ""))
            return answer

        return post

    def press(self, action: str = "sync", book: Path | None = None, **options: str) -> Ended:
        """Press a button on a book, as the clerk whose book it is."""
        name = "lina" if book == self.other_book else "wangfang"
        host = FileHost(book or self.book)
        return run_press(self.poster(action, name), book=JsonBook(host), person=Clerk(), options=options)

    def orders(self) -> dict[str, dict[str, Any]]:
        """Return all stored rows that have an order number, by key."""
        body = json.dumps({"scope": "all", "cursor": None, "rows": []}).encode()
        _, _, content = self.call("POST", "/api/v1/views/orders/sync", body, self.tokens["lina"])
        page = json.loads(content)
        assert not page["has_more"]
        return {row["key"]: row["values"] for row in page["changes"] if row["values"].get("order_no")}


def _found(url: str, folder: Path) -> None:
    master_data, *_ = build_samples(folder, today=TODAY, password=PASSWORD)
    engine = make_engine(url)
    with writing(engine) as conn:
        for seed in SEEDS:
            seed(conn)
        administration.make_first_admin(conn, USERS, password=PASSWORD, now=system_clock())
    for sheet in read_sheets(master_data, today=TODAY):
        import_sheet(
            engine, REGISTRY.open(sheet.spec.name, administration.CONSOLE), sheet, now=system_clock()
        )
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_factory(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found the factory in a folder: its database, its workbooks."""
    folder = tmp_path_factory.mktemp("factory")
    shutil.copyfile(migrated_sqlite, folder / "sheetline.sqlite3")
    _found(f"sqlite:///{(folder / 'sheetline.sqlite3').as_posix()}", folder)
    return folder


@pytest.fixture(scope="session")
def postgresql_factory(
    postgresql_server: str, migrated_postgresql: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Found the factory on PostgreSQL; yields the database to copy and the folder of workbooks."""
    folder = tmp_path_factory.mktemp("factory")
    with fresh_database(postgresql_server, template=migrated_postgresql) as url:
        _found(url, folder)
        yield url.rpartition("/")[2], folder


@contextmanager
def copied(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Copy the factory and its workbooks on the engine of the request's parameter; give the database."""
    if request.param == "sqlite":
        original = request.getfixturevalue("sqlite_factory")
        file = shutil.copyfile(original / "sheetline.sqlite3", folder / "sheetline.sqlite3")
        database: AbstractContextManager[str] = nullcontext(f"sqlite:///{file.as_posix()}")
    else:
        template, original = request.getfixturevalue("postgresql_factory")
        database = fresh_database(request.getfixturevalue("postgresql_server"), template=template)
    for name in BOOKS:
        shutil.copyfile(original / name, folder / name)
    with database as url:
        yield url


def opened(url: str, engine: Engine, folder: Path) -> Factory:
    """Open the application on a copy of the factory, with its people signed in."""
    call = caller(mounted(Config(data=folder, database_url=url), engine))
    return Factory(call, {name: _sign_in(call, name) for name in NAMES}, *(folder / name for name in BOOKS))


@pytest.fixture(params=ENGINES)
def factory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Factory]:
    """Open a copy of the factory."""
    with copied(request, tmp_path) as url:
        engine = make_engine(url)
        yield opened(url, engine, tmp_path)
        engine.dispose()


def _sign_in(call: Call, name: str) -> str:
    body = json.dumps({"name": name, "password": PASSWORD}).encode()
    _, _, content = call("POST", "/api/v1/session", body, "")
    token: str = json.loads(content)["token"]
    return token
