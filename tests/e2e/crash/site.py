"""A small factory whose server and clerk are processes that can be killed, and a truth to compare with."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from addin.staging.processes import free_port, without_sign_in
from addin.staging.typing_in import look, type_in
from server.accounts import administration
from server.accounts.administration import CONSOLE
from server.audit.service import seal
from server.db.engine import make_engine
from server.db.session import reading, writing
from server.integrity.rules.words import chinese
from server.integrity.service import check
from server.views import service
from server.views.service import Asked
from server.web.edge import system_clock
from server.wiring import REGISTRY, SEEDS, USERS
from sync.protocol.messages import RowIn, SyncRequest, SyncResponse
from sync.rows.keys import new_key
from workbooks.books.order_entry import FILE_NAME, write_order_entry

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Engine


ROOT = Path(__file__).resolve().parents[3]
FIRST_ROW = 3
DAY = "2035-06-18"
PRODUCTS = ("LED", "BOX", "MTO")
MASTER_DATA: Mapping[str, list[dict[str, str]]] = {
    "warehouses": [{"code": "W1", "name": "总仓"}],
    "customers": [{"code": "C1", "name": "明辉照明", "payment_terms": "月结30天"}],
    "products": [
        {"code": "LED", "name": "球泡灯", "list_price": "10"},
        {"code": "BOX", "name": "端子盒", "list_price": "5"},
        {"code": "MTO", "name": "定制灯", "list_price": "100", "supply_mode": "订产"},
    ],
    "stock": [
        {"product": "LED", "warehouse": "W1", "on_hand": "1000000"},
        {"product": "BOX", "warehouse": "W1", "on_hand": "60"},
    ],
    "supplies": [{"product": "MTO", "warehouse": "W1", "quantity": "1000000", "due_on": "2035-06-01"}],
}


PATIENCE = 100.0


class Zygote:
    """The other end of `zygote.py`. What its children say goes to the file `output`."""

    def __init__(self) -> None:
        self.output = Path(os.devnull)
        command = [sys.executable, "-m", "tests.e2e.crash.zygote"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, do: str, **facts: Any) -> None:
        """Give a command; `heard` has the answer."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"do": do, "output": str(self.output), **facts}) + "\n")
        self._process.stdin.flush()

    def heard(self) -> dict[str, Any]:
        """Wait for the answer to the last command; TimeoutError when what it waits for never comes."""
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            self._process.kill()
            raise TimeoutError("the place where it was to die was not passed")
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def end(self) -> None:
        """End it and all it started."""
        self._process.communicate()


@dataclass
class Typed:
    """What a clerk typed into one row, as it must be stored in the end."""

    product: str
    quantity: int
    cancelled: bool = False


@dataclass
class Site:
    """The factory: its database, the server's and the client's zygote, a book, and what was typed into it."""

    engine: Engine
    url: str
    folder: Path
    token: str
    server: Zygote
    client: Zygote
    port: int = field(default_factory=free_port)
    typed: dict[str, Typed] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    through: str = ""
    desk: Path | None = None
    seen: str = ""

    @property
    def book(self) -> Path:
        """The clerk's workbook."""
        return (self.desk or self.folder) / FILE_NAME

    def move_book(self, desk: Path) -> None:
        """Put the workbook into another folder."""
        shutil.move(self.book, desk / FILE_NAME)
        self.desk = desk

    def serve(self, *, clock: int = 0) -> None:
        """Start the server; its clock differs by so many seconds."""
        self.server.tell("serve", clock=clock, **self._serving())
        assert self.server.heard()["ready"]

    def restart(self, *, kill_after: float | None = None) -> None:
        """Kill the server in so many seconds, or let it die by itself; `server.heard` tells it is back."""
        self.server.tell("restart", kill_after=kill_after, **self._serving())

    def stop(self) -> None:
        """Kill the server for good."""
        self.server.tell("stop")
        self.server.heard()

    def start_press(self, **how: Any) -> None:
        """Begin a press; `client.heard` tells how it ended. `how` is what `zygote.py` understands."""
        url = self.through or f"http://127.0.0.1:{self.port}"
        words = ["sync", "--file", str(self.book), "--server", url, "--json", "--yes"]
        environment = without_sign_in({"SHEETLINE_TOKEN": self.token}) | {"SHEETLINE_TOKEN": self.token}
        self.client.tell("press", words=words, environment=environment, book=str(self.book), **how)

    def press(self, **how: Any) -> dict[str, Any]:
        """Press and return the exit code, None when the press was killed."""
        self.start_press(**how)
        return self.client.heard()

    def said(self) -> str:
        """Return what the last press printed."""
        return self.client.output.read_text("utf-8").splitlines()[-1]

    def measure_press(self, chance: random.Random) -> float:
        """Return how many seconds a press takes; the first one, which warms everything up, does not count."""
        for _ in range(2):
            self.type_rows(chance)
            ended = self.press()
            assert ended["code"] == 0
        seconds: float = ended["seconds"]
        return seconds

    def type_rows(self, chance: random.Random, *, new: int = 1) -> None:
        """Type new rows, change an old one, and now and then cancel one."""
        edits: dict[int, dict[str, Any]] = {}
        for _ in range(new):
            name, number = f"第{len(self.typed) + 1}单", FIRST_ROW + len(self.typed)
            typed = Typed(chance.choice(PRODUCTS), chance.randrange(1, 30))
            self.typed[name], self.rows[name] = typed, number
            edits[number] = {
                "customer": "明辉照明",
                "product": typed.product,
                "quantity": typed.quantity,
                "requested_on": DAY,
                "remark": name,
            }
        standing = [name for name, typed in self.typed.items() if not typed.cancelled][:-new]
        for name in chance.sample(standing, min(1, len(standing))):
            if chance.random() < 0.2:
                self.typed[name].cancelled = True
                edits[self.rows[name]] = {"action": "作废"}
            else:
                self.typed[name].quantity = chance.randrange(30, 60)
                edits[self.rows[name]] = {"quantity": self.typed[name].quantity}
        type_in(self.book, edits)

    def assert_each_row_once(self) -> None:
        """Compare the orders stored with the rows typed, and the sheet with both."""
        stored = self.stored()
        assert sorted(row["remark"] for row in stored) == sorted(self.typed)
        sheet = look(self.book).rows
        for row in stored:
            name = row["remark"]
            typed, cells = self.typed[name], sheet[self.rows[name]]
            assert (row["product"], row["stage"] == "cancelled") == (typed.product, typed.cancelled), name
            assert row["quantity"] == str(typed.quantity), name
            assert (cells["order_no"], cells["status"]) == (row["order_no"], row["status"]), name
            assert not cells["action"], name

    def assert_sound(self) -> None:
        """Seal the audit trail and check everything."""
        with writing(self.engine) as conn:
            seal(conn, now=system_clock())
        with reading(self.engine) as conn:
            assert [chinese(finding) for finding in check(conn, REGISTRY.views)] == []

    def stored(self) -> list[dict[str, Any]]:
        """Return the values of all order lines."""
        access = REGISTRY.open("orders", CONSOLE)
        with reading(self.engine) as conn:
            request = SyncRequest(scope="all", cursor=None)
            answer = service.look(conn, Asked(request, access, system_clock()))
        page = msgspec.json.decode(answer, type=SyncResponse)
        assert not page.has_more
        return [dict(row.values) for row in page.changes]

    def _serving(self) -> dict[str, Any]:
        return {"database_url": self.url, "data": str(self.folder), "port": self.port}


@contextmanager
def open_site(url: str, folder: Path, *, server: Zygote, client: Zygote) -> Iterator[Site]:
    """Found the factory on a migrated database and start its server."""
    engine = make_engine(url)
    token = _found(engine)
    words = {"customers": ["明辉照明"], "products": list(PRODUCTS), "payment_terms": ["月结30天"]}
    write_order_entry(folder / FILE_NAME, lists=words)
    server.output, client.output = folder / "server.log", folder / "client.log"
    site = Site(engine, url, folder, token, server, client)
    try:
        site.serve()
        yield site
    finally:
        site.stop()
        engine.dispose()


def _found(engine: Engine) -> str:
    """Fill in master data and a clerk; return the clerk's token."""
    now = system_clock()
    with writing(engine) as conn:
        for seed in SEEDS:
            seed(conn)
        for view, rows in MASTER_DATA.items():
            sent = [RowIn(new_key(), dict(values)) for values in rows]
            service.sync(
                conn, Asked(SyncRequest(request_id=new_key(), rows=sent), REGISTRY.open(view, CONSOLE), now)
            )
        clerk: dict[str, str | None] = {"name": "li", "role": "clerk", "password": "fern-lamp-42"}
        administration.add_user(conn, USERS, clerk, now=now)
        return administration.make_token(conn, "li", now=now).token
