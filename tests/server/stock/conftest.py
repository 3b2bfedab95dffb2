"""A small factory for tests of stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.stock.floor import Floor, build

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def floor(engine: Engine) -> Floor:
    """Fill a new database with a small factory."""
    return build(engine)
