"""A server for tests of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from server.accounts import passwords
from tests.server.accounts.people import House

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def house(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a server whose administrator is `admin`; its passwords are hashed with little work."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)
    made = House(engine)
    made.add("admin", "admin")
    return made
