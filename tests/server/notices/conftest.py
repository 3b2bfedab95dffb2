"""A firm with people who can be told something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from server.accounts import passwords
from server.db.session import writing
from server.masterdata.service import seed
from tests.server.notices.firm import Firm

if TYPE_CHECKING:
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
