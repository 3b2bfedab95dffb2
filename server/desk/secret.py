"""The secret that links are signed with: made by the first server that needs it, shared by all of a site."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from server.accounts.store import make_site_secret, site_secret
from server.db.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy import Engine

NAME = "links"


def link_secret(engine: Engine) -> str:
    """Return the secret; it lies in the database, so that every server of the site knows it."""
    with reading(engine) as conn:
        found = site_secret(conn, NAME)
    if found is None:
        with writing(engine) as conn:
            found = make_site_secret(conn, NAME, value=secrets.token_urlsafe(32))
    return found
