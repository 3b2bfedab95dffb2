"""A server without rows, for presses on sheets of people's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.addin.actions.adoption.sheets import own_api

if TYPE_CHECKING:
    from tests.addin.fake_api import FakeApi


@pytest.fixture
def api() -> FakeApi:
    """Start a server without rows."""
    return own_api()
