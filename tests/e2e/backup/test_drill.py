"""The drill: a backup while clerks press, the database destroyed, restored, and verified."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from server.cli import main
from server.db.session import reading, writing
from server.db.sites import server_identity
from server.web.edge import system_clock
from sync.rows.keys import new_key
from tests.e2e.backup.conftest import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.backup.conftest import Plant

pytestmark = pytest.mark.slow
WRITERS, ROWS = 4, 5
VIEW = "/api/v1/views/orders/sync"


class Writer(threading.Thread):
    """A program that enters orders without a pause and keeps what was acknowledged, in order."""

    def __init__(self, plant: Plant, name: str) -> None:
        super().__init__(name=name)
        self.plant, self.done, self.book = plant, threading.Event(), new_key()
        self.acknowledged: list[tuple[str, str]] = []
        self.wrong: list[int] = []
        self.begun = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.done.is_set():
            number += 1
            status, answer = self.push([self.row(f"{self.name}-{number}") for _ in range(ROWS)])
            if status != 200:
                self.wrong.append(status)
                continue
            self.acknowledged += [(row["key"], row["values"]["order_no"]) for row in answer["results"]]
            self.begun.set()

    def row(self, purchase: str) -> dict[str, Any]:
        values = {
            "customer": "杭州恒泰五金有限公司",
            "customer_po": purchase,
            "phone": f"138{abs(hash(purchase)) % 10**8:08}",
            "product": "SD-07",
            "quantity": "1",
            "unit_price": "26",
            "requested_on": TODAY.replace(year=TODAY.year + 1).isoformat(),
        }
        return {"key": new_key(), "values": values}

    def push(self, rows: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        body = {"request_id": new_key(), "submission": new_key(), "book": self.book, "rows": rows}
        status, _, content = self.plant.factory.call(
            "POST", VIEW, json.dumps(body).encode(), self.plant.factory.tokens["wangfang"]
        )
        return status, json.loads(content)


def backed_up_under_load(plant: Plant) -> tuple[Path, list[tuple[str, str]], list[tuple[str, str]]]:
    """Make a backup while writers write; return it, what was acknowledged before it began, and in all."""
    writers = [Writer(plant, f"W{number}") for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        assert all(writer.begun.wait(60) for writer in writers)
        before = [pair for writer in writers for pair in list(writer.acknowledged)]
        made = plant.back_up()
        counts = [len(writer.acknowledged) for writer in writers]
        for writer, count in zip(writers, counts, strict=True):
            while len(writer.acknowledged) == count and writer.is_alive():
                writer.join(0.02)
    finally:
        for writer in writers:
            writer.done.set()
        for writer in writers:
            writer.join()
    assert [writer.wrong for writer in writers] == [[]] * WRITERS
    return made, before, [pair for writer in writers for pair in writer.acknowledged]


def stored(plant: Plant) -> dict[str, str]:
    return {key: values["order_no"] for key, values in plant.factory.orders().items()}


def test_what_was_acknowledged_before_the_backup_is_there_after_the_disaster(plant: Plant) -> None:
    from server.audit.jobs import seal  # noqa: PLC0415 - the worker's part of the story

    plant.factory.press()
    made, before, acknowledged = backed_up_under_load(plant)
    with writing(plant.engine) as conn:
        seal(conn, system_clock())
        epoch = server_identity(conn)[1]
    full = stored(plant)
    assert dict(acknowledged).items() <= full.items()
    plant.lose()
    assert plant.restore(made) == 0
    restored = stored(plant)
    assert dict(before).items() <= restored.items() <= full.items()
    assert len(set(restored.values())) == len({full[key] for key in restored})
    assert main(["admin", "check"]) == 0
    assert main(["admin", "audit", "verify"]) == 0
    with reading(plant.engine) as conn:
        assert server_identity(conn)[1] > epoch
    _goes_on(plant, restored, {number for _, number in acknowledged})


def _goes_on(plant: Plant, restored: dict[str, str], given: set[str]) -> None:
    """Prove that new orders come, are pulled and sealed, and share no number with lost ones."""
    from server.audit.jobs import seal  # noqa: PLC0415

    writer = Writer(plant, "after")
    _, page = _pull(plant, None)
    status, answer = writer.push([writer.row("after-1")])
    assert status == 200
    (row,) = answer["results"]
    assert row["outcome"] == "created"
    assert row["values"]["order_no"] not in given | set(restored.values())
    _, changed = _pull(plant, page["cursor"])
    assert [change["key"] for change in changed["changes"]] == [row["key"]]
    with writing(plant.engine) as conn:
        assert seal(conn, system_clock()) > 0
    assert main(["admin", "audit", "verify"]) == 0
    assert main(["admin", "check"]) == 0


def _pull(plant: Plant, cursor: str | None) -> tuple[int, dict[str, Any]]:
    body = json.dumps({"scope": "all", "cursor": cursor, "rows": []}).encode()
    status, _, content = plant.factory.call("POST", VIEW, body, plant.factory.tokens["lina"])
    return status, json.loads(content)


def test_an_old_cursor_pulls_everything_after_a_restore(plant: Plant) -> None:
    made = plant.back_up()
    plant.factory.press()
    _, page = _pull(plant, None)
    plant.factory.press(book=plant.factory.other_book)
    assert plant.restore(made) == 0
    plant.factory.press(yes="1")
    _, after = _pull(plant, page["cursor"])
    assert {change["key"] for change in after["changes"]} == {change["key"] for change in page["changes"]}


def test_one_backup_restored_twice_gives_two_epochs(plant: Plant) -> None:
    made = plant.back_up()
    epochs = set()
    for _ in range(2):
        assert plant.restore(made) == 0
        with reading(plant.engine) as conn:
            epochs.add(server_identity(conn))
    assert len(epochs) == 2
    assert len({server for server, _ in epochs}) == 1


def test_what_restores_within_one_second_replaced_is_all_kept(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = system_clock()
    monkeypatch.setattr("server.commands.backup.system_clock", lambda: moment)
    made = plant.back_up()
    assert [plant.restore(made) for _ in range(3)] == [0, 0, 0]
