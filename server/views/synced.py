"""What every table behind a sheet has: its key, how often a row changed, and where in commit order."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class SyncedRow:
    """Columns of a row that is edited on sheets.

    `natural` is what makes the row one of its kind (a folded code or name), None for kinds without one and
    for rows that were taken back. Those are `ended`: seen nowhere, though others may still refer to them.
    """

    key: Mapped[str] = mapped_column(sa.Text, primary_key=True, sort_order=-5)
    rev: Mapped[int] = mapped_column(sort_order=-4)
    stamp: Mapped[int] = mapped_column(sa.BigInteger, index=True, sort_order=-3)
    ended: Mapped[bool] = mapped_column(sort_order=-2)
    natural: Mapped[str | None] = mapped_column(sa.Text, unique=True, sort_order=-1)
