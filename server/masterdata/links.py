"""How sheets name customers, products, warehouses and payment terms: links of table views."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from server.masterdata import service, store
from server.masterdata.models import CUSTOMERS, PAYMENT_TERMS, PRODUCTS, WAREHOUSES
from server.masterdata.rules.folding import code_of, fold
from server.masterdata.rules.lookup import customer_problem, product_problem
from server.views.drafts import Target
from server.views.table import Link
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from sync.protocol.messages import Problem

    Resolved: TypeAlias = dict[str, Target | Problem]


def resolve_customers(conn: Connection, field: str, texts: Collection[str]) -> Resolved:
    """Return the customer each text means, known by its name."""
    answers = service.customers_by_text(conn, texts)
    wrong = {text: customer_problem(field, text, answer) for text, answer in answers.items()}
    targets = {text: Target(row.match.key, row.match.name) for text, row in answers.items() if row.match}
    return {**targets, **{text: found for text, found in wrong.items() if found}}


def resolve_products(conn: Connection, field: str, texts: Collection[str]) -> Resolved:
    """Return the product each text means, known by its code; one that is not sold any more has stock too."""
    answers = service.products_by_text(conn, texts)
    wrong = {text: product_problem(field, text, answer) for text, answer in answers.items()}
    targets = {text: Target(row.match.key, row.match.code) for text, row in answers.items() if row.match}
    return {**{text: found for text, found in wrong.items() if found}, **targets}


def resolve_warehouses(conn: Connection, field: str, texts: Collection[str]) -> Resolved:
    """Return the warehouse each text means by code, `代码｜名称` or name, known by its code."""
    rows = store.load_warehouses(conn, ~WAREHOUSES.c.ended)
    known = {fold(row.name): row for row in rows} | {fold(row.code): row for row in rows}
    expected = f"仓库编码：{'、'.join(row.code for row in rows[:10]) or '先登记仓库'}"
    return {
        text: Target(known[fold(code_of(text))].key, known[fold(code_of(text))].code)
        if fold(code_of(text)) in known
        else problem("bad_value", field, text=text, expected=expected)
        for text in texts
    }


def resolve_terms(conn: Connection, field: str, texts: Collection[str]) -> Resolved:
    """Return the payment terms each text means."""
    rows = store.load_terms(conn)
    known = {fold(name): Target(key, name) for key, name, _ in rows}
    choices = "、".join(name for _, name, _ in rows)
    return {
        text: known.get(fold(text)) or problem("bad_terms", field, text=text, choices=choices)
        for text in texts
    }


TO_CUSTOMER = Link(CUSTOMERS, "name", resolve_customers, service.customer_choices)
TO_PRODUCT = Link(PRODUCTS, "code", resolve_products, service.product_choices)
TO_WAREHOUSE = Link(WAREHOUSES, "code", resolve_warehouses, service.warehouse_choices)
TO_TERMS = Link(PAYMENT_TERMS, "name", resolve_terms, service.terms_choices)
