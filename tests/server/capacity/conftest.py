"""An order office with workshops, once on each engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.capacity.workshop import Workshop, open_workshop

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def workshop(engine: Engine) -> Workshop:
    """Open an order office whose LED is made in 一车间, 8 hours a day, two hours a piece."""
    return open_workshop(engine)
