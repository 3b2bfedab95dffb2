"""The sample factory, for a veteran who has a workbook of their own."""

from tests.e2e.presses.conftest import factory, postgresql_factory, sqlite_factory

__all__ = ["factory", "postgresql_factory", "sqlite_factory"]
