"""What commands share: a database brought up to date, and what is told on the error output."""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from server import wiring
from server.backup.service import settle_moved
from server.db.engine import make_engine
from server.db.migrate import upgrade
from server.db.private import keep_private
from server.db.session import writing
from server.web.edge import system_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from server.config import Config

Words = argparse.Namespace
Commands = Any  # argparse keeps the type of add_subparsers to itself


@contextmanager
def database(config: Config) -> Iterator[Engine]:
    """Bring the database up to date, fill in what a new one needs, and open it for the block."""
    keep_private(config.data, config.database_url)
    upgrade(config.database_url)
    engine = make_engine(config.database_url)
    try:
        with writing(engine) as conn:
            settle_moved(conn, now=system_clock())
            for seed in wiring.SEEDS:
                seed(conn)
        yield engine
    finally:
        engine.dispose()


def tell(sentence: str, *, code: int) -> int:
    """Print a sentence on the error output and return the exit code."""
    print(sentence, file=sys.stderr)
    return code
