"""Rows of users, tokens and tries, in sets where they come in sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.accounts.models import TOKENS, TRIES, USERS
from server.accounts.rules import TRIES_WITHIN, fold_name
from server.db.bulk import among

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class User:
    """A user as signing in needs to know him."""

    key: str
    name: str
    display_name: str | None
    department: str | None
    role: str
    customer: str | None
    active: bool
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class Try:
    """One try to sign in; `name` folded, `address` of the network."""

    key: str
    name: str
    address: str
    at: dt.datetime


_COLUMNS = [USERS.c[name] for name in User.__dataclass_fields__]


def load_user(conn: Connection, name: str) -> User | None:
    """Return the user of a sign-in name, switched off ones too."""
    found = conn.execute(sa.select(*_COLUMNS).where(USERS.c.natural == fold_name(name))).first()
    return None if found is None else User(*found)


def load_user_of_token(conn: Connection, print_: str, *, now: dt.datetime) -> tuple[User, dt.datetime] | None:
    """Return the active user whose token this is and when it ends; None when it does not count."""
    chosen = (
        sa.select(TOKENS.c.expires_at, *_COLUMNS)
        .join(USERS, USERS.c.key == TOKENS.c.user)
        .where(TOKENS.c.print == print_, TOKENS.c.expires_at > now, TOKENS.c.revoked_at.is_(None))
        .where(USERS.c.active, ~USERS.c.ended)
    )
    found = conn.execute(chosen).first()
    return None if found is None else (User(*found[1:]), found[0])


def load_users(conn: Connection) -> list[User]:
    """Return all users, by name."""
    chosen = sa.select(*_COLUMNS).where(~USERS.c.ended).order_by(USERS.c.natural)
    return [User(*row) for row in conn.execute(chosen)]


def load_names(conn: Connection, names: Collection[str]) -> dict[str, str]:
    """Return which of these folded names there are, with the name as it is written."""
    chosen = sa.select(USERS.c.natural, USERS.c.name).where(among(USERS.c.natural, names), ~USERS.c.ended)
    return {row.natural: row.name for row in conn.execute(chosen)}


def lock_admins(conn: Connection) -> set[str]:
    """Return the keys of users who can administer; they stay so until the transaction ends."""
    chosen = sa.select(USERS.c.key).where(USERS.c.role == "admin", USERS.c.active, ~USERS.c.ended)
    return set(conn.execute(chosen.order_by(USERS.c.key).with_for_update()).scalars())


def save_token(conn: Connection, user: str, print_: str, *, at: dt.datetime, until: dt.datetime) -> None:
    """Keep the print of a user's (key) token."""
    row = {"print": print_, "user": user, "made_at": at, "expires_at": until}
    conn.execute(sa.insert(TOKENS).values(row))


def revoke_token(conn: Connection, print_: str, *, now: dt.datetime) -> None:
    """Make one token count no more."""
    conn.execute(sa.update(TOKENS).where(TOKENS.c.print == print_).values(revoked_at=now))


def revoke_tokens(conn: Connection, users: Collection[str], *, now: dt.datetime) -> None:
    """Make all tokens of users (keys) count no more."""
    live = among(TOKENS.c.user, users) & TOKENS.c.revoked_at.is_(None)
    conn.execute(sa.update(TOKENS).where(live).values(revoked_at=now))


def save_try(conn: Connection, tried: Try) -> None:
    """Keep a try, which counts as failed until it is forgotten."""
    row = {"key": tried.key, "name": tried.name, "address": tried.address, "at": tried.at}
    conn.execute(sa.insert(TRIES).values(row))


def load_tries(conn: Connection, tried: Try) -> tuple[list[dt.datetime], list[dt.datetime]]:
    """Return when the name, and when the address, was tried lately; the try at hand is among them."""
    recent = TRIES.c.at > tried.at - TRIES_WITHIN
    by_name = sa.select(TRIES.c.at).where(TRIES.c.name == tried.name, recent)
    by_address = sa.select(TRIES.c.at).where(TRIES.c.address == tried.address, recent)
    return list(conn.execute(by_name).scalars()), list(conn.execute(by_address).scalars())


def forget_try(conn: Connection, tried: Try) -> None:
    """Forget a try that succeeded, or that was not made."""
    conn.execute(sa.delete(TRIES).where(TRIES.c.key == tried.key))


def forget_past(conn: Connection, *, tokens_before: dt.datetime, tries_before: dt.datetime) -> int:
    """Delete tokens and tries that can matter no more; return how many."""
    tokens = conn.execute(sa.delete(TOKENS).where(TOKENS.c.expires_at < tokens_before)).rowcount
    return tokens + conn.execute(sa.delete(TRIES).where(TRIES.c.at < tries_before)).rowcount
