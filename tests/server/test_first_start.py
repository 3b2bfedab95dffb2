"""Servers started on one new database at once: each comes up, and one of them makes the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.accounts.models import USERS
from server.commands.opening import database
from server.commands.running import first_password
from server.config import Config
from server.db.engine import make_engine
from server.db.session import reading
from server.masterdata.models import PAYMENT_TERMS, RULES
from tests.races.crowd import together

if TYPE_CHECKING:
    from pathlib import Path


def test_servers_that_start_at_once_on_a_new_database_all_come_up(
    empty_database_url: str, tmp_path: Path
) -> None:
    def start(name: str) -> str | None:
        config = Config(data=tmp_path / name, database_url=empty_database_url)
        with database(config) as engine:
            return first_password(engine, config)

    passwords = together(start, ["one", "two", "three", "four"])
    assert len([password for password in passwords if password]) == 1
    engine = make_engine(empty_database_url)
    counted = [
        sa.select(sa.func.count(), sa.func.count(sa.distinct(kind.c.natural))).select_from(kind)
        for kind in (USERS, PAYMENT_TERMS, RULES)
    ]
    with reading(engine) as conn:
        counts = [tuple(conn.execute(chosen).one()) for chosen in counted]
    engine.dispose()
    assert counts[0] == (1, 1)
    assert all(rows == kinds > 1 for rows, kinds in counts[1:])
