"""Tables of users, their tokens, tries to sign in, and the places where they succeeded."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, table
from server.views.synced import SyncedRow


class UserRow(SyncedRow, Base):
    """Somebody who may sign in. `superior` and `deputy` name users, `customer` is a customer's code."""

    __tablename__ = "users"
    name: Mapped[str]
    display_name: Mapped[str | None]
    department: Mapped[str | None]
    role: Mapped[str]
    superior: Mapped[str | None]
    deputy: Mapped[str | None]
    deputy_from: Mapped[dt.date | None]
    deputy_to: Mapped[dt.date | None]
    customer: Mapped[str | None]
    wecom_id: Mapped[str | None]
    email: Mapped[str | None]
    active: Mapped[bool]
    password_hash: Mapped[str | None]

    __table_args__ = (
        sa.Index(
            "uq_users_wecom_id",
            "wecom_id",
            unique=True,
            sqlite_where=sa.text("NOT ended"),
            postgresql_where=sa.text("NOT ended"),
        ),
    )


class TokenRow(Base):
    """A sign-in: the print of its token, and until when it counts."""

    __tablename__ = "tokens"
    print: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(sa.ForeignKey("users.key"), index=True)
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    revoked_at: Mapped[dt.datetime | None]


class TryRow(Base):
    """A try to sign in that has not succeeded (yet); the name folded, the address as tries are counted by."""

    __tablename__ = "sign_in_tries"
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)


class PlaceRow(Base):
    """An address that a name has signed in from, and when last."""

    __tablename__ = "sign_in_places"
    name: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)


class SecretRow(Base):
    """Something only servers of this site know, made when first needed and shared by all of them."""

    __tablename__ = "site_secrets"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


USERS = table(UserRow)
TOKENS = table(TokenRow)
TRIES = table(TryRow)
PLACES = table(PlaceRow)
SECRETS = table(SecretRow)
