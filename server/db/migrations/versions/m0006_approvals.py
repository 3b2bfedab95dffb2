"""Approvals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.db import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "approval_rules",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("handling", sa.Text(), nullable=False),
        sa.Column("amount_from", types.Exact(2), nullable=True),
        sa.Column("amount_to", types.Exact(2), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("payment_terms", sa.Text(), nullable=True),
        sa.Column("stock", sa.Text(), nullable=True),
        sa.Column("deviation_from", types.Exact(6), nullable=True),
        sa.Column("deviation_to", types.Exact(6), nullable=True),
        sa.Column("new_customer", sa.Boolean(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("credit", sa.Text(), nullable=True),
        sa.Column("hours", types.Exact(6), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_terms"],
            ["payment_terms.key"],
            name=op.f("fk_approval_rules_payment_terms_payment_terms"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_approval_rules")),
        sa.UniqueConstraint("natural", name=op.f("uq_approval_rules_natural")),
    )
    with op.batch_alter_table("approval_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_rules_stamp"), ["stamp"], unique=False)

    op.create_table(
        "approval_steps",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hours", types.Exact(6), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("opened_at", types.UtcTime(), nullable=False),
        sa.Column("due_at", types.UtcTime(), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("handed_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_for", sa.Text(), nullable=True),
        sa.Column("decided_at", types.UtcTime(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "NOT state IN ('approved', 'rejected') OR (decided_by IS NOT NULL AND decided_at IS NOT NULL AND decision IS NOT NULL)",
            name=op.f("ck_approval_steps_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "state <> 'rejected' OR comment IS NOT NULL", name=op.f("ck_approval_steps_rejected_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["order"],
            ["orders.key"],
            name=op.f("fk_approval_steps_order_orders"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_approval_steps")),
    )
    with op.batch_alter_table("approval_steps", schema=None) as batch_op:
        batch_op.create_index("ix_approval_steps_decided_by", ["decided_by", "decided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_steps_order"), ["order"], unique=False)
        batch_op.create_index(
            "uq_approval_steps_standing",
            ["order"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'paused')"),
            postgresql_where=sa.text("state IN ('open', 'paused')"),
        )

    op.create_table(
        "duplicate_reviews",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", types.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["order"], ["orders.key"], name=op.f("fk_duplicate_reviews_order_orders")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_duplicate_reviews")),
    )
    with op.batch_alter_table("duplicate_reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicate_reviews_decided_at"), ["decided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicate_reviews_order"), ["order"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("duplicate_reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duplicate_reviews_order"))
        batch_op.drop_index(batch_op.f("ix_duplicate_reviews_decided_at"))

    op.drop_table("duplicate_reviews")
    with op.batch_alter_table("approval_steps", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_approval_steps_standing",
            sqlite_where=sa.text("state IN ('open', 'paused')"),
            postgresql_where=sa.text("state IN ('open', 'paused')"),
        )
        batch_op.drop_index(batch_op.f("ix_approval_steps_order"))
        batch_op.drop_index("ix_approval_steps_decided_by")

    op.drop_table("approval_steps")
    with op.batch_alter_table("approval_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_rules_stamp"))

    op.drop_table("approval_rules")
