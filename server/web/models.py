"""Tables of the HTTP edge."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base


class BridgeAnswer(Base):
    """The answer (JSON) to one numbered call of a press, so that the call may come twice."""

    __tablename__ = "bridge_answers"
    key: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str]
    made_at: Mapped[dt.datetime] = mapped_column(index=True)
