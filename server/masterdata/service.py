"""What other features ask of master data: who is meant, what it costs, which terms and rules hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.masterdata.rules.records import Agreement, Customer, Found, Product, Want, Warehouse
from server.masterdata.rules.settings import Rules

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.views.contract import Choice

__all__ = [
    "Agreement",
    "Customer",
    "Found",
    "Product",
    "Rules",
    "Want",
    "Warehouse",
    "customer_choices",
    "customers_by_code",
    "customers_by_key",
    "customers_by_text",
    "prices_for",
    "product_choices",
    "products_by_key",
    "products_by_text",
    "rules",
    "seed",
    "terms",
    "terms_choices",
    "warehouses_by_key",
]


def customers_by_text(conn: Connection, texts: Collection[str]) -> dict[str, Found[Customer]]:
    """Return for every text which active customer it means: code, name, then alias, folded; never a guess.

    Two customers of the same rank are `candidates`; an unknown text gets up to three `suggestions`.
    """
    raise NotImplementedError


def customers_by_code(conn: Connection, codes: Collection[str]) -> dict[str, Customer]:
    """Return customers by the codes given (compared folded), inactive ones too; unknown ones are missing."""
    raise NotImplementedError


def customers_by_key(conn: Connection, keys: Collection[str]) -> dict[str, Customer]:
    """Return customers by key, inactive ones too; unknown keys are missing."""
    raise NotImplementedError


def products_by_text(conn: Connection, texts: Collection[str]) -> dict[str, Found[Product]]:
    """Return for every text which product it means: code, `代码｜品名 规格` by its code, name, `name spec`.

    A code matches an inactive product too (`match.active` is False); names prefer active ones.
    """
    raise NotImplementedError


def products_by_key(conn: Connection, keys: Collection[str]) -> dict[str, Product]:
    """Return products by key, inactive ones too; unknown keys are missing."""
    raise NotImplementedError


def warehouses_by_key(conn: Connection, keys: Collection[str]) -> dict[str, Warehouse]:
    """Return warehouses by key; unknown keys are missing."""
    raise NotImplementedError


def prices_for(conn: Connection, wants: Sequence[Want]) -> list[Decimal | None]:
    """Return the price of each want: the customer's agreed one, the level's, the list price, else None."""
    raise NotImplementedError


def terms(conn: Connection) -> dict[str, int]:
    """Return the days of credit by name of the active payment terms, fewest days first."""
    raise NotImplementedError


def rules(conn: Connection) -> Rules:
    """Return the business rules; a rule without a row has its default."""
    raise NotImplementedError


def seed(conn: Connection) -> None:
    """Write the payment terms and rules a new server starts with; rows that exist stay as they are."""
    raise NotImplementedError


def customer_choices(conn: Connection) -> list[Choice]:
    """Return the active customers as a dropdown: the value is the name, `search` holds code and sound."""
    raise NotImplementedError


def product_choices(conn: Connection) -> list[Choice]:
    """Return the active products as a dropdown: value is the code, label `代码｜品名 规格`."""
    raise NotImplementedError


def terms_choices(conn: Connection) -> list[Choice]:
    """Return the active payment terms as a dropdown."""
    raise NotImplementedError
