"""Deciding on the pages is deciding as on the sheet: the same rows, rights, conflicts and history."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.protocol.api import edit_of
from tests.e2e.protocol.seeds import PASSWORD

if TYPE_CHECKING:
    from tests.server.desk.browsing import Office

pytestmark = pytest.mark.parametrize("firm", ["sqlite"], indirect=True)


def test_who_is_not_signed_in_is_asked_to_and_comes_back(office: Office) -> None:
    made, visitor = office.order(), office.at()
    path = f"/orders/{made['values']['order_no']}"
    answer = visitor.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/login?next={path}")
    signed = visitor.sign_in("supervisor", onward=path)
    assert signed.headers["Location"] == path
    assert visitor.get(path).status_code == 200


def test_an_order_is_listed_with_what_is_needed_to_decide(office: Office) -> None:
    made = office.order(quantity="12", remark="加急 <b>请</b>")
    text = office.at("supervisor").get("/todo").text
    assert made["values"]["order_no"] in text
    for told in ("苏州明辉照明有限公司", "¥120.00", "销售主管初审", "月结30天", "LED-9W", "2035-06-18"):
        assert told in text
    assert "&lt;b&gt;请&lt;/b&gt;" in text


def test_approving_takes_the_order_off_the_list_and_on_to_the_next(office: Office) -> None:
    made, supervisor, maker = office.order(), office.at("supervisor"), office.at("maker")
    number = made["values"]["order_no"]
    assert number not in maker.get("/todo").text
    answer = supervisor.send(supervisor.form("approve"), comment="价格可以")
    assert answer.status_code == 303
    back = supervisor.get(answer.headers["Location"]).text
    assert f"已同意 {number}" in back
    assert f"/orders/{number}" not in back
    assert number in maker.get("/todo").text
    assert "价格可以" in maker.get(f"/orders/{number}").text


def test_three_people_approve_an_order_on_the_pages_alone(office: Office) -> None:
    made = office.order()
    for name in ("supervisor", "maker", "finance"):
        visitor = office.at(name)
        assert visitor.send(visitor.form("approve")).status_code == 303
    assert office.status(made) == "已审核"


@pytest.mark.parametrize("filled", [{"reason": "交期做不到"}, {"comment": "交期做不到"}])
def test_rejecting_with_a_reason_goes_back_to_the_clerk(office: Office, filled: dict[str, str]) -> None:
    made, supervisor = office.order(), office.at("supervisor")
    assert supervisor.send(supervisor.form("reject"), **filled).status_code == 303
    assert office.status(made) == "已驳回"
    assert "交期做不到" in supervisor.get(f"/orders/{made['values']['order_no']}").text


def test_rejecting_without_a_reason_decides_nothing_and_says_why(office: Office) -> None:
    made, supervisor = office.order(), office.at("supervisor")
    answer = supervisor.send(supervisor.form("reject"), comment="  ")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "原因" in answer.text
    assert office.status(made) == "待审核"


def test_a_form_that_is_sent_twice_decides_once_and_says_so_twice(office: Office) -> None:
    office.order()
    supervisor = office.at("supervisor")
    form = supervisor.form("approve")
    assert [supervisor.send(form).status_code for _ in range(2)] == [303, 303]
    maker = office.at("maker")
    assert len([form for form in maker.forms("/todo") if form.fields.get("decision") == "approve"]) == 1


def test_a_page_that_is_out_of_date_decides_nothing_about_the_order_as_it_is_now(office: Office) -> None:
    made, supervisor = office.order(), office.at("supervisor")
    form = supervisor.form("approve")
    office.firm.clerk.push(edit_of(made, quantity="999"))
    answer = supervisor.send(form)
    assert answer.status_code == 409
    assert office.status(made) == "待审核"
    assert "¥9,990.00" in supervisor.get("/todo").text


def test_an_order_that_was_changed_before_the_page_was_opened_is_decided_as_it_is_shown(
    office: Office,
) -> None:
    made, supervisor = office.order(), office.at("supervisor")
    office.firm.clerk.push(edit_of(made, quantity="999"))
    assert supervisor.send(supervisor.form("approve")).status_code == 303


def test_of_two_who_decide_the_second_is_told(office: Office) -> None:
    office.order()
    supervisor, boss = office.at("supervisor"), office.at("supervisor")
    first, second = supervisor.form("approve"), boss.form("reject")
    assert supervisor.send(first).status_code == 303
    assert boss.send(second, reason="价格要重新谈").status_code == 409


@pytest.mark.parametrize("name", ["clerk", "keeper"])
def test_who_does_not_approve_has_an_empty_list_and_decides_nothing(office: Office, name: str) -> None:
    made, supervisor = office.order(), office.at("supervisor")
    form, visitor = supervisor.form("approve"), office.at(name)
    empty = visitor.get("/todo").text
    assert "没有等您审批的订单" in empty
    assert visitor.send(form, csrf=_csrf(empty)).status_code == 409
    assert office.status(made) == "待审核"


def test_a_dealer_has_no_list_and_decides_nothing(office: Office) -> None:
    made, dealer = office.order(customer="C010"), office.at("dealer")
    form = office.at("supervisor").form("approve")
    own = _csrf(dealer.get(f"/orders/{made['values']['order_no']}").text)
    assert dealer.get("/todo").status_code == 403
    assert dealer.send(form, csrf=own).status_code == 403
    assert office.status(made) == "待审核"


def test_another_step_s_decision_is_not_theirs_to_make(office: Office) -> None:
    made, supervisor, maker = office.order(), office.at("supervisor"), office.at("maker")
    answer = maker.send(supervisor.form("approve"), csrf=_csrf(maker.get("/todo").text))
    assert answer.status_code == 409
    assert office.status(made) == "待审核"


def test_a_dealer_sees_the_own_order_and_of_others_what_never_was(office: Office) -> None:
    theirs = office.order(customer="C011")["values"]["order_no"]
    own = office.order(customer="C010")["values"]["order_no"]
    dealer = office.at("dealer")
    assert dealer.get(f"/orders/{own}").status_code == 200
    assert "审批经过" not in dealer.get(f"/orders/{own}").text
    foreign, never = dealer.get(f"/orders/{theirs}"), dealer.get("/orders/SO99999999")
    assert (foreign.status_code, foreign.data) == (404, never.data)


def test_what_one_was_told_stands_on_the_page_of_notices(office: Office) -> None:
    made = office.order()
    text = office.at("supervisor").get("/notices").text
    assert "待您审批" in text
    assert made["values"]["order_no"] in text


@pytest.mark.parametrize(
    "bad", [{"rev": "x"}, {"rev": ""}, {"decision": "转交"}, {"request": "1"}, {"rev": "9" * 30}]
)
def test_a_form_that_is_none_of_ours_is_refused(office: Office, bad: dict[str, str]) -> None:
    made, supervisor = office.order(), office.at("supervisor")
    assert supervisor.send(supervisor.form("approve"), **bad).status_code == 400
    assert office.status(made) == "待审核"


def test_every_page_is_without_script_and_inline_style_and_says_its_language(office: Office) -> None:
    number = office.order()["values"]["order_no"]
    supervisor = office.at("supervisor")
    for path in ("/login", "/todo", "/notices", f"/orders/{number}", "/orders/none"):
        answer = supervisor.get(path)
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", answer.text)
        assert '<html lang="zh-CN">' in answer.text
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"


def _csrf(text: str) -> str:
    (found,) = set(re.findall(r'name="csrf" value="([0-9a-f]+)"', text))
    return str(found)


def test_a_password_is_asked_for_as_often_as_over_the_interface_and_no_more(office: Office) -> None:
    visitor = office.at()
    wrong = [visitor.sign_in("supervisor", "wrong").status_code for _ in range(6)]
    assert wrong == [401, 401, 401, 401, 401, 429]
    waiting = visitor.sign_in("supervisor", PASSWORD)
    assert waiting.status_code == 429
    assert int(waiting.headers["Retry-After"]) > 0
    assert 'role="alert"' in waiting.text
