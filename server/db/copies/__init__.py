"""Whole databases: copied while others write, and put in the place of another in one step."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.copies import postgresql, sqlite
from server.db.session import reading
from server.db.sites import server_identity

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from server.db.copies.contract import Copying, Replacing

__all__ = ["be_seen", "copying", "engine_of", "replacing"]


def copying(url: str, *, scratch: Path) -> AbstractContextManager[Copying]:
    """Open a copy of the database as it is at one moment; `scratch` is a file it may use meanwhile.

    Raises NoDatabaseError, CopyFailedError, MissingProgramError.
    """
    if engine_of(url) == "sqlite":
        return sqlite.copying(url, scratch=scratch)
    return postgresql.copying(url, scratch=scratch)


def replacing(url: str) -> AbstractContextManager[Replacing]:
    """Open a database beside the one at `url` that takes its place when all is done.

    Nothing of the old one changes before. Raises InUseError when somebody works on it, CopyFailedError,
    MissingProgramError, NotAllowedError.
    """
    if engine_of(url) == "sqlite":
        return sqlite.replacing(url)
    return postgresql.replacing(url)


def be_seen(engine: sa.Engine) -> None:
    """Hold a connection from the start: a restore then sees that somebody works on the database."""
    with suppress(sa.exc.SQLAlchemyError), reading(engine) as conn:  # who asks later is told that it is away
        server_identity(conn)


def engine_of(url: str) -> str:
    """Return `sqlite` or `postgresql`."""
    return sa.make_url(url).get_backend_name()
