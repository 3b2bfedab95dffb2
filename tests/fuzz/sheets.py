"""Order sheets as people leave them: headers of all sorts, rubbish in cells, hidden cells altered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from addin.hosts.memory import Content, MemoryHost, MemorySheet
from sync.fields.kinds import Writer
from sync.fields.orders import ORDERS
from tests.fuzz.plausible import RUBBISH, WORDS
from workbooks.layout import HIDDEN_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy

    from addin.bridge.messages import Cell

Draw: TypeAlias = "Callable[[Any], Any]"
SHEET = ORDERS.title
OTHER_SHEET = "别的表"
PLAUSIBLE: dict[str, Sequence[Cell]] = {
    "customer": ["C001", "明辉", "苏州明辉照明有限公司", "宏达", "没有这个客户"],
    "customer_po": [None, None, "PO-1", "ＰＯ－１", "po-2"],
    "order_mark": [None, None, "A", "甲"],
    "phone": [None, "138-0000-0001", "13800000001转12", 13800000001.0, "0512-87654321"],
    "product": ["LED-9W", "BOX-10", "ＬＥＤ－９Ｗ", "BOX-10｜端子盒", "双胞端子", 12.0, "没有"],
    "quantity": [10, 20, 1.5, "1,200", "1.2千", "十", -1, 0, 1e15, 1e308, "1e999999999"],
    "unit_price": [None, 10, "¥12.50", 8.125, 0.1 + 0.2, "面议"],
    "requested_on": ["2035-06-18", "11.30", 11.3, 49844, "20350618", "2035年6月18日", "明天", "6月18日"],
    "payment_terms": [None, "月结30天", "货到付款", "月结３０天", "随便"],
    "ordered_at": [None, "2026-11-24 09:30", 46350.4, "上午9点"],
    "priority": [None, "普通", "加急", "马上"],
    "action": [None, None, None, "暂存", "作废", "用我的", "拆单发货"],
}
NEEDED = ("customer", "product", "quantity", "requested_on")
ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"]
# XML and JSON hold no half characters; everything else may stand in a cell.
ODD_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
CELLS = st.one_of(st.sampled_from([*WORDS, *RUBBISH, *ERRORS]), ODD_TEXTS, NUMBERS, st.booleans())


def contents(key: str) -> SearchStrategy[Content]:
    """Draw a cell of a field: mostly what people type there, else anything; now and then a formula."""
    typed = st.sampled_from(PLAUSIBLE.get(key, [None])).map(Content)
    formulas = st.builds(lambda value: Content(value, formula="=A1&B2"), CELLS)
    dates = st.datetimes().map(lambda moment: Content(moment.isoformat(timespec="seconds"), is_date=True))
    return st.integers(0, 19).flatmap(
        lambda luck: [formulas, dates, CELLS.map(Content), CELLS.map(Content)][luck] if luck < 4 else typed
    )


@st.composite
def headers(draw: Draw) -> list[tuple[str, str]]:
    """Draw a header row: (key, word) by column; own columns and repeated ones have no key."""
    fields = [known for known in ORDERS.fields if known.key in PLAUSIBLE or known.writer is not Writer.PEOPLE]
    kept = [known for known in fields if known.key in NEEDED or draw(st.booleans())]
    words = [(known.key, draw(st.sampled_from([known.label, known.label, *known.aliases]))) for known in kept]
    words += [("", draw(ODD_TEXTS)) for _ in range(draw(st.integers(0, 2)))]
    words += [("", draw(st.sampled_from(words))[1])] if not draw(st.integers(0, 4)) else []
    if draw(st.booleans()):
        words += [(key, key) for key in HIDDEN_KEYS if draw(st.integers(0, 9))]
    missing = draw(st.integers(0, 29))
    return [each for each in draw(st.permutations(words)) if missing or each[0] != "product"]


@st.composite
def books(draw: Draw) -> MemoryHost:
    """Draw a book that was never synced, with an order sheet and another one."""
    names, top = draw(headers()), draw(st.integers(1, 4))
    sheet = MemorySheet()
    for row in range(1, top):
        sheet.put((row, 1), Content(draw(ODD_TEXTS) or None))
    for column, (_, word) in enumerate(names, 1):
        sheet.put((top, column), Content(word))
    for row in rows_of(draw, top):
        for column, (key, _) in enumerate(names, 1):
            hidden = key in HIDDEN_KEYS and draw(st.integers(0, 3))
            content = draw(contents(key)) if not hidden else Content(None)
            sheet.put((row, column), content)
    if not draw(st.integers(0, 9)):
        sheet.put((top + 4_000, 1), Content(" "))
    return MemoryHost("表.xlsx", {SHEET: sheet, OTHER_SHEET: MemorySheet({(1, 1): Content("不动")})})


def rows_of(draw: Draw, top: int) -> list[int]:
    """Draw the numbers of filled rows below the header, gaps between them."""
    return sorted({top + number for number in draw(st.lists(st.integers(1, 9), min_size=1, max_size=5))})
