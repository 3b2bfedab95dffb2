"""Epochs with the place where each began, and what lifts a new cluster's stamps above the old ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from alembic import op

from server.db import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table and the column, and write down the epoch that runs."""
    epochs = op.create_table(
        "epochs",
        sa.Column("epoch", INTEGER, autoincrement=False, nullable=False),
        sa.Column("began", INTEGER, nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", name=op.f("pk_epochs")),
    )
    op.add_column("site", sa.Column("lift", INTEGER, server_default="0", nullable=False))
    running: sa.Select[*tuple[Any, ...]] = sa.select(
        sa.column("epoch"),
        sa.literal(0),
        sa.literal(dt.datetime.now(dt.UTC), types.UtcTime()),
        sa.literal("begun"),
    ).select_from(sa.table("site"))
    op.execute(epochs.insert().from_select(["epoch", "began", "at", "cause"], running))


def downgrade() -> None:
    """Drop both."""
    op.drop_column("site", "lift")
    op.drop_table("epochs")
