"""查产品: products whose code, name or pinyin holds the words of the selected cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.actions import words
from addin.actions.books import refused
from addin.bridge import messages as m
from sync.rows.plan import fold

if TYPE_CHECKING:
    from addin.bridge.session import Choice, Session

MOST_SHOWN = 10


def lookup_product(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first asks for the selected cell, the second searches."""
    text = session.options.get("text", "")
    if not text and carry is None and snapshot.selection is not None:
        here = snapshot.selection
        cell = m.Range(here.sheet, here.first_row, here.first_column, here.first_row, here.first_column)
        return m.BridgeReply(more=m.More([m.Need(cell)], {}))
    text = text or _selected(snapshot)
    if not text:
        return refused(words.NO_SEARCH(), code="no_search")
    return _search(text, session)


def _selected(snapshot: m.Snapshot) -> str:
    cells = [value for block in snapshot.blocks for row in block.rows for value in row]
    return str(cells[0]).strip() if cells and cells[0] is not None else ""


def _search(text: str, session: Session) -> m.BridgeReply:
    wanted = fold(text.partition("｜")[0])
    found = [choice for choice in session.choices("orders", "product") if _matches(choice, wanted)]
    listed = "；".join(choice.label or choice.value for choice in found[:MOST_SHOWN])
    outcome = {
        "action": "lookup_product",
        "text": text,
        "count": len(found),
        "products": [{"code": choice.value, "label": choice.label} for choice in found[:MOST_SHOWN]],
    }
    said = words.FOUND_PRODUCTS(count=len(found), listed=listed) if found else words.NO_PRODUCT(text=text)
    return m.BridgeReply([m.Message(said)], outcome=outcome)


def _matches(choice: Choice, wanted: str) -> bool:
    return any(wanted in fold(words) for words in (choice.value, choice.label, choice.search))
