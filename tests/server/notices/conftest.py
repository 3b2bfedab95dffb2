"""A firm with people who can be told something."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from server.accounts import passwords
from server.db.session import writing
from server.masterdata.service import seed
from tests.emulators.mail import Mail
from tests.emulators.mail import serving as serve_mail
from tests.emulators.wecom import Wecom
from tests.emulators.wecom import serving as serve_wecom
from tests.server.notices.desk import Desk
from tests.server.notices.firm import Firm
from tests.server.notices.outside import Outside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@pytest.fixture
def firm(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """Return a firm: two supervisors, their manager, a clerk, a dealer and an administrator."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)
    made = Firm(engine)
    with writing(engine) as conn:
        seed(conn)
    made.add("admin", "admin", email="admin@example.com")
    made.add("boss", "manager", display_name="老板", wecom_id="Boss")
    made.add("zhou", "sales_supervisor", display_name="周敏", wecom_id="ZhouMin", superior="boss")
    made.add("li", "sales_supervisor", display_name="李伟", wecom_id="LiWei", email="li@example.com")
    made.add("clerk", "clerk", display_name="小陈")
    return made


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
