"""What the check finds in an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.session import reading
from server.integrity.service import check

if TYPE_CHECKING:
    from server.integrity.rules.records import Finding
    from tests.server.orders.office import Office


def found(office: Office) -> list[Finding]:
    """Return all findings."""
    with reading(office.engine) as conn:
        return list(check(conn, office.registry.views))


def codes(office: Office) -> set[str]:
    """Return the codes of all findings."""
    return {finding.code for finding in found(office)}


def submission_of(office: Office, key: str) -> str:
    """Return the submission that made a row."""
    asked = sa.text("SELECT submission FROM revisions WHERE key = :key AND rev = 1")
    with reading(office.engine) as conn:
        return str(conn.execute(asked, {"key": key}).scalar_one())
