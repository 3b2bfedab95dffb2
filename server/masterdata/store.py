"""Sets of master data rows, read into records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.db.bulk import among, insert_rows, listed, one_of
from server.masterdata.models import (
    CUSTOMER_NAMES,
    CUSTOMERS,
    PAYMENT_TERMS,
    PRICES,
    PRODUCT_NAMES,
    PRODUCTS,
    RULES,
    WAREHOUSES,
)
from server.masterdata.rules.folding import core, fold, sound
from server.masterdata.rules.lookup import Name, Sounding
from server.masterdata.rules.records import Agreement, Customer, Product, Warehouse
from server.masterdata.rules.searching import Heard, may_be_initials

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from msgspec import Struct
    from sqlalchemy import Connection

_NAME_WIDTH = len(Name.__struct_fields__)
OF_CUSTOMERS = (CUSTOMER_NAMES, CUSTOMERS)
OF_PRODUCTS = (PRODUCT_NAMES, PRODUCTS)


def load_customers_named(conn: Connection, folded: Collection[str]) -> list[tuple[Name, Customer]]:
    """Return all names with one of the folded texts, each with its customer."""
    rows = conn.execute(_CUSTOMERS_NAMED, {"folded": listed(folded)}).all()
    return [(Name(*row[:_NAME_WIDTH]), Customer(*row[_NAME_WIDTH:])) for row in rows]


def load_products_named(conn: Connection, folded: Collection[str]) -> list[tuple[Name, Product]]:
    """Return all names with one of the folded texts, each with its product."""
    rows = conn.execute(_PRODUCTS_NAMED, {"folded": listed(folded)}).all()
    return [(Name(*row[:_NAME_WIDTH]), Product(*row[_NAME_WIDTH:])) for row in rows]


def load_soundings(conn: Connection, of: tuple[sa.Table, sa.Table]) -> list[Sounding]:
    """Return all names of active rows, to look for similar ones."""
    names, rows = of
    chosen = (
        sa.select(names.c.key, names.c.folded, names.c.sound)
        .join(rows, rows.c.key == names.c.key)
        .where(rows.c.active)
        .order_by(rows.c.natural, names.c.place)
    )
    return [Sounding(row.key, core(row.folded), row.sound) for row in conn.execute(chosen)]


def load_heard(conn: Connection, words: Sequence[str]) -> list[Heard]:
    """Return all names of the active products that may be meant by all the words."""
    names, products = OF_PRODUCTS
    meant = [products.c.key.in_(sa.select(names.c.key).where(_holds(names, word))) for word in words]
    chosen = (
        sa.select(names.c.key, products.c.natural, names.c.rank, names.c.folded, names.c.sound)
        .join(products, products.c.key == names.c.key)
        .where(products.c.active, ~products.c.ended, *meant)
    )
    return [Heard(*row) for row in conn.execute(chosen)]


def _holds(names: sa.Table, word: str) -> sa.ColumnElement[bool]:
    """Return the condition that a name may hold a word; of first letters it says no more than `maybe`."""
    found = names.c.folded.contains(word, autoescape=True)
    if not word.isascii():
        return found
    spread = f"%{'%'.join(word)}%" if may_be_initials(word) else None
    sounds = names.c.sound.contains(word, autoescape=True)
    return found | sounds if spread is None else found | names.c.sound.like(spread)


def save_names(
    conn: Connection, names: sa.Table, texts_by_key: Mapping[str, Sequence[tuple[int, str]]]
) -> None:
    """Replace the names of rows by (rank, text) pairs; a row without pairs is known by nothing any more."""
    conn.execute(sa.delete(names).where(among(names.c.key, list(texts_by_key))))
    rows = [
        {
            "key": key,
            "place": place,
            "rank": rank,
            "text": text,
            "folded": fold(text),
            "sound": sound(fold(text)),
        }
        for key, texts in texts_by_key.items()
        for place, (rank, text) in enumerate(texts)
    ]
    insert_rows(conn, names, rows)


def load_customers(conn: Connection, condition: sa.ColumnElement[bool]) -> list[Customer]:
    """Return the customers that meet the condition, in the order of codes."""
    chosen = _select_customers().where(condition).order_by(CUSTOMERS.c.natural)
    return [Customer(*row) for row in conn.execute(chosen)]


def load_products(conn: Connection, condition: sa.ColumnElement[bool]) -> list[Product]:
    """Return the products that meet the condition, in the order of codes."""
    chosen = _select_products().where(condition).order_by(PRODUCTS.c.natural)
    return [Product(*row) for row in conn.execute(chosen)]


def load_warehouses(conn: Connection, condition: sa.ColumnElement[bool]) -> list[Warehouse]:
    """Return the warehouses that meet the condition, in the order of codes."""
    chosen = sa.select(*_columns(WAREHOUSES, Warehouse)).where(condition).order_by(WAREHOUSES.c.natural)
    return [Warehouse(*row) for row in conn.execute(chosen)]


def load_agreements(conn: Connection, products: Collection[str]) -> list[Agreement]:
    """Return the agreements in force or to come about these products (keys)."""
    chosen = sa.select(*_columns(PRICES, Agreement)).where(
        among(PRICES.c.product, products), PRICES.c.active, ~PRICES.c.ended
    )
    return [Agreement(*row) for row in conn.execute(chosen)]


def load_terms(conn: Connection) -> list[tuple[str, str, int]]:
    """Return key, name and days of the active payment terms, fewest days first."""
    return [(row.key, row.name, row.days) for row in conn.execute(_TERMS)]


def load_rule_values(conn: Connection) -> dict[str, str]:
    """Return the texts of the rules by name."""
    return {row.name: row.value for row in conn.execute(_RULE_VALUES)}


def missing_naturals(conn: Connection, table: sa.Table, naturals: Collection[str]) -> set[str]:
    """Return which natural keys have no row yet."""
    chosen = sa.select(table.c.natural).where(among(table.c.natural, naturals))
    return set(naturals) - set(conn.execute(chosen).scalars())


def _select_customers() -> sa.Select[Any]:
    terms = PAYMENT_TERMS.c.key == CUSTOMERS.c.payment_terms
    columns = _columns(CUSTOMERS, Customer, payment_terms=PAYMENT_TERMS.c.name)
    return sa.select(*columns).select_from(CUSTOMERS).outerjoin(PAYMENT_TERMS, terms)


def _select_products() -> sa.Select[Any]:
    return sa.select(*_columns(PRODUCTS, Product))


def _named(chosen: sa.Select[Any], names: sa.Table, rows: sa.Table) -> sa.Select[Any]:
    """Return the select of rows by `folded` names, with the name of each before its columns."""
    columns = (*(names.c[name] for name in Name.__struct_fields__), *chosen.selected_columns)
    joined = chosen.get_final_froms()[0].join(names, names.c.key == rows.c.key)
    return sa.select(*columns).select_from(joined).where(one_of(names.c.folded, "folded"))


def _columns(table: sa.Table, record: type[Struct], **instead: sa.Column[Any]) -> list[sa.Column[Any]]:
    """Return the columns of a record in the order of its fields."""
    return [instead[name] if name in instead else table.c[name] for name in record.__struct_fields__]


_CUSTOMERS_NAMED = _named(_select_customers(), CUSTOMER_NAMES, CUSTOMERS)
_PRODUCTS_NAMED = _named(_select_products(), PRODUCT_NAMES, PRODUCTS)
_TERMS = (
    sa.select(PAYMENT_TERMS.c.key, PAYMENT_TERMS.c.name, PAYMENT_TERMS.c.days)
    .where(PAYMENT_TERMS.c.active, ~PAYMENT_TERMS.c.ended)
    .order_by(PAYMENT_TERMS.c.days, PAYMENT_TERMS.c.name)
)
_RULE_VALUES = sa.select(RULES.c.name, RULES.c.value).where(~RULES.c.ended)
