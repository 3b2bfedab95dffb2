"""The sample factory's server as a process, and an office with the extension, both begun once."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import signal
import sys
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from addin.staging.processes import ServerProcess, all_rows, sign_in
from sync.client.transport import Server
from workbooks.books.order_entry import write_order_entry
from workbooks.build import build_samples
from workbooks.samples.days import working_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from addin.staging.processes import Clerk
    from tests.e2e.calc.desk import Desk
    from tests.e2e.calc.driving import Calc
    from tests.e2e.calc.stand import Stand

PASSWORD = "fern-lamp-42"
TODAY = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
_phones = itertools.count(13_800_100_000)


def new_phone() -> str:
    """Return a phone of which there is no order yet: with another one they would be suspected twins."""
    return str(next(_phones))


@dataclass(frozen=True)
class Factory:
    """The server and two clerks: wangfang presses in Calc, lina by the API."""

    server: ServerProcess
    wangfang: Clerk
    lina: Clerk

    def orders(self) -> list[dict[str, Any]]:
        """Return the values of all stored order rows."""
        return [dict(row["values"]) for row in all_rows(self.server, self.lina, "orders")]

    def stored(self, order_no: str) -> dict[str, Any]:
        """Return the stored row of an order of one line, with its key and revision."""
        rows = all_rows(self.server, self.lina, "orders")
        return next(dict(row) for row in rows if row["values"]["order_no"] == order_no)

    def edit(self, order_no: str, **values: str) -> None:
        """Change an order as lina would in her own book."""
        row = self.stored(order_no)
        witness = {"order_no": order_no, "line_no": row["values"]["line_no"]}
        sent = {"key": row["key"], "rev": row["rev"], "witness": witness, "values": values}
        request = {"request_id": str(uuid.uuid4()), "scope": "all", "rows": [sent]}
        answer = Server(self.server.url, self.lina.token).post("/api/v1/views/orders/sync", request)
        assert answer["results"][0]["outcome"] == "updated", answer

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the server hang meanwhile: it takes connections and answers nothing."""
        assert self.server.process is not None
        family = [*_family(self.server.process.pid)]
        try:
            for process in family:
                os.kill(process, signal.SIGSTOP)
            yield
        finally:
            for process in family:
                os.kill(process, signal.SIGCONT)


def _family(process: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield process
    for thread in Path(f"/proc/{process}/task").iterdir():
        for child in (thread / "children").read_text("ascii").split():
            yield from _family(int(child))


def row(**values: Any) -> dict[str, Any]:
    """Return an order row that is right, like no other: its phone is its own."""
    usual = {
        "customer": "启明灯饰",
        "phone": new_phone(),
        "product": "XD-18",
        "quantity": 2,
        "unit_price": 32,
        "requested_on": working_day(TODAY, 20),
    }
    return {**usual, **values}


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write an order book with these rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_order_entry(path, lists={"payment_terms": ["月结30天"]}, rows=list(rows))
    return path


@pytest.fixture(scope="session")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Factory]:
    """Serve the sample factory."""
    folder = tmp_path_factory.mktemp("factory")
    master_data, *_ = build_samples(folder, today=TODAY, password=PASSWORD)
    server = ServerProcess(folder / "data", PASSWORD)
    try:
        server.start()
        server.admin("import", str(master_data))
        names = ("wangfang", "lina")
        yield Factory(server, *(sign_in(server, name, PASSWORD) for name in names))
    finally:
        server.stop()


@pytest.fixture(scope="session")
def session_stand(factory: Factory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """Start an office without a screen."""
    from tests.e2e.calc.stand import Stand  # noqa: PLC0415 - UNO is not there where fast tests run

    stand = Stand(tmp_path_factory.mktemp("office"), server=factory.server.url)
    yield stand
    stand.close()


@pytest.fixture
def stand(session_stand: Stand, factory: Factory, request: pytest.FixtureRequest) -> Iterator[Stand]:
    """Sign wangfang in, and close what the test opened; after a failure say all that is known."""
    session_stand.sign_in("wangfang", factory.wangfang.token)
    yield session_stand
    if getattr(request.node, "has_failed", False):
        sys.stderr.write(session_stand.said())
    session_stand.tidy()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let fixtures know that a test failed."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        item.has_failed = True  # type: ignore[attr-defined]


@pytest.fixture
def book(stand: Stand, tmp_path: Path) -> Calc:
    """Open an order book with three right rows."""
    return stand.calc(write_rows(tmp_path / "订单录入.xlsx", [row(), row(quantity=3), row(product="TD-05")]))


@pytest.fixture(scope="session")
def session_desk(factory: Factory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Start a virtual screen and an office on it."""
    from tests.e2e.calc.desk import Desk  # noqa: PLC0415 - as above

    desk = Desk(tmp_path_factory.mktemp("desk"), server=factory.server.url)
    yield desk
    desk.close()


@pytest.fixture
def desk(session_desk: Desk, factory: Factory, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Sign wangfang in at the desk, and close what the test opened."""
    session_desk.stand.sign_in("wangfang", factory.wangfang.token)
    yield session_desk
    if getattr(request.node, "has_failed", False):
        sys.stderr.write(f"{session_desk.picture(request.node.name)}\n{session_desk.stand.said()}")
    session_desk.stand.tidy()
