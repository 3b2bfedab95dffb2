"""What a dealer may ask, as values: each sends one request to a world, under ids given from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.e2e.protocol.api import edit_of, new_id
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.e2e.isolation.worlds import Foreign, Side
    from tests.e2e.protocol.api import Row

CUSTOMERS = (
    None,
    "C010",
    "经销商甲",
    "C011",
    "经销商乙",
    "小乙",
    "C099",
    "新来的大客户",
    "苏州明辉",
    "宏达",
    "C001",
    "C0",
)
PRODUCTS = ("LED-9W", "BOX-10", "SAFE-1", "OLD-1", "双胞端子", "NOPE", "定制")
VIEWS = ("orders", "products", "payment_terms", "customers", "prices", "users", "stock", "nowhere")
FIELDS = ("customer", "product", "payment_terms", "action", "changed_by", "floor_price", "warehouse", "x")
FORGED = ("0..0000000000000000", "999999999..0123456789abcdef", "", "…", "foreign")
PLACES = ("own", "foreign", "none")


@dataclass(frozen=True)
class Ids:
    """Ids a request is made with: the same in both worlds."""

    key: str = field(default_factory=new_id)
    request: str = field(default_factory=new_id)
    submission: str = field(default_factory=new_id)


@dataclass(frozen=True)
class Look:
    """Ask for a view, its columns, a dropdown, or who one is."""

    path: str

    def send(self, side: Side, ids: Ids, foreign: Foreign) -> TestResponse:
        return side.dealer.call("GET", self.path)


@dataclass(frozen=True)
class Story:
    """Ask for the history of an own row (`row` from 0), of somebody else's (-1), or of another view."""

    view: str
    row: int

    def send(self, side: Side, ids: Ids, foreign: Foreign) -> TestResponse:
        own = side.rows[self.row % len(side.rows)]["key"] if self.row >= 0 and side.rows else foreign.key
        return side.dealer.call("GET", f"/views/{self.view}/rows/{own}/history")


@dataclass(frozen=True)
class Pull:
    """Pull from anywhere, with any cursor, as if at any book."""

    view: str
    scope: str
    book: str
    cursor: str

    def send(self, side: Side, ids: Ids, foreign: Foreign) -> TestResponse:
        cursors = {"own": side.cursors[-1], "none": None, "foreign": foreign.cursor}
        body = {"cursor": cursors.get(self.cursor, self.cursor), "scope": self.scope}
        book = {"own": side.dealer.book, "foreign": foreign.book}.get(self.book)
        answer = side.dealer.post(self.view, body | ({"book": book} if book else {}))
        if answer.status_code == 200 and self.view == "orders":
            side.cursors.append(answer.get_json()["cursor"])
        return answer


@dataclass(frozen=True)
class Order:
    """Order something for somebody, at any book, under any request id; or only try."""

    customer: str | None
    product: str
    quantity: str
    customer_po: str | None
    twin: bool
    book: str
    request: str
    dry_run: bool

    def send(self, side: Side, ids: Ids, foreign: Foreign) -> TestResponse:
        row = line(
            customer=self.customer,
            product=self.product,
            quantity=self.quantity,
            customer_po=self.customer_po,
            unit_price="10",
            phone="13700000001" if self.twin else "13912345678",
            ordered_at="2026-11-20T02:01:00Z" if self.twin else None,
        )
        return _push(self, side, ids, foreign, {"key": ids.key, "values": row["values"]})


@dataclass(frozen=True)
class Edit:
    """Edit an own row or one that is known to be somebody else's, naming any order number."""

    row: int
    field: str
    text: str
    witness: str
    action: str | None
    book: str = "own"
    request: str = "own"
    dry_run: bool = False

    def send(self, side: Side, ids: Ids, foreign: Foreign) -> TestResponse:
        values: dict[str, str | None] = {self.field: self.text}
        if self.action:
            values["action"] = self.action
        if self.row < 0 or not side.rows:
            row: Row = {"key": foreign.key, "rev": -self.row, "values": values}
        else:
            row = edit_of(side.rows[self.row % len(side.rows)], **values)
        if self.witness == "foreign":
            row["witness"] = {"order_no": foreign.order_no, "line_no": "1"}
        return _push(self, side, ids, foreign, row)


@dataclass(frozen=True)
class Undo:
    """Take back an own submission, or somebody else's."""

    which: int

    def send(self, side: Side, ids: Ids, foreign: Foreign) -> TestResponse:
        own = side.submissions
        named = own[self.which % len(own)] if self.which >= 0 and own else foreign.submission
        return side.dealer.undo(named)


def _push(how: Order | Edit, side: Side, ids: Ids, foreign: Foreign, row: Row) -> TestResponse:
    books = {"own": side.dealer.book, "foreign": foreign.book, "none": ...}
    body = side.dealer.body(
        row,
        request_id=foreign.request if how.request == "foreign" else ids.request,
        submission=ids.submission,
        book=books[how.book],
        last_submission=foreign.submission if how.book == "foreign" else ...,
        cursor=side.cursors[-1],
        dry_run=how.dry_run,
    )
    answer = side.dealer.post("orders", body)
    if answer.status_code == 200 and not how.dry_run:
        (result,) = answer.get_json()["results"]
        if result["outcome"] != "rejected" and result["rev"]:
            known = [old for old in side.rows if old["key"] != result["key"]]
            side.rows[:] = [*known, result]
            side.submissions.append(ids.submission)
    return answer


LOOKS = st.builds(
    Look,
    st.one_of(
        st.sampled_from(("/views", "/session")),
        st.sampled_from(VIEWS).map("/views/{}".format),
        st.builds("/views/{}/choices/{}".format, st.sampled_from(VIEWS[:4]), st.sampled_from(FIELDS)),
    ),
)
STORIES = st.builds(Story, st.sampled_from(("orders", "orders", "orders", *VIEWS)), st.integers(-1, 5))
PULLS = st.builds(
    Pull,
    st.sampled_from(("orders", "orders", *VIEWS)),
    st.sampled_from(("all", "mine", "department")),
    st.sampled_from(PLACES),
    st.sampled_from(("own", "none", *FORGED)),
)
ORDERS = st.builds(
    Order,
    st.sampled_from(CUSTOMERS[:3] * 3 + CUSTOMERS),
    st.sampled_from(PRODUCTS),
    st.sampled_from(("1", "10", "70", "200", "0", "x")),
    st.sampled_from((None, None, "PO-乙", "PO-1")),
    st.booleans(),
    st.sampled_from(PLACES),
    st.sampled_from(("own", "own", "own", "foreign")),
    st.booleans(),
)
EDITS = st.builds(
    Edit,
    st.integers(-3, 5),
    st.sampled_from(("remark", "quantity", "customer", "phone", "changed_by", "order_no", "status")),
    st.sampled_from(("20", "C011", "clerk", "rival", "13700000001", "待审核")),
    st.sampled_from(("own", "foreign")),
    st.sampled_from((None, None, "作废", "同意等货")),
)
UNDOS = st.builds(Undo, st.integers(-1, 4))
ASKED = st.lists(
    st.one_of(LOOKS, STORIES, PULLS, ORDERS, ORDERS, EDITS, EDITS, UNDOS), min_size=1, max_size=8
)
