"""Nothing that anybody types, sends or calls themselves by is found in the log, whatever goes wrong."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest
import requests
import sqlalchemy as sa

from addin.hosts.memory import Content
from addin.hosts.port import JsonBook
from server.accounts import administration
from server.db.session import writing
from server.views.describe import view_of
from server.wiring import REGISTRY
from sync.client.loop import run_press
from sync.client.transport import Server
from sync.fields.orders import ORDERS
from sync.rows.keys import new_key
from tests.addin.presses import COLUMN, Clerk, memory_book
from tests.serving import PATIENCE_SECONDS, found_site, serving
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

CANARY = "zq7canary"
PASSWORD = f"{CANARY}-Admin-1"
VIEWS = [view_of(access).name for access in REGISTRY.open_all(administration.CONSOLE)]
BROKEN = ("customers", "audit_rows")
"""Tables taken away in the end: statements with canaries as parameters fail, early or late in a press."""
pytestmark = pytest.mark.slow


@pytest.fixture
def token(engine: Engine) -> str:
    """Return the token of an administrator of the database that is served."""
    return found_site(engine, password=PASSWORD)


def canaries() -> Iterator[str]:
    return (f"{CANARY}{number}" for number in itertools.count())


def rows(view: str) -> Iterator[dict[str, Any]]:
    """Yield rows with a canary in every field, and in one field each."""
    fields = [field.key for field in REGISTRY.views[view].spec.fields]
    for chosen in (fields, *([field] for field in fields)):
        yield {"key": new_key(), "values": dict(zip(chosen, canaries(), strict=False))}


def good_rows() -> list[tuple[str, dict[str, str]]]:
    """Return rows that are accepted, with canaries where any text will do."""
    return [
        ("warehouses", {"code": f"{CANARY}W", "name": f"{CANARY}仓"}),
        ("customers", {"code": f"{CANARY}C", "name": f"{CANARY}公司", "phone": "13900001111"}),
        ("products", {"code": f"{CANARY}P", "name": f"{CANARY}件", "list_price": "3"}),
        ("users", {"name": f"{CANARY}u", "role": "clerk", "password": f"{CANARY}-Pass-9"}),
        (
            "orders",
            {
                "customer": f"{CANARY}C",
                "customer_po": f"{CANARY}PO",
                "product": f"{CANARY}P",
                "quantity": "2",
                "requested_on": "2035-06-18",
                "payment_terms": "款到发货",
                "remark": CANARY,
                "ship_to": CANARY,
            },
        ),
    ]


def another(values: dict[str, str]) -> dict[str, Any]:
    """Return a new row like one that was accepted."""
    changed = {key: f"{text}2" if CANARY in text else text for key, text in values.items()}
    return {"key": new_key(), "values": changed}


class Asking:
    """Somebody who sends canaries."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token

    def push(self, view: str, sent: list[dict[str, Any]]) -> requests.Response:
        return self.post(f"/api/v1/views/{view}/sync", {"request_id": new_key(), "rows": sent})

    def post(self, path: str, body: Any, token: str | None = None) -> requests.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"}
        return requests.post(self.url + path, data=content, headers=headers, timeout=PATIENCE_SECONDS)

    def press(self) -> int:
        """Press 同步 on a book with a canary in every cell, and return the exit code."""
        book = memory_book([])
        for number, (key, text) in enumerate(
            zip([field.key for field in ORDERS.fields], canaries(), strict=False)
        ):
            if key in COLUMN:
                book.sheets[ORDERS.title].put((FIRST_ROW, COLUMN[key]), Content(text))
                book.sheets[ORDERS.title].put((FIRST_ROW + number, COLUMN["remark"]), Content(text))
        server = Server(url=self.url, token=self.token, pauses_seconds=())
        return run_press(
            lambda call: server.post("/api/v1/bridge/sync", call), book=JsonBook(book), person=Clerk()
        ).exit


def everything_that_is_refused(asking: Asking) -> None:
    for view in VIEWS:
        assert asking.push(view, list(rows(view))).status_code == 200
    assert asking.press() == 0
    odd = [
        ("/api/v1/session", {"name": f"{CANARY}u", "password": f"{CANARY}-wrong"}),
        (f"/api/v1/views/{CANARY}/sync", {}),
        (f"/api/v1/views/orders/sync?{CANARY}={CANARY}", f"{{{CANARY}".encode()),
        ("/api/v1/views/orders/sync", {"rows": CANARY, CANARY: CANARY}),
        (f"/api/v1/submissions/{CANARY}/undo", {}),
        (f"/api/v1/bridge/{CANARY}", {}),
        ("/api/v1/bridge/sync", {CANARY: CANARY}),
        (f"/{CANARY}", {}),
    ]
    for path, body in odd:
        assert 400 <= asking.post(path, body).status_code < 500
        assert asking.post(path, body, token=CANARY).status_code in {400, 401, 404, 405}


def test_no_canary_of_any_field_name_password_or_token_is_in_the_log(
    engine: Engine, database_url: str, token: str, tmp_path: Path
) -> None:
    with serving(database_url, tmp_path) as served:
        asking = Asking(served.url, token)
        for view, values in good_rows():
            answer = asking.push(view, [{"key": new_key(), "values": values}]).json()
            assert answer["results"][0]["outcome"] in {"created", "held"}
        everything_that_is_refused(asking)
        with writing(engine) as conn:
            for table in BROKEN:
                conn.execute(sa.text(f"ALTER TABLE {table} RENAME TO {table}_gone"))
        failed = [asking.push(view, [another(values)]) for view, values in good_rows()]
        assert asking.press() == 3
    log = served.log.read_text(encoding="utf-8")
    assert CANARY not in log.casefold()
    assert token not in log
    errors = [json.loads(line) for line in log.splitlines() if '"level": "error"' in line]
    assert {answer.json()["request_id"] for answer in failed} <= {line["id"] for line in errors}
    assert all(answer.status_code == 500 for answer in failed)
    assert all(line["error"][0] in {"OperationalError", "ProgrammingError"} for line in errors)
