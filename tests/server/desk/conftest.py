"""The founded firm with somebody for every step, and a browser's view of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.accounts.administration import make_token
from server.db.session import writing
from server.web.edge import system_clock
from tests.e2e.protocol.api import new_row
from tests.e2e.protocol.conftest import firm, founded_postgresql, founded_sqlite  # noqa: F401
from tests.server.desk.browsing import Office

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm


@pytest.fixture
def office(firm: Firm) -> Office:  # noqa: F811 - the fixture of that name
    """Return the firm with a production manager and a manager too."""
    rows = [
        new_row(name=name, display_name=shown, role=role)
        for name, shown, role in (("maker", "生产王", "production_manager"), ("boss", "老板", "manager"))
    ]
    assert set(firm.admin.push(*rows, view="users").outcomes) == {"created"}
    with writing(firm.engine) as conn:
        made = {name: make_token(conn, name, now=system_clock()).token for name in ("maker", "boss")}
    return Office(firm, firm.tokens | made)
