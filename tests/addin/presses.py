"""Presses for tests: order books in a file or in memory, a bridge in process, a person who answers."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.bridge import messages as m
from addin.bridge.app import make_bridge
from addin.bridge.presses import MemoryPresses
from addin.hosts.file import FileHost
from addin.hosts.memory import Content, MemoryHost, MemorySheet
from addin.hosts.port import JsonBook
from sync.client.loop import Ended, run_press
from sync.client.transport import RefusedError
from sync.fields.orders import ORDERS
from tests.addin.fake_api import TOKEN
from workbooks.books.order_entry import write_order_entry
from workbooks.layout import FIRST_ROW, layout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from addin.bridge.session import ApiCall
    from addin.hosts.port import Host

COLUMN = {column.key: column.index for column in layout(ORDERS).columns}
SHEET = ORDERS.title
LISTS = {"customers": ["华东五金"], "products": ["A-1｜角码 40"], "payment_terms": ["月结30天"]}
ROW = {
    "customer": "华东五金",
    "product": "A-1",
    "quantity": 12,
    "unit_price": 3.5,
    "requested_on": "2026-12-24",
}


def order(**values: Any) -> dict[str, Any]:
    """Return a row that is right, but for what is given."""
    return {**ROW, **values}


def write_book(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write an order book with these rows."""
    write_order_entry(path, lists=LISTS, rows=rows)
    return path


def memory_book(rows: Sequence[Mapping[str, Any]]) -> MemoryHost:
    """Return the same book in memory."""
    with tempfile.TemporaryDirectory() as folder:
        file = FileHost(write_book(Path(folder) / "订单录入.xlsx", rows))
        names = [sheet.name for sheet in file.snapshot([]).sheets]
        blocks = file.snapshot([m.Need(m.Range(name, 1, 1, 0, 0)) for name in names]).blocks
    return MemoryHost("订单录入.xlsx", {block.range.sheet: _sheet(block) for block in blocks})


def _sheet(block: m.CellBlock) -> MemorySheet:
    dates = set(block.dates)
    sheet = MemorySheet()
    for row, cells in enumerate(block.rows, start=1):
        for column, value in enumerate(cells, start=1):
            sheet.put((row, column), Content(value, (row, column) in dates))
    return sheet


@dataclass
class Clerk:
    """A person who answers questions as told, and remembers what was shown."""

    answers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    stop_after: int = 10**9

    def ask(self, question: dict[str, Any]) -> str | None:
        self.asked.append(question["text"])
        return self.answers.get(question["id"])

    def tell(self, operation: dict[str, Any]) -> None:
        self.told.append(operation)

    def wants_to_stop(self) -> bool:
        return len([each for each in self.told if each["type"] == "progress"]) >= self.stop_after

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What was said, progress left out."""
        return [each for each in self.told if each["type"] == "message"]


@dataclass
class Bridge:
    """The bridge in process. `posts` holds numbers of calls that arrived."""

    call: ApiCall
    token: str = TOKEN
    presses: MemoryPresses = field(default_factory=MemoryPresses)

    def poster(self, action: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """Return what posts a call of an action."""
        return lambda body: self.post(action, json.dumps(body).encode())

    def post(self, action: str, body: bytes, **environ: str) -> dict[str, Any]:
        """Post bytes and return the decoded answer. Raises RefusedError with the problem's title."""
        status, _, content = self.raw(action, body, **environ)
        answer: dict[str, Any] = json.loads(content)
        if status != 200:
            raise RefusedError(status=status, title=answer["title"], detail=answer.get("detail", ""))
        return answer

    def raw(self, action: str, body: bytes, **environ: str) -> tuple[int, dict[str, str], bytes]:
        """Post bytes and return status, headers and body."""
        started: list[tuple[str, list[tuple[str, str]]]] = []
        request = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": f"/{action}",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_AUTHORIZATION": f"Bearer {self.token}",
            "wsgi.input": io.BytesIO(body),
            **environ,
        }
        application: Any = make_bridge(self.call, self.presses)
        content = b"".join(application(request, lambda status, headers: started.append((status, headers))))
        status, headers = started[0]
        return int(status.split()[0]), dict(headers), content


def press(
    host: Host, api: ApiCall, action: str = "sync", *, clerk: Clerk | None = None, **options: str
) -> Ended:
    """Press a button on a book."""
    return run_press(
        Bridge(api).poster(action), book=JsonBook(host), person=clerk or Clerk(), options=options
    )


def cell(host: Host, row: int, key: str) -> Any:
    """Return what a cell of the order sheet holds; rows count from the first one below the header."""
    number, column = FIRST_ROW + row - 1, COLUMN[key]
    need = m.Need(m.Range(SHEET, number, column, number, column))
    return host.snapshot([need]).blocks[0].rows[0][0]


def type_in(host: Host, row: int, **values: Any) -> None:
    """Type into cells of the order sheet."""
    for key, value in values.items():
        number, column = FIRST_ROW + row - 1, COLUMN[key]
        host.apply(m.Put(m.Range(SHEET, number, column, number, column), [[value]]))
