"""The first schema; made from the models by `python -m tests.house.migration`."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

from server.db import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, and the one row of site and counter."""
    op.create_table(
        "audit_blocks",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("from_stamp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_stamp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("sealed_at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_blocks")),
    )
    op.create_table(
        "audit_rows",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("stamp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_audit_rows")),
    )
    op.create_index(op.f("ix_audit_rows_stamp"), "audit_rows", ["stamp"], unique=False)
    op.create_table(
        "book_rows",
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("view", "book", "key", name=op.f("pk_book_rows")),
    )
    op.create_table(
        "bridge_answers",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("made_at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_bridge_answers")),
    )
    op.create_index(op.f("ix_bridge_answers_made_at"), "bridge_answers", ["made_at"], unique=False)
    op.create_table(
        "commit_counter",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commit_counter")),
    )
    op.create_table(
        "duplicate_links",
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("gap_seconds", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("found_at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("first", "second", "rule", name=op.f("pk_duplicate_links")),
    )
    op.create_index("ix_duplicate_links_second", "duplicate_links", ["second"], unique=False)
    op.create_table(
        "duplicate_slots",
        sa.Column(
            "slot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_duplicate_slots")),
    )
    op.create_table(
        "job_runs",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slot", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_runs")),
    )
    op.create_table(
        "number_series",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_number_series")),
    )
    op.create_table(
        "payment_terms",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_payment_terms")),
        sa.UniqueConstraint("natural", name=op.f("uq_payment_terms_natural")),
    )
    op.create_index(op.f("ix_payment_terms_stamp"), "payment_terms", ["stamp"], unique=False)
    op.create_table(
        "requests",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("print", sa.Text(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("actor", "view", "id", name=op.f("pk_requests")),
    )
    op.create_index(op.f("ix_requests_at"), "requests", ["at"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("book", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("stamp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("delta", sa.Text(), nullable=False),
        sa.Column("command_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("beside", sa.Boolean(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=True),
        sa.Column("sent_print", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("view", "key", "rev", name=op.f("pk_revisions")),
    )
    op.create_index("ix_revisions_lost", "revisions", ["book", "view", "sent_print"], unique=False)
    op.create_index("ix_revisions_submission", "revisions", ["submission"], unique=False)
    op.create_table(
        "rules",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rules")),
        sa.UniqueConstraint("natural", name=op.f("uq_rules_natural")),
    )
    op.create_index(op.f("ix_rules_stamp"), "rules", ["stamp"], unique=False)
    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_address"), "sign_in_tries", ["address"], unique=False)
    op.create_index(op.f("ix_sign_in_tries_at"), "sign_in_tries", ["at"], unique=False)
    op.create_index(op.f("ix_sign_in_tries_name"), "sign_in_tries", ["name"], unique=False)
    op.create_table(
        "site",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("book", sa.Text(), nullable=True),
        sa.Column("received", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("undone_at", types.UtcTime(), nullable=True),
        sa.Column("undo_answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
    )
    op.create_table(
        "users",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("superior", sa.Text(), nullable=True),
        sa.Column("deputy", sa.Text(), nullable=True),
        sa.Column("deputy_from", sa.Date(), nullable=True),
        sa.Column("deputy_to", sa.Date(), nullable=True),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_users")),
        sa.UniqueConstraint("natural", name=op.f("uq_users_natural")),
    )
    op.create_index(op.f("ix_users_stamp"), "users", ["stamp"], unique=False)
    op.create_table(
        "warehouses",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_warehouses")),
        sa.UniqueConstraint("natural", name=op.f("uq_warehouses_natural")),
    )
    op.create_index(op.f("ix_warehouses_stamp"), "warehouses", ["stamp"], unique=False)
    op.create_table(
        "customers",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("ship_to", sa.Text(), nullable=True),
        sa.Column("payment_terms", sa.Text(), nullable=True),
        sa.Column("credit_limit", types.Exact(2), nullable=True),
        sa.Column("salesperson", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_terms"], ["payment_terms.key"], name=op.f("fk_customers_payment_terms_payment_terms")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_customers")),
        sa.UniqueConstraint("natural", name=op.f("uq_customers_natural")),
    )
    op.create_index(op.f("ix_customers_stamp"), "customers", ["stamp"], unique=False)
    op.create_table(
        "products",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=True),
        sa.Column("family", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("unit_step", types.Exact(6), nullable=True),
        sa.Column("list_price", types.Exact(6), nullable=True),
        sa.Column("floor_price", types.Exact(6), nullable=True),
        sa.Column("tax_rate", types.Exact(6), nullable=True),
        sa.Column("safety_stock", types.Exact(6), nullable=True),
        sa.Column("lead_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("supply_mode", sa.Text(), nullable=True),
        sa.Column("production_unit", sa.Text(), nullable=True),
        sa.Column("hours_per_unit", types.Exact(6), nullable=True),
        sa.Column("warranty_months", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("warehouse", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["warehouse"], ["warehouses.key"], name=op.f("fk_products_warehouse_warehouses")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_products")),
        sa.UniqueConstraint("natural", name=op.f("uq_products_natural")),
    )
    op.create_index(op.f("ix_products_stamp"), "products", ["stamp"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("print", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("made_at", types.UtcTime(), nullable=False),
        sa.Column("expires_at", types.UtcTime(), nullable=False),
        sa.Column("revoked_at", types.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.key"], name=op.f("fk_tokens_user_users")),
        sa.PrimaryKeyConstraint("print", name=op.f("pk_tokens")),
    )
    op.create_index(op.f("ix_tokens_expires_at"), "tokens", ["expires_at"], unique=False)
    op.create_index(op.f("ix_tokens_user"), "tokens", ["user"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("warehouse", sa.Text(), nullable=False),
        sa.Column("quantity", types.Exact(6), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_commitments_quantity_positive")),
        sa.ForeignKeyConstraint(["product"], ["products.key"], name=op.f("fk_commitments_product_products")),
        sa.ForeignKeyConstraint(
            ["warehouse"], ["warehouses.key"], name=op.f("fk_commitments_warehouse_warehouses")
        ),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_commitments")),
    )
    op.create_index(op.f("ix_commitments_product"), "commitments", ["product"], unique=False)
    op.create_table(
        "customer_names",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rank", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("sound", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["customers.key"], name=op.f("fk_customer_names_key_customers")),
        sa.PrimaryKeyConstraint("key", "place", name=op.f("pk_customer_names")),
    )
    op.create_index(op.f("ix_customer_names_folded"), "customer_names", ["folded"], unique=False)
    op.create_table(
        "orders",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("customer_po", sa.Text(), nullable=True),
        sa.Column("bundle", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_mask", sa.Text(), nullable=True),
        sa.Column("payment_terms", sa.Text(), nullable=True),
        sa.Column("ordered_at", types.UtcTime(), nullable=False),
        sa.Column("timed", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("salesperson", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('draft', 'cancelled') OR (order_no IS NOT NULL AND customer IS NOT NULL AND payment_terms IS NOT NULL)",
            name=op.f("ck_orders_finished"),
        ),
        sa.ForeignKeyConstraint(["customer"], ["customers.key"], name=op.f("fk_orders_customer_customers")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_orders")),
        sa.UniqueConstraint("order_no", name=op.f("uq_orders_order_no")),
    )
    op.create_index(op.f("ix_orders_bundle"), "orders", ["bundle"], unique=False)
    op.create_index(op.f("ix_orders_customer"), "orders", ["customer"], unique=False)
    op.create_index("ix_orders_phone_mask", "orders", ["phone_mask", "ordered_at"], unique=False)
    op.create_table(
        "prices",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("from_quantity", types.Exact(6), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("price", types.Exact(6), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("customer IS NOT NULL OR level IS NOT NULL", name=op.f("ck_prices_some_side")),
        sa.CheckConstraint("customer IS NULL OR level IS NULL", name=op.f("ck_prices_one_side")),
        sa.ForeignKeyConstraint(["customer"], ["customers.key"], name=op.f("fk_prices_customer_customers")),
        sa.ForeignKeyConstraint(["product"], ["products.key"], name=op.f("fk_prices_product_products")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_prices")),
        sa.UniqueConstraint("natural", name=op.f("uq_prices_natural")),
    )
    op.create_index(op.f("ix_prices_product"), "prices", ["product"], unique=False)
    op.create_index(op.f("ix_prices_stamp"), "prices", ["stamp"], unique=False)
    op.create_table(
        "product_names",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rank", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("sound", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["products.key"], name=op.f("fk_product_names_key_products")),
        sa.PrimaryKeyConstraint("key", "place", name=op.f("pk_product_names")),
    )
    op.create_index(op.f("ix_product_names_folded"), "product_names", ["folded"], unique=False)
    op.create_table(
        "stock",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("warehouse", sa.Text(), nullable=False),
        sa.Column("on_hand", types.Exact(6), nullable=False),
        sa.Column("reserved", types.Exact(6), nullable=False),
        sa.CheckConstraint("reserved <= on_hand", name=op.f("ck_stock_reserved_on_hand")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_stock_reserved_not_negative")),
        sa.ForeignKeyConstraint(["product"], ["products.key"], name=op.f("fk_stock_product_products")),
        sa.ForeignKeyConstraint(
            ["warehouse"], ["warehouses.key"], name=op.f("fk_stock_warehouse_warehouses")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stock")),
        sa.UniqueConstraint("natural", name=op.f("uq_stock_natural")),
    )
    op.create_index(op.f("ix_stock_product"), "stock", ["product"], unique=False)
    op.create_index(op.f("ix_stock_stamp"), "stock", ["stamp"], unique=False)
    op.create_table(
        "supplies",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("natural", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("warehouse", sa.Text(), nullable=False),
        sa.Column("quantity", types.Exact(6), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_supplies_quantity_positive")),
        sa.ForeignKeyConstraint(["product"], ["products.key"], name=op.f("fk_supplies_product_products")),
        sa.ForeignKeyConstraint(
            ["warehouse"], ["warehouses.key"], name=op.f("fk_supplies_warehouse_warehouses")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_supplies")),
        sa.UniqueConstraint("natural", name=op.f("uq_supplies_natural")),
    )
    op.create_index(op.f("ix_supplies_product"), "supplies", ["product"], unique=False)
    op.create_index(op.f("ix_supplies_stamp"), "supplies", ["stamp"], unique=False)
    op.create_table(
        "order_holds",
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("since", types.UtcTime(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order"], ["orders.key"], name=op.f("fk_order_holds_order_orders")),
        sa.PrimaryKeyConstraint("order", "kind", "line", name=op.f("pk_order_holds")),
    )
    op.create_table(
        "order_lines",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("line_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("order_mark", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("quantity", types.Exact(6), nullable=True),
        sa.Column("unit_price", types.Exact(6), nullable=True),
        sa.Column("amount", types.Exact(2), nullable=True),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("ship_to", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("warehouse", sa.Text(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("cover", sa.Text(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("shipped", types.Exact(6), nullable=False),
        sa.Column("invoiced", types.Exact(6), nullable=False),
        sa.Column("paid", types.Exact(2), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", types.UtcTime(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_quantity_positive")),
        sa.CheckConstraint(
            "shipped >= 0 AND invoiced >= 0 AND paid >= 0", name=op.f("ck_order_lines_progress_not_negative")
        ),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_order_lines_price_not_negative")),
        sa.ForeignKeyConstraint(["order"], ["orders.key"], name=op.f("fk_order_lines_order_orders")),
        sa.ForeignKeyConstraint(["product"], ["products.key"], name=op.f("fk_order_lines_product_products")),
        sa.ForeignKeyConstraint(
            ["warehouse"], ["warehouses.key"], name=op.f("fk_order_lines_warehouse_warehouses")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_order_lines")),
        sa.UniqueConstraint("order", "line_no", name=op.f("uq_order_lines_order_line_no")),
    )
    op.create_index(op.f("ix_order_lines_order"), "order_lines", ["order"], unique=False)
    op.create_index("ix_order_lines_stamp", "order_lines", ["stamp", "key"], unique=False)
    op.create_table(
        "reservations",
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("stock", sa.Text(), nullable=False),
        sa.Column("quantity", types.Exact(6), nullable=False),
        sa.Column("made_at", types.UtcTime(), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expires_at", types.UtcTime(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservations_quantity_positive")),
        sa.ForeignKeyConstraint(["stock"], ["stock.key"], name=op.f("fk_reservations_stock_stock")),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_reservations")),
    )
    op.create_index(op.f("ix_reservations_expires_at"), "reservations", ["expires_at"], unique=False)
    op.create_index(op.f("ix_reservations_stock"), "reservations", ["stock"], unique=False)
    op.execute(
        sa.text("INSERT INTO site (id, server, epoch) VALUES (1, :server, 1)").bindparams(
            server=str(uuid.uuid4())
        )
    )
    op.execute("INSERT INTO commit_counter (id, last) VALUES (1, 0)")


def downgrade() -> None:
    """Drop every table."""
    op.drop_index(op.f("ix_reservations_stock"), table_name="reservations")
    op.drop_index(op.f("ix_reservations_expires_at"), table_name="reservations")
    op.drop_table("reservations")
    op.drop_index("ix_order_lines_stamp", table_name="order_lines")
    op.drop_index(op.f("ix_order_lines_order"), table_name="order_lines")
    op.drop_table("order_lines")
    op.drop_table("order_holds")
    op.drop_index(op.f("ix_supplies_stamp"), table_name="supplies")
    op.drop_index(op.f("ix_supplies_product"), table_name="supplies")
    op.drop_table("supplies")
    op.drop_index(op.f("ix_stock_stamp"), table_name="stock")
    op.drop_index(op.f("ix_stock_product"), table_name="stock")
    op.drop_table("stock")
    op.drop_index(op.f("ix_product_names_folded"), table_name="product_names")
    op.drop_table("product_names")
    op.drop_index(op.f("ix_prices_stamp"), table_name="prices")
    op.drop_index(op.f("ix_prices_product"), table_name="prices")
    op.drop_table("prices")
    op.drop_index("ix_orders_phone_mask", table_name="orders")
    op.drop_index(op.f("ix_orders_customer"), table_name="orders")
    op.drop_index(op.f("ix_orders_bundle"), table_name="orders")
    op.drop_table("orders")
    op.drop_index(op.f("ix_customer_names_folded"), table_name="customer_names")
    op.drop_table("customer_names")
    op.drop_index(op.f("ix_commitments_product"), table_name="commitments")
    op.drop_table("commitments")
    op.drop_index(op.f("ix_tokens_user"), table_name="tokens")
    op.drop_index(op.f("ix_tokens_expires_at"), table_name="tokens")
    op.drop_table("tokens")
    op.drop_index(op.f("ix_products_stamp"), table_name="products")
    op.drop_table("products")
    op.drop_index(op.f("ix_customers_stamp"), table_name="customers")
    op.drop_table("customers")
    op.drop_index(op.f("ix_warehouses_stamp"), table_name="warehouses")
    op.drop_table("warehouses")
    op.drop_index(op.f("ix_users_stamp"), table_name="users")
    op.drop_table("users")
    op.drop_table("submissions")
    op.drop_table("site")
    op.drop_index(op.f("ix_sign_in_tries_name"), table_name="sign_in_tries")
    op.drop_index(op.f("ix_sign_in_tries_at"), table_name="sign_in_tries")
    op.drop_index(op.f("ix_sign_in_tries_address"), table_name="sign_in_tries")
    op.drop_table("sign_in_tries")
    op.drop_index(op.f("ix_rules_stamp"), table_name="rules")
    op.drop_table("rules")
    op.drop_index("ix_revisions_submission", table_name="revisions")
    op.drop_index("ix_revisions_lost", table_name="revisions")
    op.drop_table("revisions")
    op.drop_index(op.f("ix_requests_at"), table_name="requests")
    op.drop_table("requests")
    op.drop_index(op.f("ix_payment_terms_stamp"), table_name="payment_terms")
    op.drop_table("payment_terms")
    op.drop_table("number_series")
    op.drop_table("job_runs")
    op.drop_table("duplicate_slots")
    op.drop_index("ix_duplicate_links_second", table_name="duplicate_links")
    op.drop_table("duplicate_links")
    op.drop_table("commit_counter")
    op.drop_index(op.f("ix_bridge_answers_made_at"), table_name="bridge_answers")
    op.drop_table("bridge_answers")
    op.drop_table("book_rows")
    op.drop_index(op.f("ix_audit_rows_stamp"), table_name="audit_rows")
    op.drop_table("audit_rows")
    op.drop_table("audit_blocks")
