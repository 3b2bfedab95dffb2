"""What a credit bureau says, when it says anything; orders never wait for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.config import SettingError, read_config
from server.credit.adapters.http import HttpBureau
from server.credit.bureau import BureauError, Opinion, Subject
from server.credit.jobs import jobs, refresh
from server.credit.models import REPORTS
from server.db.session import reading
from tests.emulators.bureau import TOKEN, Gateway, bureau
from tests.server.orders.office import DEALER, NOW, Press, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from sync.protocol.messages import RowIn
    from tests.server.credit.bank import Bank

MINGHUI = Subject("k", "C1", "明辉照明")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """Run a gateway that knows C1 as a good firm."""
    with bureau() as made:
        made.known["明辉照明"] = {"grade": "AA", "bad": False}
        yield made


def _port(gateway: Gateway, seconds: float = 5.0) -> HttpBureau:
    return HttpBureau(gateway.url, TOKEN, timeout_seconds=seconds)


def _report(bank: Bank) -> tuple[str | None, bool, bool]:
    """Return grade, whether it is bad, and whether the last question failed."""
    with reading(bank.office.engine) as conn:
        row = conn.execute(sa.select(REPORTS)).one()
    return row.grade, row.bad, row.failure is not None


def _customer(number: int) -> RowIn:
    return row(None, None, code=f"N{number}", name=f"新客户{number}", credit_limit="1")


def _checked_out(engine: Engine) -> int:
    """Return how many connections of the pool are in use."""
    pool = engine.pool
    assert isinstance(pool, sa.QueuePool)
    return pool.checkedout()


def test_the_gateway_answers_for_a_firm_it_knows_and_for_one_it_does_not(gateway: Gateway) -> None:
    assert _port(gateway).ask(MINGHUI) == Opinion("AA", bad=False)
    assert _port(gateway).ask(Subject("k", "C2", "无名")) == Opinion()


@pytest.mark.parametrize("mood", ["slow", "refuse", "break", "nonsense", "long", "elsewhere"])
def test_whatever_goes_wrong_is_one_error_that_names_no_address_and_no_token(
    gateway: Gateway, mood: str
) -> None:
    gateway.moods.append(mood)
    with pytest.raises(BureauError) as failed:
        _port(gateway, 0.3).ask(MINGHUI)
    assert "127.0.0.1" not in str(failed.value)
    assert TOKEN not in str(failed.value)
    assert _port(gateway).ask(MINGHUI) == Opinion("AA", bad=False)


def test_a_wrong_token_and_a_closed_door_are_errors_too(gateway: Gateway) -> None:
    for port in (HttpBureau(gateway.url, "wrong"), HttpBureau("http://127.0.0.1:9/", timeout_seconds=0.3)):
        with pytest.raises(BureauError):
            port.ask(MINGHUI)


def test_an_errand_keeps_what_was_said_until_it_is_old(bank: Bank, gateway: Gateway) -> None:
    engine = bank.office.engine
    assert refresh(engine, _port(gateway), now=NOW) == "1 answered, 0 failed"
    assert refresh(engine, _port(gateway), now=NOW + HOUR) == "0 answered, 0 failed"
    assert refresh(engine, _port(gateway), now=NOW + 31 * 24 * HOUR) == "1 answered, 0 failed"
    assert _report(bank) == ("AA", False, False)


def test_only_customers_with_a_limit_are_asked_about(bank: Bank, gateway: Gateway) -> None:
    refresh(bank.office.engine, _port(gateway), now=NOW)
    assert gateway.asked == ["明辉照明"]


def test_a_failure_keeps_the_report_there_was_and_is_tried_again(bank: Bank, gateway: Gateway) -> None:
    engine, port = bank.office.engine, _port(gateway, 0.3)
    refresh(engine, port, now=NOW)
    later = NOW + 40 * 24 * HOUR
    gateway.moods.append("refuse")
    assert refresh(engine, port, now=later) == "0 answered, 1 failed"
    assert _report(bank) == ("AA", False, True)
    assert refresh(engine, port, now=later + HOUR) == "1 answered, 0 failed"
    assert _report(bank) == ("AA", False, False)


def test_a_bureau_that_is_down_is_let_alone_after_three_failures(bank: Bank, gateway: Gateway) -> None:
    for number in range(5):
        bank.office._admin("customers", _customer(number))
    gateway.moods += ["refuse"] * 9
    assert refresh(bank.office.engine, _port(gateway), now=NOW) == "0 answered, 3 failed"
    assert len(gateway.asked) == 3


def test_no_transaction_is_open_while_the_bureau_is_asked(bank: Bank) -> None:
    engine = bank.office.engine
    open_ones: list[int] = []

    class Watching:
        def ask(self, subject: Subject) -> Opinion:
            open_ones.append(_checked_out(engine))
            return Opinion("C", bad=True)

    refresh(engine, Watching(), now=NOW)
    assert open_ones == [0]


def test_a_bad_report_holds_orders_by_rule_until_finance_or_a_better_one(
    bank: Bank, gateway: Gateway
) -> None:
    gateway.known["明辉照明"] = {"grade": "D", "bad": True}
    refresh(bank.office.engine, _port(gateway), now=NOW)
    assert bank.order(1).outcome == "created"
    bank.office.rule("征信不良即冻结", "是")
    held, other = bank.order(1), bank.order(1)
    assert [found.code for found in held.problems] == ["credit_report"]
    bank.release(held.key)
    assert (bank.status(held.key), bank.status(other.key)) == ("待审核", "信用冻结")
    gateway.known["明辉照明"] = {"grade": "B", "bad": False}
    refresh(bank.office.engine, _port(gateway), now=NOW + 31 * 24 * HOUR)
    assert bank.recheck() == [other.key]


def test_a_dealer_is_not_told_of_a_report(bank: Bank, gateway: Gateway) -> None:
    bank.limit("100000", "C9")
    gateway.known["经销商甲"] = {"grade": "D", "bad": True}
    bank.office.rule("征信不良即冻结", "是")
    refresh(bank.office.engine, _port(gateway), now=NOW)
    held = bank.order(1, Press(actor=DEALER), customer="C9")
    assert [found.message for found in held.problems] == ["信用审核中，请联系您的业务员"]


def test_without_an_address_there_is_no_errand_and_an_open_line_is_refused() -> None:
    assert jobs(read_config({})) == ()
    local = read_config({"SHEETLINE_BUREAU_URL": "http://127.0.0.1:9/", "SHEETLINE_BUREAU_TOKEN": TOKEN})
    assert [errand.name for errand in jobs(local)] == ["credit.bureau"]
    assert TOKEN not in repr(local)
    with pytest.raises(SettingError):
        read_config({"SHEETLINE_BUREAU_URL": "http://bureau.example.cn/"})
