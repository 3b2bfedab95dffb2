"""Where names have signed in from: they are not locked out there by what strangers try."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.db import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "sign_in_places",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", "address", name=op.f("pk_sign_in_places")),
    )
    op.create_index(op.f("ix_sign_in_places_at"), "sign_in_places", ["at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_index(op.f("ix_sign_in_places_at"), table_name="sign_in_places")
    op.drop_table("sign_in_places")
