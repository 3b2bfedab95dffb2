"""An order office in which much has happened, once on each engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.orders.office import Office, open_office

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def office(engine: Engine) -> Office:
    """Open an order office on a new database."""
    return open_office(engine)
