"""A house with approvals, once on each engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.approvals.board import Board, open_board

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def board(engine: Engine) -> Board:
    """Open a house with stock of every product on a new database."""
    made = open_board(engine)
    made.office.put("LED", 1000)
    made.office.put("BOX", 1000)
    return made
