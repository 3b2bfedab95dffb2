"""An order office whose customers have limits, once on each engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.credit.bank import Bank, open_bank

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def bank(engine: Engine) -> Bank:
    """Open an order office with a ledger on a new database: 明辉照明 (C1) may owe 10,000."""
    return open_bank(engine)
