"""From the texts of a row to values, and from names to the customer and product they mean."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from server.masterdata.rules.folding import fold
from server.masterdata.rules.lookup import customer_problem, product_problem
from server.masterdata.rules.records import Customer, Found
from server.orders.rules.records import Row
from server.views.cells import read_value
from sync.fields.kinds import Kind, Writer
from sync.fields.orders import ORDERS
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from server.orders.rules.records import Ask, Facts

PEOPLE_FIELDS = {
    field.key: field
    for field in ORDERS.fields
    if field.writer is Writer.PEOPLE and field.kind is not Kind.COMMAND
}
READERS = {key: lru_cache(maxsize=2048)(partial(read_value, field)) for key, field in PEOPLE_FIELDS.items()}
"""What a text of a field means; texts of a sheet repeat."""
LABELS = {field.key: field.label for field in ORDERS.fields}


def read(ask: Ask) -> Row:
    """Return the row with its texts read; names of customer, product and terms stay texts."""
    row = Row(ask)
    for key, text in ask.changes.items():
        value, wrong = READERS[key](text)
        if wrong is not None:
            row.problems.append(wrong)
        else:
            row.values[key] = value
    return row


def resolve(row: Row, facts: Facts) -> None:
    """Put keys in place of the names the row uses, or say what is wrong with them."""
    _resolve_customer(row, facts)
    _resolve_product(row, facts)
    _resolve_terms(row, facts)


def _resolve_customer(row: Row, facts: Facts) -> None:
    text = row.values.pop("customer", None)
    if text is None:
        if facts.own and row.fresh and not row.blames("customer"):
            row.values["customer"] = facts.own.key
        elif "customer" in row.ask.changes and not row.fresh:
            row.values["customer"] = None
        return
    found = facts.customers_by_text[text]
    if facts.dealer:
        found = _as_dealer(found, facts.own)
    if found.match is None:
        row.problems += filter(None, [customer_problem("customer", text, found)])
    else:
        row.values["customer"] = found.match.key
        facts.customers[found.match.key] = found.match


def _as_dealer(found: Found[Customer], own: Customer | None) -> Found[Customer]:
    """Return what a dealer is told of a customer's name: the own one or nothing, not even similar names."""
    meant = {customer.key for customer in (found.match, *found.candidates) if customer}
    return Found(match=own) if own and own.key in meant else Found()


def _resolve_product(row: Row, facts: Facts) -> None:
    text = row.values.get("product")
    if text is None:
        return
    found = facts.products_by_text[text]
    match, stored = found.match, row.ask.line
    if match is not None and stored is not None and stored.product == match.key:
        row.values["product"] = match.key  # a stored product is never refused again
        return
    wrong = product_problem("product", text, found)
    if match is None or wrong is not None:
        row.problems += filter(None, [wrong])
        del row.values["product"]
    else:
        row.values["product"] = match.key
        facts.products[match.key] = match


def _resolve_terms(row: Row, facts: Facts) -> None:
    text = row.values.get("payment_terms")
    if text is None:
        return
    known = facts.terms_by_fold.get(fold(text))
    if known is None:
        choices = "、".join(facts.terms)
        row.problems.append(problem("bad_terms", "payment_terms", text=text, choices=choices))
        del row.values["payment_terms"]
    else:
        row.values["payment_terms"] = known
