"""Sets of rows in one statement: one JSON parameter on PostgreSQL, the driver's executemany on SQLite.

Both keep the number of statements fixed: one a chunk of 5,000 rows. psycopg dumps long text arrays
slowly and PostgreSQL takes 65,535 parameters at most; one JSON text has neither trouble.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from server.db.ahead import AHEAD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.sql.compiler import SQLCompiler

CHUNK = 5_000


def insert_rows(conn: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same keys; Python-side column defaults are not applied."""
    _insert(conn, table, rows, conflict="")


def upsert_rows(
    conn: sa.Connection,
    table: sa.Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    replace: bool = True,
) -> None:
    """Insert rows; one whose `key` exists replaces the other columns, or is left out (`replace=False`)."""
    names = [name for name in (rows[0] if rows else ()) if name not in key]
    quoted = [_quote(conn, name) for name in names]
    action = (
        f"DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in quoted)}"
        if replace and names
        else "DO NOTHING"
    )
    target = ", ".join(_quote(conn, name) for name in key)
    _insert(conn, table, rows, conflict=f" ON CONFLICT ({target}) {action}")


def update_rows(
    conn: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, key: str = "key"
) -> None:
    """Set columns of rows found by `key`; all rows have the same keys. Unknown keys change nothing."""
    if not rows:
        return
    names = [name for name in rows[0] if name != key]
    target, by = _quote(conn, table.name), _quote(conn, key)
    columns = [_quote(conn, name) for name in names]
    if conn.dialect.name == "postgresql":
        sets = ", ".join(f"{column} = v.{column}" for column in columns)
        statement = f"UPDATE {target} SET {sets} FROM {{source}} WHERE {target}.{by} = v.{by}"  # noqa: S608 - names of ours
    else:
        sets = ", ".join(f"{column} = ?" for column in columns)
        statement = f"UPDATE {target} SET {sets} WHERE {by} = ?"  # noqa: S608 - names of ours
    _execute(conn, statement, rows, table=table, names=[*names, key])


def among(column: sa.ColumnElement[Any], values: Collection[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a text column holds one of the values, however many there are."""
    parameter = sa.bindparam(None, msgspec.json.encode(sorted(set(values))).decode(), type_=sa.Text())
    return _Among(column, parameter)


class _Among(FunctionElement[bool]):
    """Whether a column holds one of the texts of a JSON array."""

    inherit_cache = True
    type = sa.Boolean()

    def self_group(self, against: Any = None) -> Self:
        """Stand in a condition as it is: were it written `(…) = 1`, SQLite would use no index."""
        return self


@compiles(_Among, "postgresql")
def _among_postgresql(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    # An array, not a sub-select: the index is then used even where the planner has no statistics yet.
    column, parameter = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({column} = ANY (ARRAY(SELECT json_array_elements_text(CAST({parameter} AS json)))))"


@compiles(_Among, "sqlite")
def _among_sqlite(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, parameter = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({parameter})))"  # noqa: S608 - compiled by SQLAlchemy


def _insert(
    conn: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, conflict: str
) -> None:
    if not rows:
        return
    names = list(rows[0])
    columns = ", ".join(_quote(conn, name) for name in names)
    into = f"INSERT INTO {_quote(conn, table.name)} ({columns})"
    if conn.dialect.name == "postgresql":
        statement = f"{into} SELECT {columns} FROM {{source}}{conflict}"  # noqa: S608 - names of ours
    else:
        statement = f"{into} VALUES ({', '.join('?' * len(names))}){conflict}"
    _execute(conn, statement, rows, table=table, names=names)


def _execute(
    conn: sa.Connection,
    statement: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    table: sa.Table,
    names: Sequence[str],
) -> None:
    """Run the statement over the rows, in chunks that keep the text of a large batch out of memory."""
    for start in range(0, len(rows), CHUNK):
        columns = _columns(conn, table, rows[start : start + CHUNK], names=names)
        if conn.dialect.name == "postgresql":
            source, parameters = _source(conn, table, columns)
            conn.exec_driver_sql(statement.format(source=source), parameters, execution_options={AHEAD: True})
        else:
            conn.exec_driver_sql(statement, list(zip(*columns.values(), strict=True)))


def _quote(conn: sa.Connection, name: str) -> str:
    return conn.dialect.identifier_preparer.quote(name)


def _columns(
    conn: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, names: Sequence[str]
) -> dict[str, list[Any]]:
    """Return the values by column, as the driver takes them: column by column is twice as fast as by row."""
    columns: dict[str, list[Any]] = {}
    for name in names:
        process = table.c[name].type.dialect_impl(conn.dialect).bind_processor(conn.dialect)
        values = [row[name] for row in rows]
        if process is None:
            columns[name] = values
        elif _is_one(values):
            columns[name] = [process(values[0])] * len(values)
        else:
            columns[name] = [process(value) for value in values]
    return columns


def _is_one(values: Sequence[Any]) -> bool:
    """Tell whether all values are the same: those of a submission, of a moment, of what nobody filled in."""
    return values.count(values[0]) == len(values)


def _source(
    conn: sa.Connection, table: sa.Table, columns: Mapping[str, Sequence[Any]]
) -> tuple[str, dict[str, Any]]:
    """Return the rows as a FROM clause named `v`, and its parameters.

    One JSON text holds what differs; a value that all rows share is a parameter, sent and read once.
    """
    types = {name: table.c[name].type.compile(conn.dialect) for name in columns}
    first = next(iter(columns))  # in the JSON whatever it holds: there must be as many records as rows
    shared = {name: values[0] for name, values in columns.items() if name != first and _is_one(values)}
    differing = {name: values for name, values in columns.items() if name not in shared}
    packed = [dict(zip(differing, values, strict=True)) for values in zip(*differing.values(), strict=True)]
    shown = [_quote(conn, name) for name in differing]
    shown += [f"CAST(%({name})s AS {types[name]}) AS {_quote(conn, name)}" for name in shared]
    record = ", ".join(f"{_quote(conn, name)} {types[name]}" for name in differing)
    source = (
        f"(SELECT {', '.join(shown)} FROM json_to_recordset(CAST(%(_rows)s AS json)) AS r({record})) AS v"  # noqa: S608 - names of ours
    )
    return source, {**shared, "_rows": msgspec.json.encode(packed, enc_hook=_plain).decode()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | dt.timedelta):
        return str(value)
    raise TypeError(f"no column takes {type(value).__name__}")
