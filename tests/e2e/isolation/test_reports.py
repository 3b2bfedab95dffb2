"""Every role at every report, allowed and refused, made from the table the product uses; dealers apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.accounts.policy import REPORTS, Reach
from sync.fields.masterdata import ROLES
from tests.e2e.protocol.api import new_row
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from tests.e2e.isolation.conftest import Staff
    from tests.e2e.protocol.api import Json, Person
    from tests.e2e.protocol.conftest import Firm

QUERIES = {"statement": "?customer=C001", "weekly_report": "", "shortage": ""}
PERIOD = "from=2026-01-01&to=2026-12-31"


def facts(report: Json) -> dict[str, str]:
    return {fact["key"]: fact["text"] for fact in report["facts"]}


def statement(person: Person, query: str) -> int:
    return person.call("GET", f"/reports/statement?{query}").status_code


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_the_reports_the_table_says_and_no_more(
    everybody: Staff, role: str, report: str
) -> None:
    reach = REPORTS[report].get(role)
    query = "" if role == "dealer" else QUERIES[report]
    served = {Reach.ENTERED: (200, 404)} if report == "statement" else {}
    answered = everybody[role].call("GET", f"/reports/{report}{query}").status_code
    assert answered in (served.get(reach, (200,)) if reach else (403,))


def test_reports_stand_in_the_table_by_name_and_role() -> None:
    assert set(REPORTS) == set(QUERIES)
    assert {role for by_role in REPORTS.values() for role in by_role} <= set(ROLES)


def test_a_dealer_gets_no_statement_but_the_own_and_cannot_tell_who_else_there_is(firm: Firm) -> None:
    entry = {"customer": "C011", "kind": "开票", "amount": "7.00", "on": "2026-03-01"}
    firm.admin.push(new_row(**entry), view="ledger")
    own = firm.dealer.get(f"/reports/statement?{PERIOD}")
    assert (facts(own)["code"], facts(own)["closing"]) == ("C010", "0")
    answers = [
        firm.dealer.call("GET", f"/reports/statement?customer={name}&{PERIOD}")
        for name in ("C011", "经销商乙", "C001", "C999", "宏达")
    ]
    assert {(each.status_code, each.get_json()["title"]) for each in answers} == {
        (404, answers[0].get_json()["title"])
    }
    rival = firm.person("rival").get(f"/reports/statement?{PERIOD}")
    assert facts(rival)["closing"] == "7"


def test_a_clerk_gets_the_statement_of_a_customer_once_an_order_was_entered(firm: Firm) -> None:
    assert statement(firm.clerk, f"customer=C002&{PERIOD}") == 404
    firm.clerk.push(line(customer="C002"))
    assert statement(firm.clerk, f"customer=C002&{PERIOD}") == 200
    assert statement(firm.colleague, f"customer=C002&{PERIOD}") == 404


def test_a_dealer_s_reports_hold_the_own_orders_alone(firm: Firm) -> None:
    firm.clerk.push(line(quantity="999999"))
    firm.dealer.push(line(customer="C010", quantity="888888"))
    for report in ("shortage", "weekly_report"):
        told = firm.dealer.get(f"/reports/{report}")
        customers = {row[2] for section in told["sections"] for row in section["rows"]}
        assert customers <= {"经销商甲"}
    assert facts(firm.clerk.get("/reports/weekly_report"))["orders"] == "1"


@pytest.mark.parametrize(
    "query",
    [
        *("from=2026-13-01", "from=x", "to=11.30", "to=2026-02-29"),
        *("other=1", "customer=a&customer=b"),
    ],
)
def test_a_query_that_means_nothing_is_refused(firm: Firm, query: str) -> None:
    assert statement(firm.admin, query) == 422


def test_ends_that_stand_the_wrong_way_round_and_days_beyond_all_time_are_understood(firm: Firm) -> None:
    told = firm.admin.get("/reports/statement?customer=C001&from=2026-12-31&to=2026-01-01")
    assert (facts(told)["from"], facts(told)["to"]) == ("2026-01-01", "2026-12-31")
    assert statement(firm.admin, "customer=C001&from=0001-01-01&to=9999-12-31") == 200
    assert firm.admin.call("GET", "/reports/weekly_report?on=9999-12-31").status_code == 200
    assert firm.admin.call("GET", "/reports/weekly_report?on=0001-01-01").status_code == 200
    assert {statement(firm.admin, f"customer={text}") for text in ("x" * 201, "%00")} == {404}
