"""A customer's link shows the status of one order to whoever has it, for a time, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from server.desk.links import StatusLink, read_link
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Json
    from tests.server.desk.browsing import Office

NOON = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
LINK = StatusLink("SO26110001", NOON)
ONE = pytest.mark.parametrize("firm", ["sqlite"], indirect=True)


def linked(office: Office, made: Json) -> str:
    """Return the path of a link that the supervisor made."""
    visitor = office.at("supervisor")
    path = f"/orders/{made['values']['order_no']}"
    (form,) = [form for form in visitor.forms(path) if form.action.endswith("/link")]
    (found,) = re.findall(r'value="http://localhost(/status/[^"]+)"', visitor.send(form).text)
    return str(found)


def test_a_link_counts_until_its_end_and_not_a_second_longer() -> None:
    token = LINK.token("secret")
    assert read_link(token, secret="secret", now=NOON - dt.timedelta(seconds=1)) == LINK
    assert read_link(token, secret="secret", now=NOON) is None


@pytest.mark.parametrize(
    "forged",
    [
        LINK.token("other"),
        LINK.token("secret").replace("SO26110001", "SO26110002"),
        StatusLink("SO26110001", NOON + dt.timedelta(days=1)).token("x"),
        LINK.token("secret")[:-1],
        LINK.token("secret") + "A",
        "SO26110001.ffffffffffffffffff.x",
        "SO26110001..",
        "..",
        "",
        "签.1.2",
    ],
)
def test_a_link_that_was_not_made_here_counts_for_nothing(forged: str) -> None:
    assert read_link(forged, secret="secret", now=NOON - dt.timedelta(days=1)) is None


@ONE
def test_whoever_has_the_link_sees_the_status_and_nothing_of_the_order(office: Office) -> None:
    made = office.order(remark="内部备注", quantity="77")
    answer = office.at().get(linked(office, made))
    assert answer.status_code == 200
    assert "处理中" in answer.text
    told = office.firm.admin.stored(made["key"])["values"]
    secrets = {
        told[name] for name in ("customer", "amount", "product", "phone", "remark", "ship_to") if told[name]
    }
    assert not [text for text in secrets if text in answer.text]
    assert "退出" not in answer.text


@ONE
def test_a_customer_is_not_told_why_an_order_waits(office: Office) -> None:
    office.order(customer_po="PO-1")
    (held,) = office.firm.colleague.push(line(customer_po="PO-1")).results
    assert office.status(held) == "疑似重复"
    text = office.at().get(linked(office, held)).text
    assert "处理中" in text
    assert "重复" not in text


@ONE
def test_a_link_that_is_over_or_forged_is_answered_like_one_that_never_was(office: Office) -> None:
    made = office.order()
    path = linked(office, made)
    never = office.at().get("/status/none")
    assert never.status_code == 404
    assert office.at().get(path + "x").data == never.data
    office.firm = office.firm.later(days=31)
    assert office.at().get(path).data == never.data


@ONE
def test_links_stay_good_whichever_server_of_the_site_is_asked(office: Office) -> None:
    path = linked(office, office.order())
    office.firm = office.firm.later(seconds=1)  # another server on the same database
    assert office.at().get(path).status_code == 200
