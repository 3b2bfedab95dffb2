"""Writes the next migration from what the models have and the newest migration does not make.

`python -m tests.house.migration NAME` writes `m0003_NAME.py` (the number follows from those that are there).
Read it, add what data needs, and never change one that was released.
"""

from __future__ import annotations

import importlib
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from server.db.base import Base
from server.db.migrate import migrate
from server.db.types import Exact, UtcTime

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext

SERVER = Path(__file__).parents[2] / "server"
VERSIONS = SERVER / "db" / "migrations" / "versions"
TEXT = '''"""{sentence}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.db import types

revision = "{number:04d}"
down_revision = "{before:04d}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
{up}

def downgrade() -> None:
    """Go back."""
{down}'''


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


def newest() -> int:
    """Return the number of the newest migration that is there."""
    return max(int(path.name[1:5]) for path in VERSIONS.glob("m[0-9]*.py"))


def source(sentence: str) -> str:
    """Return the text of the next migration: what leads from the newest one to the models."""
    import_models()
    options = {"target_metadata": Base.metadata, "compare_type": True, "render_as_batch": True}
    with sa.create_engine("sqlite://").begin() as conn:
        migrate(conn)
        script = produce_migrations(MigrationContext.configure(conn, opts=options), Base.metadata)
    if script.upgrade_ops is None or script.downgrade_ops is None or script.upgrade_ops.is_empty():
        raise SystemExit("the newest migration makes all that the models describe")
    up = render_python_code(script.upgrade_ops, render_as_batch=True, render_item=render)
    down = render_python_code(script.downgrade_ops, render_as_batch=True, render_item=render)
    number = newest() + 1
    return TEXT.format(
        sentence=sentence, number=number, before=number - 1, up=_indented(up), down=_indented(down)
    )


def _indented(code: str) -> str:
    lines = [line for line in code.splitlines() if not line.lstrip().startswith("#")]
    return textwrap.indent(textwrap.dedent("\n".join(lines)).strip("\n") + "\n", "    ")


if __name__ == "__main__":
    name = sys.argv[1]
    target = VERSIONS / f"m{newest() + 1:04d}_{name}.py"
    target.write_text(source(name.replace("_", " ").capitalize()), encoding="utf-8")
