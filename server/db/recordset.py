"""Values as a table to join with, however many rows: one JSON parameter on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.types import JSON

from server.db.bulk import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def recordset(
    conn: sa.Connection, columns: Mapping[str, sa.types.TypeEngine[Any]], rows: Iterable[tuple[Any, ...]]
) -> sa.FromClause:
    """Return rows (tuples in the order of the columns, at least one) as a FROM clause.

    The types are those of what is compared with them.
    """
    processes = [
        of_type.dialect_impl(conn.dialect).bind_processor(conn.dialect) for of_type in columns.values()
    ]
    values = [
        column if process is None else map(process, column)
        for process, column in zip(processes, zip(*rows, strict=True), strict=True)
    ]
    packed = list(map(record(tuple(columns)), *values))
    text = sa.bindparam(None, msgspec.json.encode(packed).decode(), type_=sa.Text())
    if conn.dialect.name == "postgresql":
        typed = [sa.column(name, of_type) for name, of_type in columns.items()]
        records = sa.func.json_to_recordset(sa.cast(text, JSON())).table_valued(*typed)
        return records.render_derived(name="r", with_types=True)
    each = sa.func.json_each(text).table_valued("value", name="r")
    taken = [
        sa.type_coerce(sa.func.json_extract(each.c.value, f"$.{name}"), of_type).label(name)
        for name, of_type in columns.items()
    ]
    return sa.select(*taken).select_from(each).subquery()
