"""What comes back to an action on one row is not ours to trust: rubbish is a bad request, no failure."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from tests.addin.fake_api import FakeApi
from tests.addin.presses import Bridge
from workbooks.layout import HIDDEN_KEYS

SHEET = "订单录入"
PLACE = {
    "sheet": SHEET,
    "view": "orders",
    "header_row": 2,
    "columns": dict(zip(HIDDEN_KEYS, range(1, 5), strict=True)),
    "last_row": 9,
}
HEADER = {
    "range": {"sheet": SHEET, "first_row": 1, "first_column": 1, "last_row": 2, "last_column": 6},
    "rows": [[], ["客户名称", "产品型号", "数量", *HIDDEN_KEYS]],
}
EMPTY = {**HEADER, "rows": [[]]}
CARRIES: list[tuple[str, Any, int]] = [
    ("lookup_product", {"sheet": SHEET, "row": 3, "column": 1, "offered": {"A": "B"}}, 400),
    ("lookup_product", {"sheet": SHEET, "row": 3, "column": 1, "offered": {"A": "B"}, "place": PLACE}, 400),
    ("lookup_product", {"sheet": SHEET, "row": 0, "column": 1}, 400),
    ("lookup_product", [], 400),
    ("lookup_product", {"sheet": "nowhere", "row": 3, "column": 16_384}, 200),
    ("explain_row", {"sheet": SHEET}, 400),
    ("explain_row", {"sheet": "nowhere", "row": 3}, 200),
    ("next_problem", {"sheets": [SHEET], "places": [{**PLACE, "view": "x"}]}, 400),
    ("next_problem", {"sheets": [SHEET], "places": [PLACE]}, 200),
    ("next_problem", {"sheets": 7}, 400),
]


@pytest.mark.parametrize(
    "blocks", [[], [EMPTY], [HEADER], [HEADER, EMPTY]], ids=["none", "empty", "head", "both"]
)
@pytest.mark.parametrize(("action", "carry", "status"), CARRIES)
def test_rubbish_that_comes_back_is_a_bad_request_or_a_refusal(
    action: str, carry: Any, status: int, blocks: list[Any]
) -> None:
    snapshot = {
        "book_name": "a.xlsx",
        "host": "memory",
        "sheets": [{"name": SHEET, "rows": 2, "columns": 3}, {"name": "说明", "rows": 1, "columns": 1}],
        "active_sheet": SHEET,
        "blocks": blocks,
    }
    answers, options = {"product": "A"}, {"row": "9" * 5_000, "text": "x"}
    body = {"version": 1, "press": str(uuid.UUID(int=7)), "number": 2, "snapshot": snapshot, "carry": carry}
    found, _, content = Bridge(FakeApi()).raw(
        action, json.dumps(body | {"answers": answers, "options": options}).encode()
    )
    assert found == status, content
    assert json.loads(content)
