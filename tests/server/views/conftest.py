"""A database with the tables of the protocol, the audit trail and the notes view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.audit import models as audit_models
from server.db.base import Base
from server.views import models
from tests.server.views.desk import Desk, desk_of
from tests.server.views.notes_view import METADATA

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """Return the desk of a clerk, once on each engine."""
    assert models.Revision.metadata is audit_models.AuditRow.metadata
    Base.metadata.create_all(engine)
    METADATA.create_all(engine)
    return desk_of(engine)
