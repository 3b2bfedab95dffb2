"""Texts of an order line that are names of other rows: they change when those rows are renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.integrity.rules.history import replay
from server.integrity.rules.records import Finding, Renamed
from server.integrity.rules.words import shown
from server.orders.rules.shown import BOOKKEEPING, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.integrity.rules.records import Kept, LineKept, Texts
    from server.orders.rules.records import Order

LINKED: dict[str, tuple[str, str]] = {
    # field of the line: the view of the row it names, and that row's field
    "customer": ("customers", "name"),
    "product": ("products", "code"),
    "product_name": ("products", "name"),
    "spec": ("products", "spec"),
    "unit": ("products", "unit"),
    "warehouse": ("warehouses", "code"),
}


def texts_of_line(order: Order, kept: LineKept) -> Texts:
    """Return the texts that the history of a line must lead to."""
    texts = texts_of(order, kept.line, kept.names)
    return {field: text for field, text in texts.items() if field not in BOOKKEEPING}


def renamed(order: Order, kept: LineKept, row: Kept, *, where: str) -> Iterator[Renamed]:
    """Yield the linked texts in which history and row differ, each a finding but for an old name."""
    replayed = replay(kept.revisions)
    keys = {"customers": order.customer, "products": kept.line.product, "warehouses": kept.line.warehouse}
    for field, (view, name) in LINKED.items():
        text, before = (row.texts or {}).get(field), replayed.get(field)
        if text != before:
            otherwise = Finding("history_replay", f"{where} {field}", shown(before), shown(text))
            yield Renamed(view, keys[view], name, before, otherwise)
