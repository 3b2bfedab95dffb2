"""Whether the database is there is told in time, whatever becomes of the packets."""

from __future__ import annotations

import socket
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db import reaching
from server.db.engine import make_engine
from server.db.reaching import Reach

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_a_migrated_database_answers_again_and_again(engine: Engine) -> None:
    reach = Reach(engine.url)
    assert [reach.answers() for _ in range(3)] == [True, True, True]


def test_a_database_without_tables_is_not_ready(empty_database_url: str) -> None:
    assert not Reach(sa.make_url(empty_database_url)).answers()


def test_a_port_that_swallows_what_is_sent_is_no_database_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "WITHIN_SECONDS", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:  # takes connections, never says a word
        port = silent.getsockname()[1]
        reach = Reach(sa.make_url(f"postgresql://x@127.0.0.1:{port}/x?connect_timeout=2"))
        began = time.monotonic()
        assert [reach.answers() for _ in range(3)] == [False] * 3
        assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_the_url_says_of_the_connection_wins(database_url: str) -> None:
    told = {}
    for query in ("", "?tcp_user_timeout=1234"):
        opened = make_engine(database_url + query)
        with opened.connect() as conn:
            parameters = conn.connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]
            told[query] = (parameters["tcp_user_timeout"], parameters["keepalives_idle"])
            assert conn.exec_driver_sql("SHOW tcp_keepalives_idle").scalar_one() in {"5", "0"}
        opened.dispose()
    assert told == {"": ("5000", "5"), "?tcp_user_timeout=1234": ("1234", "5")}
