"""A desk of a clerk on an empty database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.views.desk import Desk, desk_of

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """Return the desk of a clerk, once on each engine."""
    return desk_of(engine)
