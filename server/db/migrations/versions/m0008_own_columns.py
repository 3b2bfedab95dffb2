"""Columns of users' own beside order lines, and layouts of their workbooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.db import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "layouts",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "shape", name=op.f("pk_layouts")),
    )
    op.create_table(
        "order_own",
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["order_lines.key"], name=op.f("fk_order_own_line_order_lines")),
        sa.PrimaryKeyConstraint("line", "owner", "name", name=op.f("pk_order_own")),
    )
    with op.batch_alter_table("order_own", schema=None) as batch_op:
        batch_op.create_index("ix_order_own_owner", ["owner"], unique=False)

    op.create_table(
        "order_own_before",
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line"], ["order_lines.key"], name=op.f("fk_order_own_before_line_order_lines")
        ),
        sa.PrimaryKeyConstraint("submission", "line", "owner", "name", name=op.f("pk_order_own_before")),
    )
    with op.batch_alter_table("order_own_before", schema=None) as batch_op:
        batch_op.create_index("ix_order_own_before_cell", ["line", "owner", "name"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("order_own_before", schema=None) as batch_op:
        batch_op.drop_index("ix_order_own_before_cell")

    op.drop_table("order_own_before")
    with op.batch_alter_table("order_own", schema=None) as batch_op:
        batch_op.drop_index("ix_order_own_owner")

    op.drop_table("order_own")
    op.drop_table("layouts")
