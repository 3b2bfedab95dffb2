"""Tokens and passwords are nowhere to be read: not in books, in the database, in logs, in addresses."""

from __future__ import annotations

import html
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from server.config import Config, read_config
from server.db.session import reading
from server.serve import BRIDGE, mounted
from server.web.inprocess import caller
from sync.client.loop import Ended, run_press
from tests.addin.presses import Clerk
from tests.e2e.protocol.api import Person, new_id, new_row
from tests.e2e.protocol.seeds import PASSWORD, line, sign_in
from workbooks.books.master_data import write_master_data
from workbooks.books.order_entry import write_order_entry

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.e2e.protocol.conftest import Firm

TYPED = "typed into a Cell 1"
LISTS = {"customers": ["经销商甲"], "products": ["LED-9W"], "payment_terms": ["月结30天"]}
ORDER: dict[str, str | int] = {
    "customer": "经销商甲",
    "product": "LED-9W",
    "quantity": 5,
    "requested_on": "2035-06-18",
}
ONE_ENGINE = pytest.mark.parametrize("firm", ["sqlite"], indirect=True)


def press(firm: Firm, person: Person, path: Path) -> Ended:
    """Press 同步 on a file as somebody, over the bridge that is mounted beside the application."""
    call = caller(mounted(firm.config, firm.engine))

    def post(body: dict[str, Any]) -> dict[str, Any]:
        status, _, answer = call("POST", f"{BRIDGE}/sync", json.dumps(body).encode(), person.token or "")
        assert status == 200, answer
        found: dict[str, Any] = json.loads(answer)
        return found

    return run_press(post, book=JsonBook(FileHost(path)), person=Clerk(), options={})


def package(path: Path) -> bytes:
    """Return all parts of a workbook, unpacked."""
    with zipfile.ZipFile(path) as file:
        return b"\n".join(file.read(name) for name in file.namelist())


def everything(engine: Engine) -> str:
    """Return every row of the database, as text and as bytes are."""
    with reading(engine) as conn:
        tables = sa.inspect(conn).get_table_names()
        rows = [conn.execute(sa.text(f'SELECT * FROM "{name}"')).all() for name in tables]  # noqa: S608
    return repr(rows)


def test_a_book_that_was_pressed_holds_no_token_and_opens_nothing_to_who_finds_it(
    firm: Firm, tmp_path: Path
) -> None:
    path = tmp_path / "订单录入.xlsx"
    write_order_entry(path, lists=LISTS, rows=[ORDER])
    dealer = firm.person("dealer")
    assert press(firm, dealer, path).outcome["counts"] == {"created": 1}
    stolen = package(path)
    token = str(dealer.token)
    assert token.encode() not in stolen
    assert token[:16].encode() not in stolen
    (key,) = dealer.pull(scope="all").changes
    assert key.encode() in stolen
    assert press(firm, firm.person("rival"), path).exit == 0
    (left,) = dealer.pull(scope="all").changes.values()
    assert (left["rev"], left["values"]["quantity"]) == (1, "5")
    assert firm.person("rival").pull(scope="all").changes == {}


def test_a_password_typed_into_the_sheet_is_gone_after_the_answer_even_when_the_row_was_refused(
    firm: Firm, tmp_path: Path
) -> None:
    path = tmp_path / "主数据.xlsx"
    rows = [
        {"name": "good", "role": "clerk", "password": TYPED},
        {"name": "bad", "role": "nobody's", "password": TYPED + "2"},
    ]
    write_master_data(path, lists={}, rows={"users": rows})
    assert TYPED.encode() in package(path)
    assert press(firm, firm.person("admin"), path).outcome["counts"] == {"created": 1, "rejected": 1}
    left = package(path)
    assert TYPED.encode() not in left
    assert "请重新输入" in html.unescape(left.decode("utf-8", "replace"))
    assert sign_in(firm.app, "good", TYPED)
    assert TYPED not in everything(firm.engine)


def test_tokens_and_passwords_are_in_no_row_of_the_database(firm: Firm) -> None:
    firm.admin.push(new_row(name="more", role="clerk", password=TYPED), view="users")
    kept = everything(firm.engine)
    assert not [token for token in firm.tokens.values() if token in kept]
    assert PASSWORD not in kept
    assert TYPED not in kept


@ONE_ENGINE
def test_the_log_tells_neither_tokens_nor_passwords_nor_what_is_in_rows(
    firm: Firm, capfd: pytest.CaptureFixture[str]
) -> None:
    firm.clerk.push(line(remark="只在行里", phone="13700000137"))
    firm.clerk.call("GET", f"/views/orders?token={firm.tokens['clerk']}")
    firm.clerk.call("GET", f"/{firm.tokens['clerk']}")
    firm.clerk.call("POST", "/session", json={"name": "clerk", "password": TYPED})
    firm.clerk.call("POST", "/session", data=f'{{"name": "{TYPED}", ')
    logged = "".join(capfd.readouterr())
    assert "/api/v1/session" in logged
    assert not [word for word in (firm.tokens["clerk"], TYPED, "只在行里", "13700000137") if word in logged]


def test_a_token_counts_in_the_header_alone(firm: Firm) -> None:
    token = firm.tokens["clerk"]
    bare = Person(firm.app, None)
    assert bare.call("GET", f"/views?token={token}&access_token={token}").status_code == 401
    assert bare.call("GET", "/views", headers={"Cookie": f"token={token}"}).status_code == 401
    assert bare.call("GET", "/views", headers={"Authorization": f"bearer  {token} "}).status_code == 200


def test_settings_print_no_password() -> None:
    url = "postgresql://sheetline:geheim" + "@db/x"
    settings = {
        "DATABASE_URL": url,
        "SHEETLINE_ADMIN_PASSWORD": "geheim",
        "SHEETLINE_METRICS_TOKEN": "geheim",
    }
    config = read_config(settings)
    assert isinstance(config, Config)
    assert "geheim" not in repr(config)
    assert "geheim" not in str(config)


def test_somebody_elses_book_id_brings_nothing(firm: Firm) -> None:
    book = new_id()
    firm.rival.at(book).push(line(customer="C011"))
    assert firm.dealer.at(book).pull(scope="book").changes == {}
    assert firm.dealer.at(book).pull(scope="all").changes == {}
