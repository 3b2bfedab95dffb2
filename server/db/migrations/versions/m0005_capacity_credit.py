"""Production units, their calendar, days in transit; the ledger of customers and what credit keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.db import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "calendar_days",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("hours", types.Exact(6), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.CheckConstraint("hours >= 0 AND hours <= 24000000", name=op.f("ck_calendar_days_hours_of_a_day")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("natural", name=op.f("uq_calendar_days_natural")),
    )
    with op.batch_alter_table("calendar_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_days_stamp"), ["stamp"], unique=False)

    op.create_table(
        "production_units",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hours_a_day", types.Exact(6), nullable=False),
        sa.Column("stations", types.Exact(6), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "hours_a_day >= 0 AND hours_a_day <= 24000000", name=op.f("ck_production_units_hours_of_a_day")
        ),
        sa.CheckConstraint("stations >= 0", name=op.f("ck_production_units_stations_not_negative")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_production_units")),
        sa.UniqueConstraint("natural", name=op.f("uq_production_units_natural")),
    )
    with op.batch_alter_table("production_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_production_units_stamp"), ["stamp"], unique=False)

    op.create_table(
        "transit",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.CheckConstraint("days >= 0", name=op.f("ck_transit_days_not_negative")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_transit")),
        sa.UniqueConstraint("natural", name=op.f("uq_transit_natural")),
    )
    with op.batch_alter_table("transit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transit_stamp"), ["stamp"], unique=False)

    op.create_table(
        "credit_accounts",
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.key"], name=op.f("fk_credit_accounts_customer_customers")
        ),
        sa.PrimaryKeyConstraint("customer", name=op.f("pk_credit_accounts")),
    )
    op.create_table(
        "credit_reports",
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("bad", sa.Boolean(), nullable=False),
        sa.Column("asked_at", types.UtcTime(), nullable=False),
        sa.Column("answered_at", types.UtcTime(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.key"], name=op.f("fk_credit_reports_customer_customers")
        ),
        sa.PrimaryKeyConstraint("customer", name=op.f("pk_credit_reports")),
    )
    op.create_table(
        "credit_waivers",
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("amount", types.Exact(2), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.key"], name=op.f("fk_credit_waivers_customer_customers")
        ),
        sa.PrimaryKeyConstraint("order", name=op.f("pk_credit_waivers")),
    )
    with op.batch_alter_table("credit_waivers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_waivers_customer"), ["customer"], unique=False)

    op.create_table(
        "ledger",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", types.Exact(2), nullable=False),
        sa.Column("owed", types.Exact(2), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["customer"], ["customers.key"], name=op.f("fk_ledger_customer_customers")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ledger")),
        sa.UniqueConstraint("natural", name=op.f("uq_ledger_natural")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_customer"), ["customer"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_stamp"), ["stamp"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_stamp"))
        batch_op.drop_index(batch_op.f("ix_ledger_customer"))

    op.drop_table("ledger")
    with op.batch_alter_table("credit_waivers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_waivers_customer"))

    op.drop_table("credit_waivers")
    op.drop_table("credit_reports")
    op.drop_table("credit_accounts")
    with op.batch_alter_table("transit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transit_stamp"))

    op.drop_table("transit")
    with op.batch_alter_table("production_units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_production_units_stamp"))

    op.drop_table("production_units")
    with op.batch_alter_table("calendar_days", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_days_stamp"))

    op.drop_table("calendar_days")
