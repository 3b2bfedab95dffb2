"""Rewrites the first migration from the models, while none is released: `python -m tests.house.migration`."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from server.db.base import Base
from server.db.types import Exact, UtcTime

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext

SERVER = Path(__file__).parents[2] / "server"
TARGET = SERVER / "db" / "migrations" / "versions" / "m0001_first.py"
HEAD = '''"""The first schema; made from the models by `python -m tests.house.migration`."""

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
'''
TAIL = '''    op.execute(
        sa.text("INSERT INTO site (id, server, epoch) VALUES (1, :server, 1)").bindparams(
            server=str(uuid.uuid4())
        )
    )
    op.execute("INSERT INTO commit_counter (id, last) VALUES (1, 0)")


def downgrade() -> None:
    """Drop every table."""
'''


def import_models() -> None:
    """Import every module with tables, so that the metadata is whole."""
    for name in ("commits", "jobs", "numbers", "sites"):
        importlib.import_module(f"server.db.{name}")
    for path in sorted(SERVER.glob("*/models.py")):
        importlib.import_module(f"server.{path.parent.name}.models")


def render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Return how our own column types are written in a migration."""
    if kind == "type" and isinstance(item, Exact):
        return f"types.Exact({item.scale})"
    if kind == "type" and isinstance(item, UtcTime):
        return "types.UtcTime()"
    return False


def source() -> str:
    """Return the migration's text."""
    import_models()
    with sa.create_engine("sqlite://").connect() as conn:
        context = MigrationContext.configure(conn, opts={"target_metadata": Base.metadata})
        script = produce_migrations(context, Base.metadata)
    if script.upgrade_ops is None or script.downgrade_ops is None:
        raise RuntimeError("nothing to migrate")
    up = render_python_code(script.upgrade_ops, render_item=render)
    down = render_python_code(script.downgrade_ops, render_item=render)
    return HEAD + _indented(up) + TAIL + _indented(down)


def _indented(code: str) -> str:
    return "".join(f"    {line.strip()}\n" if line.strip() else "" for line in _statements(code))


def _statements(code: str) -> list[str]:
    return [line for line in code.splitlines() if not line.lstrip().startswith("#")]


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
