"""The firm of the protocol tests, once on each database, with people for every scope."""

from __future__ import annotations

from tests.e2e.protocol.conftest import firm, founded_postgresql, founded_sqlite

__all__ = ["firm", "founded_postgresql", "founded_sqlite"]
