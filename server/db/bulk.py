"""Sets of rows in one statement: one JSON parameter on PostgreSQL, the driver's executemany on SQLite.

Both keep the number of statements fixed: one a chunk of 5,000 rows. psycopg dumps long text arrays
slowly and PostgreSQL takes 65,535 parameters at most; one JSON text has neither trouble.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from server.db.ahead import AHEAD
from server.db.types import JsonText

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy.sql.compiler import SQLCompiler

CHUNK = 5_000


class Tuples(NamedTuple):
    """Rows as tuples in the order of `names`, and what all of them have in common: sent once."""

    names: Sequence[str]
    rows: Sequence[tuple[Any, ...]]
    shared: Mapping[str, Any] = {}


Rows: TypeAlias = "Sequence[Mapping[str, Any]] | Tuples"
"""Mappings that all have the same keys, or tuples, which is faster; no column defaults of Python's."""


def insert_rows(conn: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Insert rows."""
    _insert(conn, table, _tuples(rows), conflict="")


def upsert_rows(
    conn: sa.Connection,
    table: sa.Table,
    rows: Rows,
    *,
    key: Sequence[str],
    replace: bool = True,
) -> None:
    """Insert rows; one whose `key` exists replaces the other columns, or is left out (`replace=False`)."""
    given = _tuples(rows)
    quoted = [_quote(conn, name) for name in (*given.names, *given.shared) if name not in key]
    action = (
        f"DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in quoted)}"
        if replace and quoted
        else "DO NOTHING"
    )
    target = ", ".join(_quote(conn, name) for name in key)
    _insert(conn, table, given, conflict=f" ON CONFLICT ({target}) {action}")


def update_rows(conn: sa.Connection, table: sa.Table, rows: Rows, *, key: str = "key") -> None:
    """Set columns of rows found by `key`. Unknown keys change nothing."""
    given = _tuples(rows)
    target, by = _quote(conn, table.name), _quote(conn, key)
    columns = [_quote(conn, name) for name in (*given.names, *given.shared) if name != key]
    if conn.dialect.name == "postgresql":
        sets = ", ".join(f"{column} = v.{column}" for column in columns)
        statement = f"UPDATE {target} SET {sets} FROM {{source}} WHERE {target}.{by} = v.{by}"  # noqa: S608 - names of ours
    else:
        sets = ", ".join(f"{column} = ?" for column in columns)
        statement = f"UPDATE {target} SET {sets} WHERE {by} = ?"  # noqa: S608 - names of ours
    _execute(conn, statement, given, table=table, last=key)


def among(column: sa.ColumnElement[Any], values: Collection[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a text column holds one of the values, however many there are."""
    return _Among(column, sa.bindparam(None, listed(values), type_=sa.Text()))


def one_of(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[bool]:
    """Return the condition of `among` for a statement that is made once: executed with {name: listed(…)}.

    To make a statement and to find out that it is compiled takes several times as long as to execute it.
    """
    return _Among(column, sa.bindparam(name, type_=sa.Text()))


def listed(values: Collection[str]) -> str:
    """Return texts as the parameter of `one_of`."""
    return msgspec.json.encode(sorted(set(values))).decode()


def fixed(words: Collection[str]) -> list[sa.BindParameter[str]]:
    """Return words for `in_` and `not_in` that stand in the statement instead of being sent beside it.

    PostgreSQL plans a statement once for any parameters, and then takes it that hardly any row is left by
    three words it does not know: it looked through all orders for each new one.
    """
    return [sa.literal(word, sa.Text(), literal_execute=True) for word in words]


class _Among(FunctionElement[bool]):
    """Whether a column holds one of the texts of a JSON array."""

    inherit_cache = True
    type = sa.Boolean()

    def self_group(self, against: Any = None) -> Self:
        """Stand in a condition as it is: were it written `(…) = 1`, SQLite would use no index."""
        return self


@compiles(_Among, "postgresql")
def _among_postgresql(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, parameter = (compiler.process(clause, **kw) for clause in element.clauses)
    texts = f"SELECT json_array_elements_text(CAST({parameter} AS json))"
    # An array, not a sub-select: the index is then used even where the planner has no statistics yet. What
    # has no index is compared with every text of an array, but looked up among those of a sub-select
    # that is no join: of few rows expected, a join would compare as well.
    indexed = isinstance(next(iter(element.clauses)), sa.Column)
    return f"({column} = ANY (ARRAY({texts})))" if indexed else f"(({column} IN ({texts})) IS TRUE)"


@compiles(_Among, "sqlite")
def _among_sqlite(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, parameter = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({parameter})))"  # noqa: S608 - compiled by SQLAlchemy


def _tuples(rows: Rows) -> Tuples:
    if isinstance(rows, Tuples) or not rows:
        return rows if isinstance(rows, Tuples) else Tuples((), ())
    names = tuple(rows[0])
    pick = itemgetter(*names)
    return Tuples(names, [(pick(row),) for row in rows] if len(names) == 1 else list(map(pick, rows)))


def _insert(conn: sa.Connection, table: sa.Table, rows: Tuples, *, conflict: str) -> None:
    names = (*rows.names, *rows.shared)
    columns = ", ".join(_quote(conn, name) for name in names)
    into = f"INSERT INTO {_quote(conn, table.name)} ({columns})"
    if conn.dialect.name == "postgresql":
        statement = f"{into} SELECT {columns} FROM {{source}}{conflict}"  # noqa: S608 - names of ours
    else:
        statement = f"{into} VALUES ({', '.join('?' * len(names))}){conflict}"
    _execute(conn, statement, rows, table=table)


def _execute(
    conn: sa.Connection, statement: str, rows: Tuples, *, table: sa.Table, last: str | None = None
) -> None:
    """Run the statement over the rows, in chunks that keep the text of a large batch out of memory.

    `last` is the column that stands behind all others in the statement.
    """
    shared = {name: _process(table.c[name], conn.dialect)(value) for name, value in rows.shared.items()}
    for start in range(0, len(rows.rows), CHUNK):
        columns = _columns(conn, table, rows.names, rows.rows[start : start + CHUNK])
        if conn.dialect.name == "postgresql":
            source, parameters = _source(conn, table, columns, shared)
            conn.exec_driver_sql(statement.format(source=source), parameters, execution_options={AHEAD: True})
            continue
        by_name: dict[str, Any] = {**columns, **{name: repeat(value) for name, value in shared.items()}}
        if last is not None:
            by_name[last] = by_name.pop(last)
        conn.exec_driver_sql(statement, list(zip(*by_name.values(), strict=False)))  # the shared never end


def _quote(conn: sa.Connection, name: str) -> str:
    return conn.dialect.identifier_preparer.quote(name)


def _columns(
    conn: sa.Connection, table: sa.Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> dict[str, Sequence[Any]]:
    """Return the values by column, as the driver takes them: column by column is twice as fast as by row."""
    columns: dict[str, Sequence[Any]] = dict(zip(names, zip(*rows, strict=True), strict=True))
    for name, values in columns.items():
        process = _process(table.c[name], conn.dialect)
        if process is not _as_it_is:
            one = _is_one(values)
            columns[name] = [process(values[0])] * len(values) if one else list(map(process, values))
    return columns


@lru_cache(maxsize=1024)
def _process(column: sa.Column[Any], dialect: sa.Dialect) -> Callable[[Any], Any]:
    """Return what makes of a value of the column what the driver takes."""
    return column.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _is_one(values: Sequence[Any]) -> bool:
    """Tell whether all values are the same: those of a submission, of a moment, of what nobody filled in."""
    return values.count(values[0]) == len(values)


def _source(
    conn: sa.Connection, table: sa.Table, columns: Mapping[str, Sequence[Any]], given: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return the rows as a FROM clause named `v`, and its parameters.

    One JSON text holds what differs; a value that all rows share is a parameter, sent and read once.
    """
    first = next(iter(columns))  # in the JSON whatever it holds: there must be as many records as rows
    found = {name: values[0] for name, values in columns.items() if name != first and _is_one(values)}
    shared = {**found, **given}
    differing = tuple(name for name in columns if name not in shared)
    nested = {name for name in differing if _is_nested(table.c[name], columns[name])}
    given_as = [_raw(columns[name]) if name in nested else columns[name] for name in differing]
    packed = list(map(record(differing), *given_as))
    types = {name: _type(table.c[name], conn.dialect) for name in (*differing, *shared)}
    types |= dict.fromkeys(nested, "json")
    shown = [_quote(conn, name) for name in differing]
    shown += [f"CAST(%({name})s AS {types[name]}) AS {_quote(conn, name)}" for name in shared]
    typed = ", ".join(f"{_quote(conn, name)} {types[name]}" for name in differing)
    source = f"(SELECT {', '.join(shown)} FROM json_to_recordset(CAST(%(_rows)s AS json)) AS r({typed})) AS v"  # noqa: S608 - names of ours
    return source, {**shared, "_rows": msgspec.json.encode(packed, enc_hook=_plain).decode()}


def _is_nested(column: sa.Column[Any], texts: Sequence[str | None]) -> bool:
    """Tell whether texts go as JSON within JSON; a `null` among them would come out as none."""
    return isinstance(column.type, JsonText) and "null" not in texts


def _raw(texts: Sequence[str | None]) -> list[msgspec.Raw | None]:
    return [None if text is None else msgspec.Raw(text.encode()) for text in texts]


@lru_cache(maxsize=256)
def record(names: tuple[str, ...]) -> type[msgspec.Struct]:
    """Return a record that is written as a JSON object: made and written several times as fast as a dict."""
    # Names may be of a subclass, as those of columns are: a record takes plain texts alone.
    return msgspec.defstruct("Record", ["".join(name) for name in names], frozen=True, gc=False)


@lru_cache(maxsize=1024)
def _type(column: sa.Column[Any], dialect: sa.Dialect) -> str:
    return column.type.compile(dialect)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | dt.timedelta):
        return str(value)
    raise TypeError(f"no column takes {type(value).__name__}")
