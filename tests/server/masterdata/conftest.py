"""Sheets of master data in a database with seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.db.session import writing
from server.masterdata import service
from tests.server.masterdata.maker import SheetMaker

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def sheet(engine: Engine) -> SheetMaker:
    """Make sheets by the name of their view, in a database with seeds."""
    with writing(engine) as conn:
        service.seed(conn)
    return SheetMaker(engine)
