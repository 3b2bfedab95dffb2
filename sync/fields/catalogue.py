"""The list of every view's fields; a new sheet begins with a line here."""

from __future__ import annotations

from sync.fields.kinds import ViewSpec
from sync.fields.masterdata import MASTER_DATA
from sync.fields.orders import ORDERS

SPECS: tuple[ViewSpec, ...] = (ORDERS, *MASTER_DATA)
SPEC_BY_NAME: dict[str, ViewSpec] = {spec.name: spec for spec in SPECS}
