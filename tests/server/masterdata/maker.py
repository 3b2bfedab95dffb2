"""Sheets of master data by the name of their view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.masterdata.views import VIEWS
from tests.server.masterdata.sheet import Sheet

if TYPE_CHECKING:
    from sqlalchemy import Engine

VIEW_BY_NAME = {view.spec.name: view for view in VIEWS}
BOLT = {"code": "B-1", "name": "螺栓", "list_price": "1.25", "unit": "个"}


class SheetMaker:
    """Sheets by the name of their view."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __getitem__(self, name: str) -> Sheet:
        return Sheet(self.engine, VIEW_BY_NAME[name])
