"""Notices, ways to reach people, secrets of the site."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.db import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "notice_calls",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_notice_calls")),
    )
    with op.batch_alter_table("notice_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_calls_at"), ["at"], unique=False)

    op.create_table(
        "notice_ways",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rest_until", types.UtcTime(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notice_ways")),
    )
    op.create_table(
        "notices",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.Text(), nullable=True),
        sa.Column("settled_at", types.UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_notices")),
        sa.UniqueConstraint("natural", name=op.f("uq_notices_natural")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_stamp"), ["stamp"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_subject"), ["subject"], unique=False)

    op.create_table(
        "site_secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site_secrets")),
    )

    op.create_table(
        "deliveries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", types.UtcTime(), nullable=False),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("claimed_at", types.UtcTime(), nullable=True),
        sa.Column("crossed_out", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("done_at", types.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["notice"], ["notices.key"], name=op.f("fk_deliveries_notice_notices")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_deliveries_dedupe")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_box", ["way", "claimed_at"], unique=False)
        batch_op.create_index("ix_deliveries_due", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_notice"), ["notice"], unique=False)

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wecom_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("email", sa.Text(), nullable=True))
        batch_op.create_index(
            "uq_users_wecom_id",
            ["wecom_id"],
            unique=True,
            sqlite_where=sa.text("NOT ended"),
            postgresql_where=sa.text("NOT ended"),
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_users_wecom_id", sqlite_where=sa.text("NOT ended"), postgresql_where=sa.text("NOT ended")
        )
        batch_op.drop_column("email")
        batch_op.drop_column("wecom_id")

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliveries_notice"))
        batch_op.drop_index("ix_deliveries_due")
        batch_op.drop_index("ix_deliveries_box")

    op.drop_table("deliveries")

    op.drop_table("site_secrets")

    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_subject"))
        batch_op.drop_index(batch_op.f("ix_notices_stamp"))
        batch_op.drop_index(batch_op.f("ix_notices_person"))

    op.drop_table("notices")
    op.drop_table("notice_ways")
    with op.batch_alter_table("notice_calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_calls_at"))

    op.drop_table("notice_calls")
