"""A connection that is lost in the middle is told as such: to come back later, not as a fault of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from server.db.bulk import insert_rows
from server.db.session import is_busy, reading, writing
from tests.server.db.things import THINGS, make_things

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

pytestmark = pytest.mark.parametrize(
    "database_url", ["postgresql"], indirect=True
)  # SQLite has no connection
OTHERS = "SELECT pg_terminate_backend({})"


def end(engine: Engine, conn: sa.Connection) -> None:
    """End the server's process behind a connection, as a restart or a cut cable does."""
    number = conn.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with engine.connect() as other:
        other.exec_driver_sql(OTHERS.format(number))


def lose_reading(engine: Engine) -> None:
    with reading(engine) as conn:
        end(engine, conn)
        conn.execute(sa.select(THINGS)).all()


def lose_writing(engine: Engine) -> None:
    with writing(engine) as conn:
        end(engine, conn)
        insert_rows(conn, THINGS, [{"key": "a", "count": 1}])


@pytest.mark.parametrize("lose", [lose_reading, lose_writing])
def test_a_connection_lost_in_a_transaction_is_busy_and_the_next_one_works(
    engine: Engine, lose: Callable[[Engine], None]
) -> None:
    make_things(engine)
    with pytest.raises(OperationalError) as raised:
        lose(engine)
    assert is_busy(raised.value)
    with writing(engine) as conn:
        insert_rows(conn, THINGS, [{"key": "b", "count": 2}])
    with reading(engine) as conn:
        assert conn.execute(sa.select(THINGS.c.key)).scalars().all() == ["b"]
