"""A firm with people who can be told something."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from server.accounts import passwords
from server.db.engine import make_engine
from server.db.session import writing
from server.masterdata.service import seed
from tests.conftest import ENGINES
from tests.emulators.mail import Mail
from tests.emulators.mail import serving as serve_mail
from tests.emulators.wecom import Wecom
from tests.emulators.wecom import serving as serve_wecom
from tests.postgres import fresh_database
from tests.server.notices.desk import Desk
from tests.server.notices.firm import Firm
from tests.server.notices.outside import Outside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def found(url: str) -> None:
    """Found the firm on a migrated database: two supervisors, their manager, a clerk and an administrator."""
    engine = make_engine(url)
    made = Firm(engine)
    with writing(engine) as conn:
        seed(conn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", QUICK)
        _hire(made)
    engine.dispose()


def _hire(made: Firm) -> None:
    made.add("admin", "admin", email="admin@example.com")
    made.add("boss", "manager", display_name="老板", wecom_id="Boss")
    made.add("zhou", "sales_supervisor", display_name="周敏", wecom_id="ZhouMin", superior="boss")
    made.add("li", "sales_supervisor", display_name="李伟", wecom_id="LiWei", email="li@example.com")
    made.add("clerk", "clerk", display_name="小陈")


@pytest.fixture(scope="session")
def told_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found the firm on SQLite once, to be copied."""
    path = tmp_path_factory.mktemp("told") / "sheetline.sqlite3"
    shutil.copyfile(migrated_sqlite, path)
    found(f"sqlite:///{path.as_posix()}")
    return path


@pytest.fixture(scope="session")
def told_postgresql(postgresql_server: str, migrated_postgresql: str) -> Iterator[str]:
    """Found the firm on PostgreSQL once, to be copied."""
    with fresh_database(postgresql_server, template=migrated_postgresql) as url:
        found(url)
        yield url.rpartition("/")[2]


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name a copy of the founded firm, once on each engine."""
    if request.param == "sqlite":
        path = shutil.copyfile(request.getfixturevalue("told_sqlite"), tmp_path / "sheetline.sqlite3")
        yield f"sqlite:///{path.as_posix()}"
        return
    template = request.getfixturevalue("told_postgresql")
    with fresh_database(request.getfixturevalue("postgresql_server"), template=template) as url:
        yield url


@pytest.fixture
def firm(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """Return the firm, each test on a copy of its own; its passwords are hashed with little work."""
    monkeypatch.setattr(passwords, "_HASHER", QUICK)
    return Firm(engine)


@pytest.fixture
def wecom() -> Wecom:
    """Return the state of the emulated 企业微信."""
    return Wecom()


@pytest.fixture
def outside(firm: Firm, wecom: Wecom) -> Iterator[Outside]:
    """Return the firm with 企业微信 and a mail server to reach people by."""
    mail = Mail()
    with contextmanager(serve_wecom)(wecom) as api, contextmanager(serve_mail)(mail) as port:
        yield Outside(firm, wecom, mail, api, port)


@pytest.fixture
def desk(outside: Outside) -> Desk:
    """Return the route that 企业微信 calls, with a stand-in for approvals behind it."""
    return Desk(outside)
