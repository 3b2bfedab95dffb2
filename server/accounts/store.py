"""Rows of users, tokens and tries, in sets where they come in sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.accounts.models import PLACES, SECRETS, TOKENS, TRIES, USERS
from server.accounts.rules import PLACES_KEPT, TRIES_WITHIN, Failures, Record, fold_name
from server.db.bulk import among, upsert_rows

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
    """One try to sign in; name and address folded."""

    key: str
    name: str
    address: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Person:
    """An active user as somebody to be told something."""

    name: str
    display_name: str | None
    role: str
    wecom_id: str | None
    email: str | None

    @property
    def called(self) -> str:
        """Return what others call him."""
        return self.display_name or self.name


_COLUMNS = [USERS.c[name] for name in User.__dataclass_fields__]
_OF_TOKEN = (
    sa.select(TOKENS.c.expires_at, *_COLUMNS)
    .join(USERS, USERS.c.key == TOKENS.c.user)
    .where(TOKENS.c.print == sa.bindparam("token"), TOKENS.c.expires_at > sa.bindparam("now"))
    .where(TOKENS.c.revoked_at.is_(None), USERS.c.active, ~USERS.c.ended)
)


def load_user(conn: Connection, name: str) -> User | None:
    """Return the user of a sign-in name, switched off ones too."""
    found = conn.execute(sa.select(*_COLUMNS).where(USERS.c.natural == fold_name(name))).first()
    return None if found is None else User(*found)


def load_user_of_token(conn: Connection, print_: str, *, now: dt.datetime) -> tuple[User, dt.datetime] | None:
    """Return the active user whose token this is and when it ends; None when it does not count."""
    found = conn.execute(_OF_TOKEN, {"token": print_, "now": now}).first()
    return None if found is None else (User(*found[1:]), found[0])


def load_users(conn: Connection) -> list[User]:
    """Return all users, by name."""
    chosen = sa.select(*_COLUMNS).where(~USERS.c.ended).order_by(USERS.c.natural)
    return [User(*row) for row in conn.execute(chosen)]


def site_secret(conn: Connection, name: str) -> str | None:
    """Return a secret of the site, None before it was made."""
    return conn.execute(sa.select(SECRETS.c.value).where(SECRETS.c.name == name)).scalar()


def make_site_secret(conn: Connection, name: str, *, value: str) -> str:
    """Make a secret of the site and return it; the one that is there already stays."""
    upsert_rows(conn, SECRETS, [{"name": name, "value": value}], key=("name",), replace=False)
    return site_secret(conn, name) or value


def load_names(conn: Connection, names: Collection[str]) -> dict[str, str]:
    """Return which of these folded names there are, with the name as it is written."""
    chosen = sa.select(USERS.c.natural, USERS.c.name).where(among(USERS.c.natural, names), ~USERS.c.ended)
    return {row.natural: row.name for row in conn.execute(chosen)}


def load_people(conn: Connection, *, names: Collection[str], roles: Collection[str] = ()) -> list[Person]:
    """Return the active users of these sign-in names or roles, by name."""
    asked = among(USERS.c.natural, {fold_name(name) for name in names}) | among(USERS.c.role, roles)
    return _people(conn, asked)


def load_person_of_wecom(conn: Connection, wecom_id: str) -> User | None:
    """Return the active user who is this member of the firm's WeCom."""
    chosen = sa.select(*_COLUMNS).where(USERS.c.wecom_id == wecom_id, USERS.c.active, ~USERS.c.ended)
    found = conn.execute(chosen).first()
    return None if found is None else User(*found)


def load_wecom_owners(conn: Connection, wecom_ids: Collection[str]) -> dict[str, str]:
    """Return whose (keys) these ids of WeCom are."""
    chosen = sa.select(USERS.c.wecom_id, USERS.c.key).where(
        among(USERS.c.wecom_id, wecom_ids), ~USERS.c.ended
    )
    return {row.wecom_id: row.key for row in conn.execute(chosen)}


def _people(conn: Connection, asked: sa.ColumnElement[bool]) -> list[Person]:
    columns = [USERS.c[name] for name in Person.__dataclass_fields__]
    chosen = sa.select(*columns).where(asked, USERS.c.active, ~USERS.c.ended).order_by(USERS.c.natural)
    return [Person(*row) for row in conn.execute(chosen)]


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


def load_record(conn: Connection, tried: Try) -> Record:
    """Return what failed before a try (itself left out), and whether its name is known at its address."""
    by_name, by_address = TRIES.c.name == tried.name, TRIES.c.address == tried.address
    others = (TRIES.c.key != tried.key) & (TRIES.c.at > tried.at - TRIES_WITHIN)
    place = (PLACES.c.name == tried.name) & (PLACES.c.address == tried.address)
    chosen = sa.select(
        *(
            figure.filter(condition)
            for condition in (by_name & by_address, by_name, by_address)
            for figure in (sa.func.count(), sa.func.max(TRIES.c.at))
        ),
        sa.exists().where(place, PLACES.c.at > tried.at - PLACES_KEPT),
    ).where(others, by_name | by_address)
    row = conn.execute(chosen).one()
    return Record(Failures(*row[0:2]), Failures(*row[2:4]), Failures(*row[4:6]), known=bool(row[6]))


def save_success(conn: Connection, tried: Try) -> None:
    """Forget what the name failed at from the address, and remember that it is known there.

    Failures of other names there and of the name elsewhere go on counting: who has one password is not
    thereby trusted with others'.
    """
    conn.execute(sa.delete(TRIES).where(TRIES.c.name == tried.name, TRIES.c.address == tried.address))
    place = {"name": tried.name, "address": tried.address, "at": tried.at}
    upsert_rows(conn, PLACES, [place], key=("name", "address"))


def forget_try(conn: Connection, tried: Try) -> None:
    """Forget a try that was not made."""
    conn.execute(sa.delete(TRIES).where(TRIES.c.key == tried.key))


def forget_tries(conn: Connection, names: Collection[str]) -> None:
    """Forget all that failed under these folded names: their passwords are new."""
    conn.execute(sa.delete(TRIES).where(among(TRIES.c.name, names)))


def forget_past(conn: Connection, *, tokens_before: dt.datetime, now: dt.datetime) -> int:
    """Delete tokens, tries and places that can matter no more; return how many."""
    old = (
        sa.delete(TOKENS).where(TOKENS.c.expires_at < tokens_before),
        sa.delete(TRIES).where(TRIES.c.at < now - TRIES_WITHIN),
        sa.delete(PLACES).where(PLACES.c.at < now - PLACES_KEPT),
    )
    return sum(conn.execute(deletion).rowcount for deletion in old)
