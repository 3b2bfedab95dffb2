"""The databases tests get: migrated, without rows, and no two tests share one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, inspect, text

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_a_database_without_the_others_rows(engine: Engine, turn: int) -> None:
    assert not inspect(engine).has_table("left_behind")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (turn INTEGER)"))
        connection.execute(text("INSERT INTO left_behind VALUES (:turn)"), {"turn": turn})


def test_a_migrated_database_has_tables_and_an_empty_one_has_none(
    engine: Engine, empty_database_url: str
) -> None:
    assert inspect(engine).has_table("site")
    empty = create_engine(empty_database_url.replace("postgresql:", "postgresql+psycopg:"))
    assert inspect(empty).get_table_names() == []
    empty.dispose()
