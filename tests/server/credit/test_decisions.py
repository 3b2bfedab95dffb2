"""The sheet 信用冻结: what finance sees of held orders, and lets go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from server.approvals.ports import Ports
from server.approvals.views.frozen import CreditHoldsView
from server.db.session import reading, writing
from server.orders import telling
from server.views.access import Registry
from server.views.contract import Rights
from server.views.service import Asked, sync
from sync.protocol.messages import RowIn, SyncRequest, SyncResponse
from sync.rows.keys import new_key
from tests.server.credit.bank import FINANCE, Bank
from tests.server.orders.office import DEALER, NOW, Office, codes, line

if TYPE_CHECKING:
    from sync.protocol.messages import RowResult

VIEW = "credit_holds"


@pytest.fixture
def desk(bank: Bank) -> Bank:
    """Put the sheet of finance beside those of the office."""
    views = {**bank.office.registry.views, VIEW: CreditHoldsView(ports=Ports(clock=lambda: NOW))}
    registry = Registry(views, lambda *_: Rights(read=True, write=True))
    return Bank(Office(bank.office.engine, registry))


def _decide(desk: Bank, *rows: RowIn) -> list[RowResult]:
    with writing(desk.office.engine) as conn:
        access = desk.office.registry.open(VIEW, FINANCE)
        answer = sync(conn, Asked(SyncRequest(request_id=new_key(), rows=list(rows)), access, NOW))
    return msgspec.json.decode(answer, type=SyncResponse).results


def _row(desk: Bank, key: str, **values: str | None) -> RowIn:
    """Return a decision on an order as the sheet shows it."""
    (shown,) = [each for each in desk.office.load(VIEW) if each.key == key]
    return RowIn(key, values, shown.rev, {"order_no": str(shown.values["order_no"])})


def test_a_held_order_shows_how_its_customer_stands(desk: Bank) -> None:
    desk.book("开票", "4000", days=90, overdue=40)
    desk.order(100, customer="C2", payment_terms="货到付款")
    held = desk.order(900)
    (shown,) = desk.office.load(VIEW)
    told = {
        name: shown.values[name] for name in ("customer", "amount", "release", "exposure", "credit_limit")
    }
    assert shown.key == held.key
    assert told == {
        "customer": "明辉照明",
        "amount": "9000",
        "release": "4000",
        "exposure": "13000",
        "credit_limit": "10000",
    }
    assert (shown.values["receivable"], shown.values["overdue_days"]) == ("4000", "40")


def test_finance_lets_an_order_go_with_a_reason(desk: Bank) -> None:
    held, other = desk.order(2000), desk.order(2000)
    (done,) = _decide(desk, _row(desk, held.key, decision="放行", comment="老客户，月底付清"))
    assert done.outcome == "updated"
    assert (desk.status(held.key), desk.status(other.key)) == ("待审核", "信用冻结")
    assert [each.key for each in desk.office.load(VIEW)] == [other.key]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"decision": "放行"}, ("comment", "required")),
        ({"comment": "没写决定"}, ("decision", "required")),
        ({"decision": "再说", "comment": "?"}, ("decision", "bad_value")),
    ],
)
def test_a_decision_without_reason_or_of_other_words_is_refused(
    desk: Bank, values: dict[str, str | None], problem: tuple[str, str]
) -> None:
    held = desk.order(2000)
    (done,) = _decide(desk, _row(desk, held.key, **values))
    assert (done.outcome, codes(done)) == ("rejected", [problem])
    assert desk.status(held.key) == "信用冻结"


def test_an_order_that_went_on_meanwhile_is_not_decided_again(desk: Bank) -> None:
    held = desk.order(2000)
    asked = _row(desk, held.key, decision="放行", comment="可以")
    desk.limit("50000")
    (done,) = _decide(desk, asked)
    assert done.outcome in {"rejected", "conflict"}


def test_an_order_that_grew_meanwhile_is_a_conflict(desk: Bank) -> None:
    held = desk.order(2000)
    asked = _row(desk, held.key, decision="放行", comment="可以")
    desk.office.push(RowIn(held.key, {"quantity": "3000"}, 1))
    (done,) = _decide(desk, asked)
    assert done.outcome == "conflict"
    assert desk.status(held.key) == "信用冻结"


def test_nobody_adds_a_row(desk: Bank) -> None:
    (done,) = _decide(desk, RowIn(new_key(), {"decision": "放行", "comment": "?"}))
    assert done.outcome == "rejected"


def test_many_orders_go_in_one_press(desk: Bank) -> None:
    held = [result.key for result in desk.office.push(*[line(quantity="2000") for _ in range(5)])]
    rows = [_row(desk, key, decision="放行", comment="批量") for key in held]
    assert {result.outcome for result in _decide(desk, *rows)} == {"updated"}
    assert desk.office.holds() == []


def test_the_story_of_a_held_line_says_what_would_release_it_to_people_of_the_house(desk: Bank) -> None:
    desk.book("期初应收", "4000", overdue=-400)
    held, free = desk.order(900), desk.order(1, customer="C2", payment_terms="货到付款")
    with reading(desk.office.engine) as conn:
        (section,) = telling.credit(conn, held.key, FINANCE)
        assert section.rows == [["3000", "13000", "10000", "4000", "0"]]
        assert next(column.label for column in section.columns) == "收款多少放行"
        assert telling.credit(conn, held.key, DEALER) == telling.credit(conn, free.key, FINANCE) == []
