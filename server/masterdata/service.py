"""What other features ask of master data: who is meant, what it costs, which terms and rules hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from server.db.bulk import among, upsert_rows
from server.db.commits import stamp
from server.db.keys import new_key
from server.masterdata import store
from server.masterdata.models import CUSTOMERS, PAYMENT_TERMS, PRODUCTS, RULES, WAREHOUSES
from server.masterdata.rules.folding import code_of, fold, sound
from server.masterdata.rules.lookup import Name, Named, alike, found, strongest
from server.masterdata.rules.prices import price_of
from server.masterdata.rules.records import Agreement, Customer, Found, Product, Want, Warehouse
from server.masterdata.rules.searching import best, words_of
from server.masterdata.rules.settings import SETTINGS, Rules, rules_from
from server.views.contract import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from decimal import Decimal

    import sqlalchemy as sa
    from sqlalchemy import Connection

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
    "search_products",
    "seed",
    "terms",
    "terms_choices",
    "warehouse_choices",
    "warehouses_by_key",
]


N = TypeVar("N", bound=Named)
TERMS = (("款到发货", 0), ("货到付款", 0), ("预付30%", 0), ("月结30天", 30), ("月结60天", 60))
MOST_FOUND = 20
"""So many of the products a search found are shown."""
SUGGESTED_TEXTS = 50
"""Looking for similar names costs a comparison with every name: so many unknown texts of a request get it."""


def customers_by_text(conn: Connection, texts: Collection[str]) -> dict[str, Found[Customer]]:
    """Return for every text which active customer it means: code, name, then alias, folded; never a guess.

    Two customers of the same rank are `candidates`; an unknown text gets up to three `suggestions`.
    """
    asked = {text: text for text in texts}
    there = store.load_customers_named(conn, _folds(asked))
    answers = _answers(conn, asked, there, of=store.OF_CUSTOMERS, by_key=customers_by_key)
    return {text: _active_only(answer) for text, answer in answers.items()}


def customers_by_code(conn: Connection, codes: Collection[str]) -> dict[str, Customer]:
    """Return customers by the codes given (compared folded), inactive ones too; unknown ones are missing."""
    by_fold = {
        fold(row.code): row
        for row in store.load_customers(conn, among(CUSTOMERS.c.natural, [fold(code) for code in codes]))
    }
    return {code: by_fold[fold(code)] for code in codes if fold(code) in by_fold}


def customers_by_key(conn: Connection, keys: Collection[str]) -> dict[str, Customer]:
    """Return customers by key, inactive ones too; unknown keys are missing."""
    return {row.key: row for row in store.load_customers(conn, among(CUSTOMERS.c.key, keys))}


def products_by_text(conn: Connection, texts: Collection[str]) -> dict[str, Found[Product]]:
    """Return for every text which product it means: code, `代码｜品名 规格` by its code, name, `name spec`.

    A code matches an inactive product too (`match.active` is False); names prefer active ones.
    """
    asked = {text: code_of(text) for text in texts}
    there = store.load_products_named(conn, _folds(asked))
    return _answers(conn, asked, there, of=store.OF_PRODUCTS, by_key=products_by_key)


def products_by_key(conn: Connection, keys: Collection[str]) -> dict[str, Product]:
    """Return products by key, inactive ones too; unknown keys are missing."""
    return {row.key: row for row in store.load_products(conn, among(PRODUCTS.c.key, keys))}


def warehouses_by_key(conn: Connection, keys: Collection[str]) -> dict[str, Warehouse]:
    """Return warehouses by key; unknown keys are missing."""
    return {row.key: row for row in store.load_warehouses(conn, among(WAREHOUSES.c.key, keys))}


def prices_for(conn: Connection, wants: Sequence[Want]) -> list[Decimal | None]:
    """Return the price of each want: the customer's agreed one, the level's, the list price, else None."""
    agreements: dict[str, list[Agreement]] = {}
    for agreement in store.load_agreements(conn, {want.product.key for want in wants}):
        agreements.setdefault(agreement.product, []).append(agreement)
    return [price_of(want, agreements.get(want.product.key, ())) for want in wants]


def terms(conn: Connection) -> dict[str, int]:
    """Return the days of credit by name of the active payment terms, fewest days first."""
    return {name: days for _, name, days in store.load_terms(conn)}


def rules(conn: Connection) -> Rules:
    """Return the business rules; a rule without a row has its default."""
    return rules_from(store.load_rule_values(conn))


def seed(conn: Connection) -> None:
    """Write the payment terms and rules a new server starts with; rows that exist stay as they are."""
    _seed(conn, PAYMENT_TERMS, [{"name": name, "days": days, "active": True} for name, days in TERMS])
    _seed(
        conn,
        RULES,
        [{"name": rule.name, "value": rule.default, "title": rule.title} for rule in SETTINGS],
    )


def customer_choices(conn: Connection) -> list[Choice]:
    """Return the active customers as a dropdown: the value is the name, `search` holds code and sound."""
    rows = store.load_customers(conn, CUSTOMERS.c.active & ~CUSTOMERS.c.ended)
    return [Choice(row.name, row.name, f"{row.code} {sound(fold(row.name))}") for row in rows]


def product_choices(conn: Connection) -> list[Choice]:
    """Return the active products as a dropdown: value is the code, label `代码｜品名 规格`."""
    rows = store.load_products(conn, PRODUCTS.c.active & ~PRODUCTS.c.ended)
    return [Choice(row.code, row.title, sound(fold(row.name))) for row in rows]


def search_products(conn: Connection, text: str) -> tuple[int, list[Choice]]:
    """Return how many active products a text may mean, and the best of them as a dropdown has them."""
    words = words_of(text)
    keys = best(words, store.load_heard(conn, words)) if words else []
    known = products_by_key(conn, keys[:MOST_FOUND])
    return len(keys), [Choice(known[key].code, known[key].title, "") for key in keys[:MOST_FOUND]]


def terms_choices(conn: Connection) -> list[Choice]:
    """Return the active payment terms as a dropdown."""
    return [Choice(name, name) for name in terms(conn)]


def warehouse_choices(conn: Connection) -> list[Choice]:
    """Return the warehouses as a dropdown: value is the code."""
    rows = store.load_warehouses(conn, ~WAREHOUSES.c.ended)
    return [Choice(row.code, f"{row.code}｜{row.name}") for row in rows]


def _answers(
    conn: Connection,
    asked: Mapping[str, str],
    there: Sequence[tuple[Name, N]],
    *,
    of: tuple[sa.Table, sa.Table],
    by_key: Callable[[Connection, Collection[str]], dict[str, N]],
) -> dict[str, Found[N]]:
    """Return what every text means by the part that is asked for; similar rows where it means nothing.

    `there` holds every row that has one of the names.
    """
    meant = _keys_by_text(asked, [name for name, _ in there])
    records = {record.key: record for _, record in there}
    answers = {text: found(keys, records) for text, keys in meant.items()}
    unknown = [text for text, keys in meant.items() if not keys][:SUGGESTED_TEXTS]
    if not unknown:
        return answers
    soundings = store.load_soundings(conn, of)
    similar = {text: alike(asked[text], soundings) for text in unknown}
    records = by_key(conn, {key for keys in similar.values() for key in keys})
    suggested = {text: tuple(records[key] for key in keys) for text, keys in similar.items()}
    return answers | {text: Found(suggestions=rows) for text, rows in suggested.items()}


def _folds(asked: Mapping[str, str]) -> set[str]:
    return {fold(part) for part in asked.values()}


def _keys_by_text(asked: Mapping[str, str], names: Sequence[Name]) -> dict[str, list[str]]:
    """Return for every text the rows that its asked part means by the strongest rank."""
    by_fold: dict[str, list[Name]] = {}
    for name in names:
        by_fold.setdefault(name.folded, []).append(name)
    return {text: strongest(part, by_fold.get(fold(part), ())) for text, part in asked.items()}


def _active_only(answer: Found[Customer]) -> Found[Customer]:
    meant = (answer.match, *answer.candidates)
    retired = next((row for row in meant if row is not None and not row.active), None)
    return answer if retired is None else Found(retired=retired)


def _seed(conn: Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    missing = store.missing_naturals(conn, table, [fold(row["name"]) for row in rows])
    if not missing:
        return
    written = {"rev": 1, "stamp": stamp(conn), "ended": False}
    fresh = [
        {"key": new_key(), "natural": fold(row["name"]), **written, **row}
        for row in rows
        if fold(row["name"]) in missing
    ]
    # Two servers may start at once on a new database: the later one finds the rows of the first.
    upsert_rows(conn, table, fresh, key=("natural",), replace=False)
