"""Opens the script of a database, on a connection of its driver."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa

from tests.benchmarks.ideal import postgresql, sqlite
from tests.benchmarks.ideal.batch import Batch, batch_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.benchmarks.firm import SentRow

# As the product sets them: a script that may lose what it acknowledged would be no match.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536")


@dataclass(frozen=True, slots=True)
class Script:
    """The hand-written script: `push_batch` writes and answers, `owner` names the user of a token's print.

    `changed` reads lines written after a place in commit order, and encodes them.
    """

    push_batch: Callable[[Batch], bytes]
    owner: Callable[[str], str | None]
    changed: Callable[[int], bytes]

    def push(self, rows: Sequence[SentRow]) -> bytes:
        """Write rows as a request of now."""
        return self.push_batch(batch_of(rows))


@contextmanager
def script(url: str | sa.URL) -> Iterator[Script]:
    """Give the script of the database at a URL such as the product takes."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True, options="-c timezone=UTC") as connection:
            postgresql.prepare(connection, f"{dt.datetime.now(dt.UTC):%y%m}")
            yield _script(postgresql, connection)
        return
    path = str(parsed.database)
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)) as opened:
        for pragma in PRAGMAS:
            opened.execute(f"PRAGMA {pragma}")
        yield _script(sqlite, opened)


def _script(of: Any, connection: Any) -> Script:
    return Script(*(partial(each, connection) for each in (of.push, of.owner, of.changed)))
