"""The list of every view's fields; a new sheet begins with a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.fields.approval_rules import APPROVAL_RULES
from sync.fields.approvals import APPROVALS
from sync.fields.credit import CREDIT_HOLDS
from sync.fields.masterdata import MASTER_DATA
from sync.fields.notices import NOTICES
from sync.fields.orders import ORDERS

if TYPE_CHECKING:
    from sync.fields.kinds import ViewSpec

SPECS: tuple[ViewSpec, ...] = (ORDERS, *MASTER_DATA, NOTICES, *APPROVALS, CREDIT_HOLDS, APPROVAL_RULES)
SPEC_BY_NAME: dict[str, ViewSpec] = {spec.name: spec for spec in SPECS}
