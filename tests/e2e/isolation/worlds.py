"""Two worlds that differ in what other customers have done, and a dealer who asks both the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.e2e.protocol.api import Person, edit_of, new_id, new_row
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.e2e.protocol.api import Json
    from tests.e2e.protocol.conftest import Firm

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[0-9.]*(Z|\+00:00)")
TRACE = re.compile(r'(?<="request_id":")[0-9a-f]{12}')
CURSOR = re.compile(r"\d+\.[0-9a-f-]*\.[0-9a-f]{16}")
NUMBER = re.compile(r"SO\d{6,}")
PASSING = frozenset({"Content-Length", "Date", "X-Request-Id"})
"""Headers that are not of the answer itself; the length is that of order numbers and cursors, too."""
TWIN = {"phone": "13700000001", "ordered_at": "2026-11-20T02:00:00Z"}


@dataclass
class Side:
    """A world as the dealer knows it: the own rows as last answered, cursors, numbers in order of sight.

    `others` are the order numbers of other customers: none of them may ever be seen.
    """

    firm: Firm
    book: str
    others: frozenset[str]
    rows: list[Json] = field(default_factory=list)
    submissions: list[str] = field(default_factory=list)
    cursors: list[str | None] = field(default_factory=lambda: [None])
    numbers: dict[str, str] = field(default_factory=dict)

    @property
    def dealer(self) -> Person:
        return self.firm.dealer.at(self.book)

    def seen(self, answer: TestResponse) -> tuple[int, dict[str, str], str]:
        """Return an answer without what the two worlds may differ in: times, places, running numbers."""
        body = TRACE.sub("<trace>", TIME.sub("<time>", CURSOR.sub("<cursor>", answer.text)))
        headers = {name: text for name, text in answer.headers.items() if name not in PASSING}
        return answer.status_code, headers, NUMBER.sub(self._number, body)

    def _number(self, found: re.Match[str]) -> str:
        assert found[0] not in self.others
        return self.numbers.setdefault(found[0], f"<number {len(self.numbers)}>")


@dataclass(frozen=True)
class Foreign:
    """Ids of somebody else's, that exist in the first world and never were in the second."""

    key: str = field(default_factory=new_id)
    submission: str = field(default_factory=new_id)
    request: str = field(default_factory=new_id)
    book: str = field(default_factory=new_id)
    order_no: str = ""
    cursor: str = ""


def busy(firm: Firm) -> Foreign:
    """Fill a world in which others do much."""
    rival, clerk = firm.rival, firm.clerk
    foreign = Foreign()
    row = line(customer="C011", quantity="60", remark="乙的备注", customer_po="PO-乙", **TWIN)
    made = rival.at(foreign.book).push(
        row | {"key": foreign.key}, request_id=foreign.request, submission=foreign.submission
    )
    clerk.push(*[line(quantity="10", customer_po=f"PO-{number}", remark="内部") for number in range(4)])
    clerk.push(edit_of(made.only, unit_price="9.5", ship_to="乙的仓库"))
    clerk.push(line(product="SAFE-1", quantity="500", customer="C002"))
    (customer,) = (row for row in _customers(firm) if row["values"]["code"] == "C011")
    edited = {
        "key": customer["key"],
        "rev": customer["rev"],
        "values": {"credit_limit": "50000", "aliases": "小乙"},
    }
    firm.admin.push(edited, new_row(code="C099", name="新来的大客户", phone="13900000099"), view="customers")
    firm.admin.push(
        new_row(customer="C011", product="LED-9W", price="8.5"),
        new_row(customer="C001", product="BOX-10", price="4"),
        view="prices",
    )
    firm.admin.push(new_row(customer="C011", kind="开票", amount="49999", on="2026-10-01"), view="ledger")
    firm.admin.push(new_row(date="2026-12-01", hours="0", remark="乙的大单停工"), view="calendar")
    firm.admin.push(new_row(name="buyer", role="dealer", customer="C099"), view="users")
    cursor = rival.pull(scope="mine").body["cursor"]
    return Foreign(
        foreign.key,
        foreign.submission,
        foreign.request,
        foreign.book,
        made.only["values"]["order_no"],
        cursor,
    )


def quiet(firm: Firm) -> None:
    """Fill a world in which others did something else.

    As much of the stock is gone, for dealers may know what is left, and there is an order to be a twin of.
    """
    firm.clerk.push(line(quantity="40", customer="C003"), line(quantity="60", customer="C004", **TWIN))


def numbers(firm: Firm) -> frozenset[str]:
    """Return the numbers of all orders there are."""
    return frozenset(row["values"]["order_no"] for row in firm.admin.pull().changes.values())


def _customers(firm: Firm) -> list[Json]:
    return list(firm.admin.pull("customers").changes.values())
