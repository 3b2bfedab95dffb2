"""Reasons to reject that can be chosen on a card, where nobody can type; the page and the sheet take any."""

from __future__ import annotations

QUESTION = "reason"
NO_REASON = "none"
REASONS = {
    "price": "价格要重新谈",
    "date": "交期做不到",
    "terms": "付款方式不合适",
    "data": "资料不全，请补充",
    "owed": "旧账未清",
}
"""Text by the id it has on the card; it stands in the order's history."""
