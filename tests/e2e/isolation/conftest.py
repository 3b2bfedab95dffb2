"""The founded firm of the protocol tests, with somebody of every role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.fields.masterdata import ROLES
from tests.e2e.protocol.api import Person, new_row
from tests.e2e.protocol.conftest import (  # noqa: F401 - fixtures are found by name
    busy_firm,
    firm,
    founded_postgresql,
    founded_sqlite,
)
from tests.e2e.protocol.seeds import PASSWORD, PEOPLE, sign_in

if TYPE_CHECKING:
    from tests.e2e.protocol.conftest import Firm

Staff = dict[str, Person]


@pytest.fixture(scope="module")
def everybody(busy_firm: Firm) -> Staff:  # noqa: F811 - the fixture of that name
    """Return somebody of every role, by role."""
    by_role = {role: name for name, (role, _) in reversed(PEOPLE.items())}
    missing = [role for role in ROLES if role not in by_role and role != "admin"]
    rows = [new_row(name=f"the-{role}", role=role, password=PASSWORD) for role in missing]
    assert set(busy_firm.admin.push(*rows, view="users").outcomes) == {"created"}
    signed = {
        role: Person(busy_firm.app, sign_in(busy_firm.app, f"the-{role}", PASSWORD)) for role in missing
    }
    return (
        {role: busy_firm.person(name) for role, name in by_role.items()} | signed | {"admin": busy_firm.admin}
    )
