"""The table of layouts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, table


class LayoutRow(Base):
    """How a user reads files of one shape: text of the add-in, which the server keeps and does not read."""

    __tablename__ = "layouts"
    owner: Mapped[str] = mapped_column(primary_key=True)
    shape: Mapped[str] = mapped_column(primary_key=True)
    layout: Mapped[str]
    at: Mapped[dt.datetime]


LAYOUTS = table(LayoutRow)
