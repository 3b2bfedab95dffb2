"""Sets of rows: any values, any number, always the same few statements."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from server.db.bulk import Tuples, among, fixed, insert_rows, update_rows, upsert_rows
from server.db.session import reading, writing
from tests.server.db.things import THINGS, count_things, counted_statements, make_things

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

TEXTS = [
    "",
    "客户“甲”",
    "it's",
    'say "hi"',
    "back\\slash",
    "line\nbreak",
    "{brace}",
    "50%",
    ":name",
    "?",
    "😀",
]


def thing(key: str, **values: Any) -> dict[str, Any]:
    """Return a row with a value in every column."""
    usual = {
        "key": key,
        "group": "g",
        "quantity": Decimal("1.5"),
        "made_at": dt.datetime(2026, 11, 30, 1, 2, 3, 4, tzinfo=dt.UTC),
        "due_on": dt.date(2026, 11, 30),
        "open": True,
        "count": 7,
    }
    return usual | values


def stored(engine: Engine) -> list[dict[str, Any]]:
    """Return all rows by key."""
    with reading(engine) as conn:
        return [dict(row) for row in conn.execute(sa.select(THINGS).order_by(THINGS.c.key)).mappings()]


def test_rows_are_inserted_as_given(engine: Engine) -> None:
    make_things(engine)
    rows = [thing("a"), thing("b", quantity=None, made_at=None, due_on=None, open=None, count=None)]
    with writing(engine) as conn:
        insert_rows(conn, THINGS, rows)
    assert stored(engine) == rows


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_survives_every_way_in(engine: Engine, text: str) -> None:
    make_things(engine)
    with writing(engine) as conn:
        insert_rows(conn, THINGS, [thing("a", group=text), thing("b"), thing("c")])
        update_rows(conn, THINGS, [{"key": "b", "group": text}])
        upsert_rows(conn, THINGS, [thing("c", group=text)], key=["key"])
        chosen = sa.select(THINGS.c.key).where(among(THINGS.c.group, [text])).order_by(THINGS.c.key)
        assert conn.execute(chosen).scalars().all() == ["a", "b", "c"]


def test_columns_left_out_take_the_default_of_the_database(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as conn:
        insert_rows(conn, THINGS, [{"key": "a"}])
    assert stored(engine)[0]["group"] == "none"


def test_an_update_changes_the_named_columns_of_the_named_rows_only(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as conn:
        insert_rows(conn, THINGS, [thing("a"), thing("b"), thing("c")])
        update_rows(
            conn,
            THINGS,
            [{"key": "a", "count": 1, "quantity": None}, {"key": "x", "count": 9, "quantity": None}],
        )
    assert stored(engine) == [thing("a", count=1, quantity=None), thing("b"), thing("c")]


def test_an_upsert_replaces_what_stands_and_adds_what_does_not(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as conn:
        insert_rows(conn, THINGS, [thing("a"), thing("b")])
        upsert_rows(conn, THINGS, [thing("b", count=1), thing("c", count=2)], key=["key"])
    assert stored(engine) == [thing("a"), thing("b", count=1), thing("c", count=2)]


@pytest.mark.parametrize("write", [insert_rows, update_rows])
def test_no_rows_are_no_statement(engine: Engine, write: Callable[..., None]) -> None:
    make_things(engine)
    with counted_statements(engine) as sent, writing(engine) as conn:
        write(conn, THINGS, [])
    assert sent == []


def test_statements_do_not_grow_with_rows(engine: Engine) -> None:
    make_things(engine)

    def statements(first: int, count: int) -> int:
        keys = [f"{number:06}" for number in range(first, first + count)]
        with counted_statements(engine) as sent, writing(engine) as conn:
            insert_rows(conn, THINGS, [thing(key) for key in keys])
            update_rows(conn, THINGS, [{"key": key, "count": 1} for key in keys])
            upsert_rows(conn, THINGS, [thing(key) for key in keys], key=["key"])
            conn.execute(sa.select(THINGS).where(among(THINGS.c.key, keys))).all()
        return len(sent)

    assert statements(0, 10) == statements(10, 1_000)


def test_more_keys_than_a_statement_has_parameters_are_found(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as conn:
        insert_rows(conn, THINGS, [thing("a"), thing("b")])
        keys = ["b", *(f"x{number}" for number in range(70_000))]
        assert conn.execute(sa.select(THINGS.c.key).where(among(THINGS.c.key, keys))).scalars().all() == ["b"]


def test_nothing_is_among_no_values_and_everything_outside_them(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as conn:
        insert_rows(conn, THINGS, [thing("a"), thing("b")])
        assert conn.execute(sa.select(THINGS).where(among(THINGS.c.key, []))).all() == []
        outside = sa.select(THINGS.c.key).where(~among(THINGS.c.key, ["a"]))
        assert conn.execute(outside).scalars().all() == ["b"]


def test_rows_are_found_among_keys_by_the_index(engine: Engine) -> None:
    make_things(engine)
    chosen = sa.select(THINGS.c.group).where(among(THINGS.c.key, ["a", "b"]), THINGS.c.key != "c")
    words = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    compiled = chosen.compile(engine, compile_kwargs={"literal_binds": True})
    with writing(engine) as conn:
        plan = str(conn.exec_driver_sql(f"{words} {compiled}").all())
    assert "SCAN things" not in plan
    assert "SEARCH things" in plan or "Index" in plan


def test_one_bad_row_leaves_none(engine: Engine) -> None:
    make_things(engine)
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as conn:
        insert_rows(conn, THINGS, [thing("a"), thing("b"), thing("a")])
    with reading(engine) as conn:
        assert count_things(conn) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_what_tuples_share_stands_in_every_row(engine: Engine, count: int) -> None:
    make_things(engine)
    keys = [f"k{number}" for number in range(count)]
    usual = thing("k0")
    shared = {name: usual[name] for name in ("group", "made_at", "due_on", "open", "quantity")}
    with writing(engine) as conn:
        insert_rows(conn, THINGS, Tuples(("key", "count"), [(key, 7) for key in keys], shared))
        update_rows(conn, THINGS, Tuples(("key", "count"), [(key, 8) for key in keys], {"group": "new"}))
        again = Tuples(("key",), [("k0",)], {"group": "newest", "count": 9})
        upsert_rows(conn, THINGS, again, key=["key"])
    assert stored(engine)[0] == {**usual, "group": "newest", "count": 9}
    assert stored(engine)[1:] == [{**usual, "key": key, "group": "new", "count": 8} for key in keys[1:]]


def test_fixed_words_stand_in_the_statement_and_find_what_they_name(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as conn:
        insert_rows(conn, THINGS, [thing("a", group="it's"), thing("b", group="50%"), thing("c")])
        chosen = sa.select(THINGS.c.key).where(THINGS.c.group.not_in(fixed(("it's", "50%"))))
        with counted_statements(engine) as sent:
            assert conn.execute(chosen).scalars().all() == ["c"]
    assert "it''s" in sent[0]


def test_what_has_no_index_is_looked_up_among_texts_not_compared_with_each(engine: Engine) -> None:
    make_things(engine)
    with writing(engine) as conn:
        insert_rows(conn, THINGS, [thing("a"), thing("b")])
        gone = sa.delete(THINGS).where(among(THINGS.c.key + " x", ["a x", "c x"]))
        with counted_statements(engine) as sent:
            assert conn.execute(gone).rowcount == 1
        if engine.dialect.name == "postgresql":
            explained = conn.exec_driver_sql(f"EXPLAIN {sent[0]}", _given(gone, engine)).scalars().all()
            assert any("hashed SubPlan" in line for line in explained)


def _given(statement: sa.Delete, engine: Engine) -> dict[str, Any]:
    return dict(statement.compile(engine).params)
