"""Whether the database can be reached now: told in time even where the network swallows every packet."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from server.db.engine import make_engine
from server.db.session import reading
from server.db.sites import server_identity

if TYPE_CHECKING:
    import sqlalchemy as sa

WITHIN_SECONDS = 2.0


class Reach:
    """Asks the database by a connection of its own, one question at a time, whoever wants to know.

    Its own: under load those of the pool are all in use, and a host that only works hard must not be taken
    for one that is cut off.
    """

    def __init__(self, url: sa.URL) -> None:
        self._engine = make_engine(url.render_as_string(hide_password=False))
        self._asker = ThreadPoolExecutor(1, "reach")
        self._turn = threading.Lock()
        self._asked: Future[None] | None = None

    def answers(self) -> bool:
        """Tell whether the database answers and is migrated; after two seconds of silence it does not."""
        with self._turn:
            if self._asked is None or self._asked.done():
                self._asked = self._asker.submit(self._ask)
            asked = self._asked
        try:
            asked.result(WITHIN_SECONDS)
        except (SQLAlchemyError, TimeoutError):
            return False
        return True

    def _ask(self) -> None:
        try:
            with reading(self._engine) as conn:
                server_identity(conn)
        finally:
            self._engine.dispose()
